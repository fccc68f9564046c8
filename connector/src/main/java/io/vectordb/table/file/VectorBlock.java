/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.vectordb.table.file;

import io.vectordb.kernels.OffHeapRows;
import io.vectordb.kernels.VectorKernels;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;

/**
 * The vectors of one column of one batch: contiguous rows of 32-bit or 64-bit floats, and which of
 * them are NULL.
 */
public final class VectorBlock {
  private final int dimension;
  private final ByteBuffer values;
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;
  private final ByteBuffer validity;
  private final ByteBuffer elementValidity;

  /**
   * @param validity one bit a row, set if the vector is not NULL; null if none is NULL
   * @param elementValidity one bit an element, set if it is not NULL; null if none is NULL
   */
  VectorBlock(
      int dimension,
      int elementBytes,
      ByteBuffer values,
      ByteBuffer validity,
      ByteBuffer elementValidity) {
    this.dimension = dimension;
    this.values = values;
    ByteBuffer littleEndian = values.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.floats = elementBytes == Float.BYTES ? littleEndian.asFloatBuffer() : null;
    this.doubles = elementBytes == Float.BYTES ? null : littleEndian.asDoubleBuffer();
    this.validity = validity;
    this.elementValidity = elementValidity;
  }

  /** The vectors of a column that is still in memory. */
  public static VectorBlock of(FieldVector column) {
    FixedSizeListVector lists = (FixedSizeListVector) column;
    VectorColumn vector = TableSchema.vectorColumn(lists.getField()).orElseThrow();
    FieldVector elements = lists.getDataVector();
    return new VectorBlock(
        vector.dimension(),
        vector.type().elementBytes(),
        buffer(elements.getDataBuffer()),
        lists.getNullCount() == 0 ? null : buffer(lists.getValidityBuffer()),
        elements.getNullCount() == 0 ? null : buffer(elements.getValidityBuffer()));
  }

  /** So many vectors that are NULL. */
  public static VectorBlock ofNulls(int rows) {
    return new VectorBlock(
        VectorColumn.UNDETERMINED,
        Float.BYTES,
        ByteBuffer.allocateDirect(0),
        ByteBuffer.allocate((rows + Byte.SIZE - 1) / Byte.SIZE),
        null);
  }

  private static ByteBuffer buffer(ArrowBuf buffer) {
    return ArrowMemory.bytes(buffer, 0, Math.toIntExact(buffer.capacity()));
  }

  public int dimension() {
    return dimension;
  }

  public boolean hasFloats() {
    return floats != null;
  }

  /** Bytes of one vector. */
  public int rowBytes() {
    return dimension * (hasFloats() ? Float.BYTES : Double.BYTES);
  }

  public boolean hasNulls() {
    return validity != null || elementValidity != null;
  }

  /** Whether the vector of {@code row} has no score: it is NULL or one of its elements is. */
  public boolean isNull(int row) {
    if (isNullVector(row)) {
      return true;
    }
    if (elementValidity != null) {
      int first = row * dimension;
      for (int i = 0; i < dimension; i++) {
        if (!isSet(elementValidity, first + i)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * CRC32C of the bytes of one vector. Of a copy, because a fault in the processor-specific code
   * that computes it ends the virtual machine.
   *
   * @param copy for at least {@link #rowBytes()} bytes
   */
  int checksum(int row, byte[] copy) {
    values.get(row * rowBytes(), copy, 0, rowBytes());
    return Crc32c.of(copy, rowBytes());
  }

  /** The vectors as the kernels read them. */
  public OffHeapRows rows(VectorKernels kernels) {
    return floats != null
        ? kernels.floatRows(values, dimension)
        : kernels.doubleRows(values, dimension);
  }

  /** The vector of one row: a float[] or double[]. */
  public Object vector(int row) {
    Object vector = hasFloats() ? new float[dimension] : new double[dimension];
    copy(row, 1, vector, 0);
    return vector;
  }

  /**
   * Copies vectors that follow each other.
   *
   * @param to a float[] or double[]
   * @param at the first of its elements to set
   */
  public void copy(int firstRow, int count, Object to, int at) {
    if (hasFloats()) {
      floats.get(firstRow * dimension, (float[]) to, at, count * dimension);
    } else {
      doubles.get(firstRow * dimension, (double[]) to, at, count * dimension);
    }
  }

  public boolean hasNullElements() {
    return elementValidity != null;
  }

  /** Whether one element of a vector is NULL. */
  public boolean isNullElement(int row, int element) {
    return elementValidity != null && !isSet(elementValidity, row * dimension + element);
  }

  /** Whether the vector itself is NULL, whatever its elements are. */
  public boolean isNullVector(int row) {
    return validity != null && !isSet(validity, row);
  }

  /** The vector of one row, widened. */
  public double[] widened(int row) {
    double[] vector = new double[dimension];
    for (int i = 0, from = row * dimension; i < dimension; i++) {
      vector[i] = hasFloats() ? floats.get(from + i) : doubles.get(from + i);
    }
    return vector;
  }

  private static boolean isSet(ByteBuffer bits, int index) {
    return (bits.get(index >> 3) >> (index & 7) & 1) != 0;
  }
}

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
package io.vectordb.spark.write;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import java.util.OptionalInt;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FixedWidthVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** Writes the vectors of one column into a list vector of fixed size. */
final class VectorFieldWriter {
  private static final int ML_VECTOR_FIELDS = 4;

  private final VectorColumn column;
  private final FixedSizeListVector lists;
  private final int ordinal;
  private final RowDescription description;
  private final int rowBytes;
  private int rows;

  VectorFieldWriter(
      VectorColumn column, FixedSizeListVector lists, int ordinal, RowDescription description) {
    this.column = column;
    this.lists = lists;
    this.ordinal = ordinal;
    this.description = description;
    this.rowBytes = column.dimension() * column.type().elementBytes();
  }

  String name() {
    return column.name();
  }

  void allocate(int maxRows) {
    lists.setInitialCapacity(maxRows);
    ((FixedWidthVector) lists.getDataVector()).allocateNew(maxRows * column.dimension());
    lists.allocateNew();
    setElementsValid();
  }

  /** The dimension of the row's vector, if this column has none yet and the row has a vector. */
  OptionalInt newDimension(InternalRow row) {
    if (column.isDetermined() || row.isNullAt(ordinal)) {
      return OptionalInt.empty();
    }
    int found = dimension(row);
    if (!VectorColumn.isDimension(found)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VALUE_INVALID,
          description.of(row, ordinal)
              + " has a vector of dimension "
              + found
              + "; vectors have from 1 to "
              + VectorColumn.MAX_DIMENSION
              + " elements. Use NULL where there is no vector. Nothing was written");
    }
    return OptionalInt.of(found);
  }

  void write(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      writeNull();
    } else {
      requireDimension(row);
      BitVectorHelper.setBit(lists.getValidityBuffer(), rows);
      writeElements(row);
    }
    rows++;
  }

  void finish() {
    lists.setValueCount(rows);
  }

  void reset() {
    lists.reset();
    setElementsValid();
    rows = 0;
  }

  /** NULL has zeros below it, so that files with equal rows are equal. */
  private void writeNull() {
    values().setZero((long) rows * rowBytes, rowBytes);
  }

  private ArrowBuf values() {
    return lists.getDataVector().getDataBuffer();
  }

  /**
   * Elements are rarely NULL, so all are marked valid beforehand and exceptions are marked one by
   * one.
   */
  private void setElementsValid() {
    ArrowBuf validity = lists.getDataVector().getValidityBuffer();
    validity.setOne(0, validity.capacity());
  }

  private int dimension(InternalRow row) {
    return switch (column.type()) {
      case FLOAT_ARRAY, DOUBLE_ARRAY -> row.getArray(ordinal).numElements();
      case PACKED_FLOATS -> packedDimension(row);
      case ML_VECTOR ->
          VectorDataType.ML_VECTOR.read(row.getStruct(ordinal, ML_VECTOR_FIELDS)).length;
    };
  }

  private int packedDimension(InternalRow row) {
    int bytes = row.getBinary(ordinal).length;
    if (bytes % Float.BYTES != 0) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VALUE_INVALID,
          description.of(row, ordinal)
              + " has a packed vector of "
              + bytes
              + " bytes, which is no multiple of 4; pack vectors with vector_pack(array). Nothing"
              + " was written");
    }
    return bytes / Float.BYTES;
  }

  private void requireDimension(InternalRow row) {
    int found = dimension(row);
    if (found != column.dimension()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
          description.of(row, ordinal)
              + " has a vector of dimension "
              + found
              + ", but the column's vectors have dimension "
              + column.dimension()
              + ". Nothing was written; correct or remove the row, or, if the column holds no"
              + " vectors of one dimension, leave it out of option vectorColumn");
    }
  }

  private void writeElements(InternalRow row) {
    long address = values().memoryAddress() + (long) rows * rowBytes;
    if (column.type() == VectorType.PACKED_FLOATS) {
      byte[] packed = row.getBinary(ordinal);
      Platform.copyMemory(packed, Platform.BYTE_ARRAY_OFFSET, null, address, rowBytes);
    } else if (column.type() == VectorType.ML_VECTOR) {
      double[] values = VectorDataType.ML_VECTOR.read(row.getStruct(ordinal, ML_VECTOR_FIELDS));
      Platform.copyMemory(values, Platform.DOUBLE_ARRAY_OFFSET, null, address, rowBytes);
    } else {
      writeArray(row.getArray(ordinal), address);
    }
  }

  private void writeArray(ArrayData array, long address) {
    if (VectorDataType.hasNull(array)) {
      writeArrayWithNulls(array);
    } else if (column.type() == VectorType.FLOAT_ARRAY) {
      Platform.copyMemory(
          array.toFloatArray(), Platform.FLOAT_ARRAY_OFFSET, null, address, rowBytes);
    } else {
      Platform.copyMemory(
          array.toDoubleArray(), Platform.DOUBLE_ARRAY_OFFSET, null, address, rowBytes);
    }
  }

  private void writeArrayWithNulls(ArrayData array) {
    long first = (long) rows * column.dimension();
    ArrowBuf validity = lists.getDataVector().getValidityBuffer();
    for (int i = 0; i < column.dimension(); i++) {
      boolean isNull = array.isNullAt(i);
      if (isNull) {
        BitVectorHelper.unsetBit(validity, Math.toIntExact(first + i));
      }
      if (column.type() == VectorType.FLOAT_ARRAY) {
        values().setFloat((first + i) * Float.BYTES, isNull ? 0f : array.getFloat(i));
      } else {
        values().setDouble((first + i) * Double.BYTES, isNull ? 0d : array.getDouble(i));
      }
    }
  }
}

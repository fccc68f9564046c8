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
package io.vectordb.spark.column;

import io.vectordb.table.scan.ScanVectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.types.DataTypes;

/** Vectors of 32-bit floats as BINARY, little-endian. */
final class PackedColumnVector extends BorrowedColumnVector {
  private final ScanVectors vectors;
  private final VectorWindow window;

  PackedColumnVector(ScanVectors vectors) {
    super(DataTypes.BinaryType);
    this.vectors = vectors;
    this.window = new VectorWindow(vectors);
  }

  @Override
  public boolean hasNull() {
    return numNulls() > 0;
  }

  @Override
  public int numNulls() {
    return vectors.nullCount();
  }

  @Override
  public boolean isNullAt(int row) {
    return vectors.isNull(row);
  }

  @Override
  public byte[] getBinary(int row) {
    if (isNullAt(row)) {
      return null;
    }
    byte[] bytes = new byte[vectors.dimension() * Float.BYTES];
    float[] floats = window.elements(row).floats();
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(floats, window.start(row), vectors.dimension());
    return bytes;
  }
}

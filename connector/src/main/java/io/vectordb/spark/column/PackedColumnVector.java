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

import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.spark.sql.types.DataTypes;

/** Vectors of 32-bit floats as BINARY: Arrow's memory has the same layout, little-endian. */
final class PackedColumnVector extends BorrowedColumnVector {
  private final FixedSizeListVector vectors;
  private final int rowBytes;

  PackedColumnVector(FixedSizeListVector vectors, int dimension) {
    super(DataTypes.BinaryType);
    this.vectors = vectors;
    this.rowBytes = dimension * Float.BYTES;
  }

  @Override
  public boolean hasNull() {
    return vectors.getNullCount() > 0;
  }

  @Override
  public int numNulls() {
    return vectors.getNullCount();
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
    byte[] bytes = new byte[rowBytes];
    vectors.getDataVector().getDataBuffer().getBytes((long) row * rowBytes, bytes);
    return bytes;
  }
}

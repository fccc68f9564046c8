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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Vectors as arrays. */
final class VectorArrayColumnVector extends BorrowedColumnVector {
  private final ScanVectors vectors;
  private final VectorWindow window;

  VectorArrayColumnVector(DataType type, ScanVectors vectors) {
    super(type);
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
  public ColumnarArray getArray(int row) {
    return window.array(row);
  }
}

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

import io.vectordb.table.scan.ScanBatch;
import org.apache.spark.sql.types.DataTypes;

/** The positions in the data file of the rows of a batch. */
final class PositionColumnVector extends BorrowedColumnVector {
  private final ScanBatch batch;

  PositionColumnVector(ScanBatch batch) {
    super(DataTypes.LongType);
    this.batch = batch;
  }

  @Override
  public boolean hasNull() {
    return false;
  }

  @Override
  public int numNulls() {
    return 0;
  }

  @Override
  public boolean isNullAt(int index) {
    return false;
  }

  @Override
  public long getLong(int index) {
    return batch.firstRow() + batch.row(index);
  }
}

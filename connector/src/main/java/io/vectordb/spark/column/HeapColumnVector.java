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

import org.apache.spark.sql.types.DataType;

/** A column vector whose values are in an array. */
abstract class HeapColumnVector extends BorrowedColumnVector {
  private final boolean[] nulls;

  /**
   * @param nulls which values are NULL; null if none is
   */
  HeapColumnVector(DataType type, boolean[] nulls) {
    super(type);
    this.nulls = nulls;
  }

  @Override
  public boolean hasNull() {
    return nulls != null;
  }

  @Override
  public int numNulls() {
    int count = 0;
    for (int i = 0; nulls != null && i < nulls.length; i++) {
      count += nulls[i] ? 1 : 0;
    }
    return count;
  }

  @Override
  public boolean isNullAt(int index) {
    return nulls != null && nulls[index];
  }
}

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
package io.vectordb.table.schema;

import java.io.Serializable;

/**
 * What is known about the values of one column in one data file. Values have the types of {@link
 * Scalars}.
 *
 * @param min the smallest value that is not NULL or NaN, or null if there is none or it is not
 *     recorded
 * @param max the largest value that is not NULL or NaN, or null if there is none or it is not
 *     recorded
 * @param nullCount the number of NULLs
 * @param nanCount the number of NaNs
 * @param ascends whether it is known that no value is smaller than the one in the row before, where
 *     NULLs come first and NaNs last
 */
public record ColumnStats(Object min, Object max, long nullCount, long nanCount, boolean ascends)
    implements Serializable {

  public ColumnStats withoutBounds() {
    return new ColumnStats(null, null, nullCount, nanCount, ascends);
  }

  /**
   * What is known of both together; bounds that are missing count as those of no value, and values
   * ascend if they do in each of both.
   */
  public ColumnStats plus(ColumnStats other) {
    return new ColumnStats(
        min == null || (other.min != null && Scalars.compare(other.min, min) < 0) ? other.min : min,
        max == null || (other.max != null && Scalars.compare(other.max, max) > 0) ? other.max : max,
        nullCount + other.nullCount,
        nanCount + other.nanCount,
        ascends && other.ascends);
  }
}

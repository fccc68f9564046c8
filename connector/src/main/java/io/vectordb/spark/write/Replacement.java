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

import io.vectordb.spark.read.RowsRead;
import io.vectordb.table.filter.Filter;

/** What the written rows replace. */
public sealed interface Replacement {
  /** They are added. */
  record Nothing() implements Replacement {}

  /** All rows of the table. */
  record Everything() implements Replacement {}

  /** The partitions that the written rows belong to. */
  record WrittenPartitions() implements Replacement {}

  /** The partitions whose values satisfy a condition. */
  record MatchingPartitions(Filter filter) implements Replacement {}

  /** The rows that satisfy a condition. */
  record MatchingRows(RowsRead rows) implements Replacement {}

  /** The rows whose keys are among the written ones. */
  record MatchingKeys(MergeKeys keys) implements Replacement {}

  /** Whether nothing is replaced if no row is written. */
  default boolean onlyAdds() {
    return this instanceof Nothing || this instanceof MatchingKeys;
  }

  /** The mode as the table's history shows it. */
  default String label() {
    if (this instanceof Nothing) {
      return "append";
    } else if (this instanceof Everything) {
      return "overwrite";
    } else if (this instanceof MatchingPartitions matching) {
      return "overwrite where " + matching.filter();
    } else if (this instanceof MatchingRows matching) {
      return "overwrite where " + matching.rows().label();
    } else if (this instanceof MatchingKeys matching) {
      return "upsert by " + String.join(", ", matching.keys().columns());
    }
    return "overwrite written partitions";
  }
}

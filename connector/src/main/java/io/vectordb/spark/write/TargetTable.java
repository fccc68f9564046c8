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

import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.schema.TableVersion;
import java.util.Optional;

/**
 * A table that rows are written to.
 *
 * @param version the version for which the write was planned
 * @param staged the transaction that the write adds to, if a statement has begun one
 * @param selfRead the rows of the table itself on which those that are written to it depend
 */
public record TargetTable(
    TableVersion version, Optional<StagedChanges> staged, Optional<StatementRead> selfRead) {
  /** A table to which rows from elsewhere are written, by a transaction of their own. */
  public static TargetTable of(TableVersion version) {
    return new TargetTable(version, Optional.empty(), Optional.empty());
  }

  /** A table whose definition is committed together with the rows that are written to it. */
  public static TargetTable staged(TableVersion version, StagedChanges changes) {
    return new TargetTable(version, Optional.of(changes), Optional.empty());
  }

  /** The same place for another version, or for the same one with more columns. */
  public TargetTable with(TableVersion other) {
    return new TargetTable(other, staged, selfRead);
  }

  /** The same for rows that depend on those of the table. */
  public TargetTable reading(StatementRead read) {
    return new TargetTable(version, staged, Optional.of(read));
  }

  /** Whether the rows to write depend on what the table holds. */
  public boolean readsItself() {
    return selfRead.isPresent();
  }
}

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
package io.vectordb.spark.plan;

import io.vectordb.table.filter.ScoreColumn;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.write.RowLevelOperationTable;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/** The table with score columns that a relation reads, perhaps to change its rows. */
final class ScoredTable {
  private ScoredTable() {}

  static Optional<SupportsScoreColumns> of(DataSourceV2Relation relation) {
    if (relation.table() instanceof RowLevelOperationTable rowLevel) {
      return rowLevel.operation() instanceof ScoredOperation operation
          ? Optional.of(operation)
          : Optional.empty();
    }
    return relation.table() instanceof SupportsScoreColumns scored
        ? Optional.of(scored)
        : Optional.empty();
  }

  /** The table of {@code relation}, which is one, with other score columns. */
  static Table with(DataSourceV2Relation relation, List<ScoreColumn> scores) {
    return relation.table() instanceof RowLevelOperationTable rowLevel
        ? new RowLevelOperationTable(
            rowLevel.table(), ((ScoredOperation) rowLevel.operation()).withScoreColumns(scores))
        : (Table) ((SupportsScoreColumns) relation.table()).withScoreColumns(scores);
  }
}

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

import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.write.RowLevelOperationTable;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;

/**
 * Tells a table when the rows that are written to it depend on what it holds: {@code INSERT INTO t
 * SELECT ... FROM t}, a MERGE that only inserts, which Spark plans as an append of the rows that
 * have no match, and a DELETE, UPDATE or MERGE whose source or subquery reads the table once more.
 */
public final class SelfReadRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (plan instanceof V2WriteCommand write
        && write.table() instanceof DataSourceV2Relation target) {
      if (target.table() instanceof RowLevelOperationTable changed) {
        tell(changed, write);
      } else if (target.table() instanceof SupportsSelfRead table
          && reads(write.query(), table)
          && !table.readsItself()) {
        return (LogicalPlan)
            write.withNewTable(Relations.with(target, table.readingItself(), target.output()));
      }
    }
    return plan;
  }

  /** The rows to change are read by a relation of the operation, which is none of the table. */
  private static void tell(RowLevelOperationTable changed, V2WriteCommand write) {
    if (changed.operation() instanceof ScoredOperation scored
        && changed.table() instanceof SupportsSelfRead table
        && reads(write.query(), table)) {
      scored.readsEverything();
    }
  }

  /** Whether {@code query} reads the table, perhaps in a subquery. */
  static boolean reads(LogicalPlan query, SupportsSelfRead table) {
    boolean reads = false;
    for (LogicalPlan leaf : Scala.list(query.collectLeaves())) {
      if (leaf instanceof InMemoryRelation cached) {
        reads |= reads(cached.cacheBuilder().logicalPlan(), table);
      }
      Optional<Table> read = tableOf(leaf).filter(table::isSameTable);
      read.ifPresent(table::requireSameVersion);
      reads |= read.isPresent();
    }
    for (LogicalPlan subquery : Scala.list(query.subqueriesAll())) {
      reads |= reads(subquery, table);
    }
    return reads;
  }

  /** Spark optimizes subqueries first, so that theirs are scans already. */
  private static Optional<Table> tableOf(LogicalPlan leaf) {
    if (leaf instanceof DataSourceV2Relation relation) {
      return Optional.of(relation.table());
    }
    return leaf instanceof DataSourceV2ScanRelation scan
        ? Optional.of(scan.relation().table())
        : Optional.empty();
  }
}

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

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.RowLevelWrite;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Tells a table when the rows that are written to it depend on what it holds: {@code INSERT INTO t
 * SELECT ... FROM t}, and a MERGE that only inserts, which Spark plans as an append of the rows
 * that have no match.
 */
public final class SelfReadRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof V2WriteCommand write
            && !(plan instanceof RowLevelWrite)
            && write.table() instanceof DataSourceV2Relation target
            && target.table() instanceof SupportsSelfRead table
            && !table.readsItself()
            && reads(write.query(), table)
        ? (LogicalPlan)
            write.withNewTable(Relations.with(target, table.readingItself(), target.output()))
        : plan;
  }

  private static boolean reads(LogicalPlan query, SupportsSelfRead table) {
    List<LogicalPlan> leaves = Scala.list(query.collectLeaves());
    return leaves.stream()
            .anyMatch(
                leaf ->
                    leaf instanceof DataSourceV2Relation relation
                        && table.isSameTable(relation.table()))
        || Scala.list(query.subqueriesAll()).stream().anyMatch(subquery -> reads(subquery, table));
  }
}

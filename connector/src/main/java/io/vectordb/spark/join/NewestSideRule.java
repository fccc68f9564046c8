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
package io.vectordb.spark.join;

import io.vectordb.spark.plan.Relations;
import io.vectordb.spark.plan.Scala;
import io.vectordb.spark.plan.SupportsNewestVersion;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Joins a stream to the newest version of a table, in each micro-batch anew, and not for ever to
 * the one that there was when the query started.
 */
public final class NewestSideRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.isStreaming() && JoinSettings.current().renewsTables()
        ? plan.transformUp(Scala.rewrite(NewestSideRule::rewrite))
        : plan;
  }

  private static LogicalPlan rewrite(LogicalPlan node) {
    Optional<PlannedJoin> join = PlannedJoin.of(node);
    if (join.isEmpty() || !join.get().left().isStreaming() || join.get().right().isStreaming()) {
      return node;
    }
    LogicalPlan right = join.get().right();
    LogicalPlan newest = right.transformUp(Scala.rewrite(NewestSideRule::newest));
    return newest == right
        ? node
        : node.withNewChildren(Scala.seq(List.of(join.get().left(), newest)));
  }

  private static LogicalPlan newest(LogicalPlan node) {
    if (node instanceof DataSourceV2Relation relation
        && relation.table() instanceof SupportsNewestVersion table) {
      Table newest = table.newestVersion();
      return newest == table ? node : Relations.with(relation, newest, relation.output());
    }
    return node;
  }
}

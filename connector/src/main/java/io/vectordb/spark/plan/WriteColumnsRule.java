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

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.AppendData;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OverwriteByExpression;
import org.apache.spark.sql.catalyst.plans.logical.OverwritePartitionsDynamic;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Shows a table the columns of a DataFrame that is written to it by name, before Spark fills up the
 * ones that are missing with NULL.
 */
public final class WriteColumnsRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.resolveOperatorsDown(Scala.rewrite(this::rewrite));
  }

  private LogicalPlan rewrite(LogicalPlan plan) {
    if (!(plan instanceof V2WriteCommand write) || !write.isByName()) {
      return plan;
    }
    Optional<Map<String, String>> options = options(write);
    Optional<DataSourceV2Relation> target =
        options.flatMap(
            o -> WriteTarget.relation(WriteTarget.resolved((LogicalPlan) write.table())));
    if (target.isEmpty() || WriteTarget.table(target.get()).isEvolvable()) {
      return plan;
    }
    LogicalPlan rows = WriteTarget.resolved(write.query());
    if (!rows.resolved()) {
      return plan;
    }
    SupportsColumnChanges table = WriteTarget.table(target.get());
    SupportsColumnChanges forRows = table.forRows(rows.schema(), options.get());
    return forRows == table ? plan : WriteTarget.with(plan, Relations.with(target.get(), forRows));
  }

  private static Optional<Map<String, String>> options(V2WriteCommand write) {
    if (write instanceof AppendData append) {
      return Optional.of(CollectionConverters.asJava(append.writeOptions()));
    } else if (write instanceof OverwriteByExpression overwrite) {
      return Optional.of(CollectionConverters.asJava(overwrite.writeOptions()));
    }
    return write instanceof OverwritePartitionsDynamic overwrite
        ? Optional.of(CollectionConverters.asJava(overwrite.writeOptions()))
        : Optional.empty();
  }
}

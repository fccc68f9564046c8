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

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeIntoTable;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Lets the target of a statement WITH SCHEMA EVOLUTION change its columns in the commit of the
 * rows. Only Spark 4.2 and newer have what this refers to.
 */
public final class SchemaEvolutionRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return SparkErrors.translating(
        () -> plan.resolveOperatorsDown(Scala.rewrite(SchemaEvolutionRule::rewrite)));
  }

  private static LogicalPlan rewrite(LogicalPlan plan) {
    if (plan instanceof MergeIntoTable merge && merge.withSchemaEvolution()) {
      return evolving(plan, merge.targetTable());
    } else if (plan instanceof InsertIntoStatement insert && insert.withSchemaEvolution()) {
      return evolving(plan, insert.table());
    } else if (plan instanceof V2WriteCommand write && write.withSchemaEvolution()) {
      return evolving(plan, (LogicalPlan) write.table());
    }
    return plan;
  }

  private static LogicalPlan evolving(LogicalPlan write, LogicalPlan named) {
    LogicalPlan target = WriteTarget.resolved(named);
    Optional<DataSourceV2Relation> relation =
        WriteTarget.relation(target).filter(found -> !WriteTarget.table(found).isEvolvable());
    if (relation.isEmpty()) {
      return write;
    }
    DataSourceV2Relation evolving = evolving(relation.get());
    return WriteTarget.with(
        write,
        write instanceof MergeIntoTable
            ? target.resolveOperatorsDown(
                Scala.rewrite(part -> part == relation.get() ? evolving : part))
            : evolving);
  }

  private static DataSourceV2Relation evolving(DataSourceV2Relation relation) {
    if (relation.catalog().isEmpty()) {
      throw new VectorDbException(
          "Schema evolution of "
              + relation.table().name()
              + " takes a table of a catalog; name the table by its path in a vectordb catalog:"
              + " cat.`/path`");
    }
    SupportsColumnChanges table = WriteTarget.table(relation).evolvable();
    return Relations.with(
        Relations.with(relation, table, relation.output()),
        new EvolvingCatalog(relation.catalog().get(), table));
  }
}

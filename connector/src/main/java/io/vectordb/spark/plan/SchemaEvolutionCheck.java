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
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeIntoTable;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Refuses a MERGE WITH SCHEMA EVOLUTION where Spark is older than {@link SchemaEvolutionRule} needs
 * it: Spark would leave out the columns that the table has not.
 */
public final class SchemaEvolutionCheck extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return SparkErrors.translating(
        () -> plan.resolveOperatorsDown(Scala.rewrite(SchemaEvolutionCheck::check)));
  }

  private static LogicalPlan check(LogicalPlan plan) {
    if (plan instanceof MergeIntoTable merge && merge.withSchemaEvolution()) {
      WriteTarget.relation(WriteTarget.resolved(merge.targetTable()))
          .ifPresent(
              relation -> {
                throw new VectorDbException(
                    "MERGE WITH SCHEMA EVOLUTION of "
                        + relation.table().name()
                        + " takes Spark 4.2 or newer; ALTER TABLE first, and MERGE without schema"
                        + " evolution");
              });
    }
    return plan;
  }
}

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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/** The relation that a write names, before Spark has looked it up. */
final class WriteTarget {
  private WriteTarget() {}

  /** What Spark makes of a part of a plan that does not depend on the rest. */
  static LogicalPlan resolved(LogicalPlan part) {
    return part.resolved()
        ? part
        : (LogicalPlan) SparkSession.active().sessionState().analyzer().execute(part);
  }

  /** The relation of {@code target} if its table can change its columns. */
  static Optional<DataSourceV2Relation> relation(LogicalPlan target) {
    LogicalPlan named = target;
    while (named instanceof SubqueryAlias alias) {
      named = alias.child();
    }
    return named instanceof DataSourceV2Relation relation
            && relation.table() instanceof SupportsColumnChanges
        ? Optional.of(relation)
        : Optional.empty();
  }

  static SupportsColumnChanges table(DataSourceV2Relation relation) {
    return (SupportsColumnChanges) relation.table();
  }

  /** A write with another target, which is the first field of all of them. */
  static LogicalPlan with(LogicalPlan write, LogicalPlan target) {
    Object[] fields = new Object[write.productArity()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = write.productElement(i);
    }
    fields[0] = target;
    return (LogicalPlan) write.makeCopy(fields);
  }
}

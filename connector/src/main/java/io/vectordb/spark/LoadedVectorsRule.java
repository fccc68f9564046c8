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
package io.vectordb.spark;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Tells a DataFrame that is loaded from a path if no vector has a NULL element: estimators of Spark
 * ML take arrays of such a type only. The DataFrame keeps its version, in which that stays true;
 * streams, views and writes of a catalog's table see vectors that come later, too.
 */
final class LoadedVectorsRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (plan instanceof DataSourceV2Relation relation
        && relation.catalog().isEmpty()
        && relation.table() instanceof VectorTable table) {
      VectorTable known = table.withKnownElements();
      return known == table
          ? plan
          : DataSourceV2Relation.create(
              known,
              relation.catalog(),
              relation.identifier(),
              relation.options(),
              relation.timeTravelSpec());
    }
    return plan;
  }
}

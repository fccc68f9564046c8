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

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.plans.logical.AlterTableCommand;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SetTableProperties;
import org.apache.spark.sql.catalyst.plans.logical.UnsetTableProperties;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Refuses an ALTER TABLE of a table in a catalog that is not ours. Spark's own catalog would note
 * the change and not tell the table, so that nothing but its notes would change. It hands over the
 * properties that it has noted, so these may change.
 */
final class SessionTableCheck extends AbstractFunction1<LogicalPlan, BoxedUnit> {
  @Override
  public BoxedUnit apply(LogicalPlan plan) {
    return SparkErrors.translating(() -> check(plan));
  }

  private static BoxedUnit check(LogicalPlan plan) {
    if (plan instanceof AlterTableCommand command
        && !(plan instanceof SetTableProperties || plan instanceof UnsetTableProperties)
        && command.table() instanceof ResolvedTable resolved
        && resolved.table() instanceof VectorTable table
        && !table.tableVersion().isOfCatalog()) {
      throw new VectorDbException(
          "The catalog "
              + resolved.catalog().name()
              + " cannot alter vectordb tables; "
              + wayRound(table));
    }
    return BoxedUnit.UNIT;
  }

  private static String wayRound(VectorTable table) {
    return table.tableVersion().snapshot().isPresent()
        ? "alter this one in a vectordb catalog, by its path: ALTER TABLE cat.`"
            + table.tableVersion().handle().location()
            + "`"
        : "nothing has been written to this one yet, so drop it and create it as it should be";
  }
}

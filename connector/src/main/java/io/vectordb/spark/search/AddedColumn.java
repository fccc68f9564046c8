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
package io.vectordb.spark.search;

import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** Rows with one more column behind those that they have. */
final class AddedColumn {
  private AddedColumn() {}

  static LogicalPlan to(LogicalPlan rows, NamedExpression column) {
    List<NamedExpression> columns = new ArrayList<>(Scala.list(rows.output()));
    columns.add(column);
    return new Project(Scala.seq(columns), rows);
  }
}

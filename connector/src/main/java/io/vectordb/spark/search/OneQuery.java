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
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.types.DataTypes;

/** The search for one vector: what {@code ORDER BY score LIMIT k} or {@code WHERE} would be. */
final class OneQuery {
  private OneQuery() {}

  static LogicalPlan plan(Expression query, LogicalPlan table, Attribute vector, Ranking ranking) {
    Alias score = ranking.named(ranking.score(vector, query));
    LogicalPlan scored = AddedColumn.to(table, score);
    Attribute value = score.toAttribute();
    LogicalPlan bounded =
        ranking
            .withinBounds(value)
            .<LogicalPlan>map(condition -> new Filter(condition, scored))
            .orElse(scored);
    return ranking.k().map(k -> best(k, bounded, value, ranking)).orElse(bounded);
  }

  /**
   * Rows without a score come last in the order, so that they can be left out of the best: to do so
   * before would compute the score of rows of other sources twice.
   */
  private static LogicalPlan best(int k, LogicalPlan rows, Attribute score, Ranking ranking) {
    Sort sorted = new Sort(Scala.seq(List.of(ranking.order(score))), true, rows, Scala.none());
    Literal limit = Literal.create(k, DataTypes.IntegerType);
    LogicalPlan best = new GlobalLimit(limit, new LocalLimit(limit, sorted));
    return new Filter(new IsNotNull(score), best);
  }
}

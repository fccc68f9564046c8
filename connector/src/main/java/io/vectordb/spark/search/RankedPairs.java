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
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.CurrentRow$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.MonotonicallyIncreasingID;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.RowFrame$;
import org.apache.spark.sql.catalyst.expressions.RowNumber;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SpecifiedWindowFrame;
import org.apache.spark.sql.catalyst.expressions.UnboundedPreceding$;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowSpecDefinition;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.Seq;

/**
 * For every query, the k pairs with the best scores of those within bounds that leave out the very
 * best.
 */
final class RankedPairs {
  private RankedPairs() {}

  /**
   * All pairs within the bounds, numbered by query in the order of their scores. Equal queries stay
   * apart by a number of their own.
   */
  static LogicalPlan plan(
      LogicalPlan queries, LogicalPlan table, Expression score, int k, Ranking ranking) {
    Alias query = Ranking.alias(new MonotonicallyIncreasingID(), "_query");
    LogicalPlan numbered = AddedColumn.to(queries, query);
    LogicalPlan pairs =
        ManyQueries.join(numbered, table, ranking.withinBounds(score).orElseThrow());
    Alias named = ranking.named(score);
    LogicalPlan scored = AddedColumn.to(pairs, named);
    Seq<Expression> byQuery = Scala.seq(List.of(query.toAttribute()));
    Seq<SortOrder> bestFirst = Scala.seq(List.of(ranking.order(named.toAttribute())));
    Alias rank =
        Ranking.alias(
            new WindowExpression(
                new RowNumber(),
                new WindowSpecDefinition(
                    byQuery,
                    bestFirst,
                    new SpecifiedWindowFrame(
                        RowFrame$.MODULE$, UnboundedPreceding$.MODULE$, CurrentRow$.MODULE$))),
            "_rank");
    LogicalPlan ranked =
        new Window(
            Scala.seq(List.<NamedExpression>of(rank)), byQuery, bestFirst, scored, Scala.none());
    Expression isBest =
        new LessThanOrEqual(rank.toAttribute(), Literal.create(k, DataTypes.IntegerType));
    List<NamedExpression> columns = new ArrayList<>(Scala.list(queries.output()));
    columns.addAll(Scala.list(table.output()));
    columns.add(named.toAttribute());
    return new Project(Scala.seq(columns), new Filter(isBest, ranked));
  }
}

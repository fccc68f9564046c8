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

import io.vectordb.spark.join.NearestVectors;
import io.vectordb.spark.plan.Scala;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.JoinHint;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** The search for every vector of a table of queries: a join of it with the table searched. */
final class ManyQueries {
  private ManyQueries() {}

  static LogicalPlan plan(
      LogicalPlan queries, LogicalPlan table, Attribute vector, Ranking ranking) {
    Attribute query = VectorColumn.onlyOneOf(queries, SearchParameter.QUERY_VECTOR);
    LogicalPlan searched = apart(table, queries);
    int position = Scala.list(table.output()).indexOf(vector);
    Expression score = ranking.score(searched.output().apply(position), query);
    if (ranking.k().isEmpty()) {
      return withinBounds(queries, searched, score, ranking);
    }
    int k = ranking.k().get();
    return ranking.leavesOutTheBest()
        ? RankedPairs.plan(queries, searched, score, k, ranking)
        : nearest(queries, searched, score, k, ranking);
  }

  private static LogicalPlan withinBounds(
      LogicalPlan queries, LogicalPlan table, Expression score, Ranking ranking) {
    LogicalPlan pairs = join(queries, table, ranking.withinBounds(score).orElseThrow());
    return AddedColumn.to(pairs, ranking.named(score));
  }

  /** Bounds that leave out the worst rows do so among the best, too. */
  private static LogicalPlan nearest(
      LogicalPlan queries, LogicalPlan table, Expression score, int k, Ranking ranking) {
    SearchMetric metric = ranking.metric();
    LogicalPlan pairs =
        new NearestVectors(
            queries,
            table,
            Inner$.MODULE$,
            k,
            metric.isDistance(),
            metric.measure(),
            Precision.DOUBLE,
            score.children().apply(1),
            score.children().apply(0));
    Alias named = ranking.named(score);
    LogicalPlan scored = AddedColumn.to(pairs, named);
    return ranking
        .withinBounds(named.toAttribute())
        .<LogicalPlan>map(condition -> new Filter(condition, scored))
        .orElse(scored);
  }

  /** All pairs that satisfy a condition. */
  static Join join(LogicalPlan queries, LogicalPlan table, Expression condition) {
    return new Join(queries, table, Inner$.MODULE$, Scala.some(condition), JoinHint.NONE());
  }

  /** {@code table} with columns of its own, in case it is read for the queries, too. */
  private static LogicalPlan apart(LogicalPlan table, LogicalPlan queries) {
    if (table.outputSet().intersect(queries.outputSet()).isEmpty()) {
      return table;
    }
    List<NamedExpression> columns = new ArrayList<>();
    for (Attribute column : Scala.list(table.output())) {
      columns.add(
          new Alias(
              column,
              column.name(),
              NamedExpression$.MODULE$.newExprId(),
              column.qualifier(),
              Scala.none(),
              Scala.seq(List.of())));
    }
    return new Project(Scala.seq(columns), table);
  }
}

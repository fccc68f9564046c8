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

import io.vectordb.spark.functions.VectorFunctions;
import io.vectordb.spark.plan.FunctionBuilder;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Descending$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.NullsLast$;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which rows are results, and in which order.
 *
 * @param k how many; all within the bounds if empty
 * @param lower the least score or distance
 * @param upper the largest one
 */
record Ranking(
    SearchMetric metric, Optional<Integer> k, Optional<Double> lower, Optional<Double> upper) {
  private static final int DEFAULT_K = 10;
  private static final int MAX_K = 100_000;

  static Ranking of(SearchArguments arguments) {
    Optional<Integer> k = arguments.integer(SearchParameter.K, 1, MAX_K);
    Optional<Double> lower = arguments.number(SearchParameter.LOWER_BOUND);
    Optional<Double> upper = arguments.number(SearchParameter.UPPER_BOUND);
    boolean bounded = lower.isPresent() || upper.isPresent();
    return new Ranking(
        metric(arguments), k.isPresent() || bounded ? k : Optional.of(DEFAULT_K), lower, upper);
  }

  private static SearchMetric metric(SearchArguments arguments) {
    return arguments
        .text(SearchParameter.METRIC)
        .map(
            name ->
                SearchMetric.named(name)
                    .orElseThrow(
                        () ->
                            SearchParameter.METRIC.invalid(
                                "is '" + name + "'; pass one of " + SearchMetric.allNames())))
        .orElse(SearchMetric.DOT_PRODUCT);
  }

  /** The name of the column with the score or distance. */
  String column() {
    return metric.column();
  }

  /**
   * The score or distance of two vectors, as the SQL function of it, whose arguments are the two.
   */
  Expression score(Expression vector, Expression query) {
    ApplyFunctionExpression call =
        (ApplyFunctionExpression)
            FunctionBuilder.of(VectorFunctions.named(metric.measure().label()).orElseThrow())
                ._3()
                .apply(Scala.seq(List.of(vector, query)));
    DataType[] types = call.function().inputTypes();
    return (Expression)
        call.withNewChildren(
            Scala.seq(List.of(withType(vector, types[0]), withType(query, types[1]))));
  }

  private static Expression withType(Expression vector, DataType type) {
    return vector.dataType().equals(type) ? vector : new Cast(vector, type, Scala.none());
  }

  /** The column of the result that holds {@code score}. */
  Alias named(Expression score) {
    return alias(score, column());
  }

  static Alias alias(Expression value, String name) {
    return new Alias(
        value,
        name,
        NamedExpression$.MODULE$.newExprId(),
        Scala.seq(List.of()),
        Scala.none(),
        Scala.seq(List.of()));
  }

  /** The best first, and last those that have no score. */
  SortOrder order(Expression score) {
    return new SortOrder(
        score,
        metric.isDistance() ? Ascending$.MODULE$ : Descending$.MODULE$,
        NullsLast$.MODULE$,
        Scala.seq(List.of()));
  }

  /** Whether {@code score} is within the bounds, if there are any. */
  Optional<Expression> withinBounds(Expression score) {
    List<Expression> conditions = new ArrayList<>();
    lower.ifPresent(bound -> conditions.add(new GreaterThanOrEqual(score, literal(bound))));
    upper.ifPresent(bound -> conditions.add(new LessThanOrEqual(score, literal(bound))));
    return conditions.stream().reduce(And::new);
  }

  /** Whether the bounds leave out rows that are better than all results. */
  boolean leavesOutTheBest() {
    return metric.isDistance() ? lower.isPresent() : upper.isPresent();
  }

  private static Literal literal(double bound) {
    return Literal.create(bound, DataTypes.DoubleType);
  }
}

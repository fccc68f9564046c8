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
package io.vectordb.spark.join;

import io.vectordb.spark.join.task.PairScore;
import io.vectordb.spark.join.task.ScoreRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;

/**
 * A join's condition that bounds a score.
 *
 * @param range the scores that satisfy what is said of {@code score}
 * @param rest what else is said
 */
record ScoreCondition(PairScore score, ScoreRange range, Optional<Expression> rest) {
  /** The first score that {@code condition} bounds, with all that it says of it. */
  static Optional<ScoreCondition> of(Expression condition, LogicalPlan left, LogicalPlan right) {
    PairScore score = null;
    ScoreRange range = ScoreRange.ALL;
    List<Expression> rest = new ArrayList<>();
    for (Expression part : parts(condition)) {
      Optional<Bound> bound = Bound.of(part, left, right);
      if (bound.isPresent() && (score == null || score.sameAs(bound.get().score))) {
        score = bound.get().score;
        range = range.and(bound.get().range);
      } else {
        rest.add(part);
      }
    }
    return score == null || !rest.stream().allMatch(Expression::deterministic)
        ? Optional.empty()
        : Optional.of(new ScoreCondition(score, range, rest.stream().reduce(And::new)));
  }

  private static List<Expression> parts(Expression condition) {
    List<Expression> parts = new ArrayList<>();
    if (condition instanceof And and) {
      parts.addAll(parts(and.left()));
      parts.addAll(parts(and.right()));
    } else {
      parts.add(condition);
    }
    return parts;
  }

  /** One comparison of a score and a constant. */
  private record Bound(PairScore score, ScoreRange range) {
    static Optional<Bound> of(Expression part, LogicalPlan left, LogicalPlan right) {
      if (!(part instanceof BinaryComparison comparison)) {
        return Optional.empty();
      }
      Optional<Double> bound = number(comparison.right());
      Optional<Double> mirrored = number(comparison.left());
      if (bound.isPresent()) {
        return score(comparison.left(), left, right)
            .flatMap(
                score ->
                    range(comparison, bound.get(), false).map(range -> new Bound(score, range)));
      } else if (mirrored.isPresent()) {
        return score(comparison.right(), left, right)
            .flatMap(
                score ->
                    range(comparison, mirrored.get(), true).map(range -> new Bound(score, range)));
      }
      return Optional.empty();
    }

    private static Optional<PairScore> score(
        Expression expression, LogicalPlan left, LogicalPlan right) {
      boolean isWidened =
          expression instanceof Cast cast
              && cast.dataType().equals(DataTypes.DoubleType)
              && cast.child().dataType().equals(DataTypes.FloatType);
      return PairScore.of(isWidened ? ((Cast) expression).child() : expression, left, right);
    }

    private static Optional<Double> number(Expression expression) {
      return expression instanceof Literal literal
              && (literal.value() instanceof Double || literal.value() instanceof Float)
          ? Optional.of(((Number) literal.value()).doubleValue())
          : Optional.empty();
    }

    private static Optional<ScoreRange> range(
        BinaryComparison comparison, double bound, boolean isMirrored) {
      if (comparison instanceof GreaterThan) {
        return Optional.of(range(!isMirrored, bound, false));
      } else if (comparison instanceof GreaterThanOrEqual) {
        return Optional.of(range(!isMirrored, bound, true));
      } else if (comparison instanceof LessThan) {
        return Optional.of(range(isMirrored, bound, false));
      } else if (comparison instanceof LessThanOrEqual) {
        return Optional.of(range(isMirrored, bound, true));
      }
      return Optional.empty();
    }

    private static ScoreRange range(boolean isLower, double bound, boolean withBound) {
      return isLower ? ScoreRange.above(bound, withBound) : ScoreRange.below(bound, withBound);
    }
  }
}

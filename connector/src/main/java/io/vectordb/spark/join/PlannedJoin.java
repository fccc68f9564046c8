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

import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BindReferences;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.package$;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * A join by score, of whatever node it comes from.
 *
 * @param condition that pairs have to satisfy besides that on the score
 * @param output the columns of the node
 */
record PlannedJoin(
    LogicalPlan left,
    LogicalPlan right,
    JoinKind kind,
    PairScore score,
    Selection selection,
    Optional<Expression> condition,
    List<Attribute> output) {

  /** The join that {@code node} is, if it is one. */
  static Optional<PlannedJoin> of(LogicalPlan node) {
    if (node instanceof NearestVectors nearest) {
      return JoinKind.of(nearest.joinType()).map(kind -> of(nearest, kind));
    }
    return node instanceof Join join
        ? JoinKind.of(join.joinType()).flatMap(kind -> of(join, kind))
        : Optional.empty();
  }

  /** Whether this is ours to carry out: of nearest vectors nobody else could. */
  boolean isOurs(JoinSettings settings) {
    return selection instanceof Selection.Nearest || settings.plan() != JoinPlan.NONE;
  }

  /** Whether the sides are the same, so that a pair one way is one the other way, too. */
  boolean isSelfJoin() {
    return canTurn()
        && left.deterministic()
        && left.output().size() == right.output().size()
        && score.left().dataType().equals(score.right().dataType())
        && left.sameResult(right)
        && positional(score.left(), left).semanticEquals(positional(score.right(), right));
  }

  /** {@code expression} with places instead of columns. */
  private static Expression positional(Expression expression, LogicalPlan side) {
    return BindReferences.bindReference(
        expression, package$.MODULE$.AttributeSeq(side.output()), false);
  }

  /** Whether the sides play the same role. */
  boolean canTurn() {
    return kind == JoinKind.INNER && selection instanceof Selection.Within;
  }

  /** The same join with its sides exchanged. */
  PlannedJoin turned() {
    return new PlannedJoin(right, left, kind, score.turned(), selection, condition, output);
  }

  private static PlannedJoin of(NearestVectors nearest, JoinKind kind) {
    return new PlannedJoin(
        nearest.left(),
        nearest.right(),
        kind,
        nearest.score(),
        new Selection.Nearest(nearest.k(), nearest.smallest()),
        Optional.empty(),
        Scala.list(nearest.output()));
  }

  /** Joins with keys are left to Spark, which brings together what has equal keys. */
  private static Optional<PlannedJoin> of(Join join, JoinKind kind) {
    if (join.condition().isEmpty() || EqualKeys.in(join)) {
      return Optional.empty();
    }
    return ScoreCondition.of(join.condition().get(), join.left(), join.right())
        .map(
            found ->
                new PlannedJoin(
                    join.left(),
                    join.right(),
                    kind,
                    found.score(),
                    new Selection.Within(found.range()),
                    found.rest(),
                    new ArrayList<>(Scala.list(join.output()))));
  }
}

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

import io.vectordb.spark.join.task.JoinKeys;
import io.vectordb.spark.join.task.JoinKind;
import io.vectordb.spark.join.task.PairScore;
import io.vectordb.spark.join.task.Selection;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BindReferences;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.package$;
import org.apache.spark.sql.catalyst.planning.ExtractEquiJoinKeys$;
import org.apache.spark.sql.catalyst.plans.logical.HintInfo;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.JoinStrategyHint;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SHUFFLE_HASH$;
import org.apache.spark.sql.catalyst.plans.logical.SHUFFLE_MERGE$;
import org.apache.spark.sql.catalyst.plans.logical.SHUFFLE_REPLICATE_NL$;
import org.apache.spark.sql.execution.adaptive.LogicalQueryStage;
import scala.Option;

/**
 * A join by score, of whatever node it comes from.
 *
 * @param keys that have to be equal
 * @param condition that pairs have to satisfy besides that on the score
 * @param output the columns of the node
 */
record PlannedJoin(
    LogicalPlan left,
    LogicalPlan right,
    JoinKind kind,
    PairScore score,
    Selection selection,
    JoinKeys keys,
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
        && asPlanned(left).deterministic()
        && left.output().size() == right.output().size()
        && score.left().dataType().equals(score.right().dataType())
        && asPlanned(left).sameResult(asPlanned(right))
        && isSame(score.left(), score.right())
        && IntStream.range(0, keys.left().size())
            .allMatch(i -> isSame(keys.left().apply(i), keys.right().apply(i)));
  }

  /** What a side was before adaptive execution carried it out. */
  static LogicalPlan asPlanned(LogicalPlan side) {
    return side instanceof LogicalQueryStage stage ? stage.logicalPlan() : side;
  }

  private boolean isSame(Expression ofLeft, Expression ofRight) {
    return positional(ofLeft, left).semanticEquals(positional(ofRight, right));
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
    return new PlannedJoin(
        right, left, kind, score.turned(), selection, keys.turned(), condition, output);
  }

  private static PlannedJoin of(NearestVectors nearest, JoinKind kind) {
    return new PlannedJoin(
        nearest.left(),
        nearest.right(),
        kind,
        nearest.score(),
        new Selection.Nearest(nearest.k(), nearest.smallest()),
        JoinKeys.NONE,
        Optional.empty(),
        Scala.list(nearest.output()));
  }

  private static Optional<PlannedJoin> of(Join join, JoinKind kind) {
    var keyed = ExtractEquiJoinKeys$.MODULE$.unapply(join);
    if (keyed.isEmpty()) {
      return join.condition().isEmpty()
          ? Optional.empty()
          : of(join, kind, JoinKeys.NONE, join.condition().get());
    }
    if (keyed.get()._4().isEmpty()) {
      return Optional.empty();
    }
    JoinKeys keys = new JoinKeys(keyed.get()._2(), keyed.get()._3());
    return of(join, kind, keys, keyed.get()._4().get()).filter(found -> isOurs(keys, join));
  }

  /** Whether to bring equal keys together is ours: not where a hint asks for a way of Spark's. */
  private static boolean isOurs(JoinKeys keys, Join join) {
    return keys.areComparable()
        && !asksForShuffle(join.hint().leftHint())
        && !asksForShuffle(join.hint().rightHint())
        && !KeyStatistics.leaveSmallGroups(keys, join.left(), join.right());
  }

  /** Adaptive execution gives hints, too, but others than these. */
  private static boolean asksForShuffle(Option<HintInfo> hint) {
    if (hint.isEmpty() || hint.get().strategy().isEmpty()) {
      return false;
    }
    JoinStrategyHint strategy = hint.get().strategy().get();
    return strategy == SHUFFLE_MERGE$.MODULE$
        || strategy == SHUFFLE_HASH$.MODULE$
        || strategy == SHUFFLE_REPLICATE_NL$.MODULE$;
  }

  private static Optional<PlannedJoin> of(
      Join join, JoinKind kind, JoinKeys keys, Expression condition) {
    return ScoreCondition.of(condition, join.left(), join.right())
        .map(
            found ->
                new PlannedJoin(
                    join.left(),
                    join.right(),
                    kind,
                    found.score(),
                    new Selection.Within(found.range()),
                    keys,
                    found.rest(),
                    new ArrayList<>(Scala.list(join.output()))));
  }
}

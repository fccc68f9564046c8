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

import io.vectordb.spark.join.task.Selection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.adaptive.BroadcastQueryStageExec;
import org.apache.spark.sql.execution.adaptive.LogicalQueryStage;
import org.apache.spark.sql.internal.SQLConf;
import scala.math.BigInt;

/** Chooses by the sizes of its sides how a join is carried out. */
final class JoinSizes {
  /** Of a core: tasks should end one after the other, and the last ones soon. */
  private static final int TASKS_PER_CORE = 4;

  /** The pairs within a part are made twice, so there are more parts. */
  private static final int SELF_JOIN_TASKS_PER_CORE = 8;

  /** Partners that a row may have in each part of the right side. */
  private static final int MOST_MERGED = 1000;

  private final PlannedJoin join;
  private final JoinSettings settings;
  private final SideSize left;
  private final SideSize right;

  private JoinSizes(PlannedJoin join, JoinSettings settings, SideSize left, SideSize right) {
    this.join = join;
    this.settings = settings;
    this.left = left;
    this.right = right;
  }

  /** Of a join whose sides may be exchanged, the small one becomes the right one. */
  static JoinSizes of(PlannedJoin join, JoinSettings settings) {
    SideSize left = new SideSize(join.left());
    SideSize right = new SideSize(join.right());
    JoinSizes asWritten = new JoinSizes(join, settings, left, right);
    return asWritten.prefersTurned()
        ? new JoinSizes(join.turned(), settings, right, left)
        : asWritten;
  }

  /** The join, turned if that is better. */
  PlannedJoin join() {
    return join;
  }

  /** How the sides meet. */
  JoinPlan plan() {
    if (isBroadcast(join.right())) {
      return JoinPlan.BROADCAST_RIGHT;
    } else if (isBroadcast(join.left())) {
      return JoinPlan.BROADCAST_LEFT;
    }
    return switch (settings.plan()) {
      case BROADCAST_RIGHT -> JoinPlan.BROADCAST_RIGHT;
      case BROADCAST_LEFT ->
          canMerge()
              ? JoinPlan.BROADCAST_LEFT
              : join.canTurn() ? JoinPlan.BROADCAST_RIGHT : ofLargeSides();
      case STATIONARY_LEFT -> JoinPlan.STATIONARY_LEFT;
      case BY_KEYS -> ofLargeSides();
      case AUTO, NONE -> planBySizes();
    };
  }

  private JoinPlan planBySizes() {
    if (right.isSmall()) {
      return JoinPlan.BROADCAST_RIGHT;
    }
    boolean isLeftSmall = left.isSmall() && !join.left().isStreaming();
    return isLeftSmall && canMerge() ? JoinPlan.BROADCAST_LEFT : ofLargeSides();
  }

  private JoinPlan ofLargeSides() {
    return join.keys().isEmpty() ? JoinPlan.STATIONARY_LEFT : JoinPlan.BY_KEYS;
  }

  /** Whether the left side had better be the right one. */
  private boolean prefersTurned() {
    return join.canTurn()
        && (isBroadcast(join.left())
            || settings.plan() == JoinPlan.BROADCAST_LEFT
            || settings.plan() == JoinPlan.AUTO && left.isSmall() && !right.isSmall());
  }

  /** Whether what parts of the right side give can be merged, and is not much. */
  private boolean canMerge() {
    return join.selection() instanceof Selection.Nearest nearest && nearest.k() <= MOST_MERGED;
  }

  /** Whether adaptive execution has broadcast this side, which cannot be read otherwise then. */
  private static boolean isBroadcast(LogicalPlan side) {
    return side instanceof LogicalQueryStage stage
        && stage.physicalPlan() instanceof BroadcastQueryStageExec;
  }

  /**
   * Whether to deal the left side out to as many tasks as {@link #parts} says. A small one often is
   * one partition, which one core would have to join alone. With keys there are far fewer pairs.
   *
   * @param cores of the cluster
   */
  boolean dealsLeft(int cores) {
    BigInt many = BigInt.apply(parts(cores) * SQLConf.get().filesMaxPartitionBytes());
    return join.keys().isEmpty()
        && plan() != JoinPlan.BROADCAST_LEFT
        && !join.left().isStreaming()
        && !(join.left() instanceof Repartition)
        && left.bytes().$less(many);
  }

  /** Whether to shuffle the right side once, because each task would compute it anew. */
  boolean dealsRight() {
    return plan() == JoinPlan.STATIONARY_LEFT && !isReadAgain(join.right());
  }

  int parts(int cores) {
    return cores * (join.isSelfJoin() ? SELF_JOIN_TASKS_PER_CORE : TASKS_PER_CORE);
  }

  private static boolean isReadAgain(LogicalPlan side) {
    if (side instanceof Project || side instanceof Filter) {
      boolean isDeterministic = side.expressions().forall(Expression::deterministic);
      return isDeterministic && isReadAgain(side.children().head());
    }
    return side instanceof Repartition
        || side.children().isEmpty() && !(side instanceof LogicalRDD);
  }
}

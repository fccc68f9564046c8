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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Repartitions the sides of joins by score where that pays: a join compares each left row to each
 * right one, next to which a shuffle of a side is nothing. Applied once, when the plan is optimized
 * and sizes are known.
 */
public final class JoinPartitionsRule extends Rule<LogicalPlan> {
  private final SparkSession session;

  public JoinPartitionsRule(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    JoinSettings settings = JoinSettings.current();
    return plan.transformUp(Scala.rewrite(node -> rewrite(node, settings)));
  }

  private LogicalPlan rewrite(LogicalPlan node, JoinSettings settings) {
    return PlannedJoin.of(node)
        .filter(join -> join.isOurs(settings))
        .map(join -> dealt(node, JoinSizes.of(join, settings)))
        .orElse(node);
  }

  private LogicalPlan dealt(LogicalPlan node, JoinSizes sizes) {
    PlannedJoin join = sizes.join();
    int cores = session.sparkContext().defaultParallelism();
    boolean dealsLeft = sizes.dealsLeft(cores);
    boolean dealsRight = sizes.dealsRight() || dealsLeft && join.isSelfJoin();
    return node.mapChildren(
        child -> dealt(child, child == join.left() ? dealsLeft : dealsRight, sizes.parts(cores)));
  }

  private static LogicalPlan dealt(LogicalPlan side, boolean isDealt, int parts) {
    return isDealt ? new Repartition(parts, true, side) : side;
  }
}

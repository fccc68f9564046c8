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
import io.vectordb.spark.plan.Scala;
import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.NearestByDistance$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.NearestByJoin;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Takes {@code NEAREST BY} whose ranking is a score of two vectors out of Spark's hands, which
 * makes a cross product of it. The only class that names {@link NearestByJoin}, which Spark has
 * from 4.2 on. APPROX is answered exactly, too.
 */
public final class NearestByRule extends Rule<LogicalPlan> {
  private final boolean isForStreams;

  private NearestByRule(boolean isForStreams) {
    this.isForStreams = isForStreams;
  }

  /**
   * For plans that have been analyzed and checked, before the optimizer, whose first rule is
   * Spark's own.
   */
  public static NearestByRule ofBatches() {
    return new NearestByRule(false);
  }

  /**
   * For joins of a stream to a side that is none, which Spark's check refuses because it cannot
   * carry them out.
   */
  public static NearestByRule ofStreams() {
    return new NearestByRule(true);
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (JoinSettings.current().plan() == JoinPlan.NONE) {
      return plan;
    }
    return isForStreams
        ? plan.resolveOperatorsUp(Scala.rewrite(this::rewrite))
        : plan.transformUpWithSubqueries(Scala.rewrite(this::rewrite));
  }

  private LogicalPlan rewrite(LogicalPlan plan) {
    if (!(plan instanceof NearestByJoin join) || !join.resolved() || !suits(join)) {
      return plan;
    }
    Optional<PairScore> score = PairScore.of(join.rankingExpression(), join.left(), join.right());
    if (score.isEmpty()) {
      return plan;
    }
    return new NearestVectors(
        join.left(),
        join.right(),
        join.joinType(),
        join.numResults(),
        join.direction() == NearestByDistance$.MODULE$,
        score.get().measure(),
        score.get().precision(),
        score.get().left(),
        score.get().right());
  }

  /** A stream is taken before Spark's check, which also looks at the setting for cross joins. */
  private boolean suits(NearestByJoin join) {
    return isForStreams
        ? join.left().isStreaming()
            && !join.right().isStreaming()
            && SQLConf.get().crossJoinEnabled()
        : !join.left().isStreaming() && !join.right().isStreaming();
  }
}

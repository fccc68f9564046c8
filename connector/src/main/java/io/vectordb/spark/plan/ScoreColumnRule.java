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
package io.vectordb.spark.plan;

import io.vectordb.spark.errors.SparkErrors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RowLevelWrite;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.runtime.BoxedUnit;

/**
 * Turns {@code f(vector, constant)} over a table with score columns into a column of the table.
 *
 * <p>From then on filters, top-k, projections and aggregations deal with a plain number, which
 * Spark prunes, filters and sorts by itself; the vector column need not leave the scan; and the
 * score is computed once. The same holds for the relation of which a DELETE, UPDATE or MERGE reads
 * what to change; the condition that its write keeps stays as it is, to be translated as a whole.
 */
public final class ScoreColumnRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    boolean scored =
        Scala.list(plan.collectLeaves()).stream()
            .anyMatch(
                leaf ->
                    leaf instanceof DataSourceV2Relation relation
                        && ScoredTable.of(relation).isPresent());
    return scored
        ? SparkErrors.translating(() -> plan.transformUp(Scala.rewrite(ScoreColumnRule::rewrite)))
        : plan;
  }

  private static LogicalPlan rewrite(LogicalPlan plan) {
    IdentityHashMap<Expression, ScoreCall> calls =
        plan instanceof RowLevelWrite ? new IdentityHashMap<>() : calls(plan);
    if (calls.isEmpty()) {
      return plan;
    }
    List<LogicalPlan> children = new ArrayList<>(Scala.list(plan.children()));
    IdentityHashMap<Expression, Attribute> scores = new IdentityHashMap<>();
    calls.forEach(
        (expression, call) -> {
          for (int i = 0; i < children.size(); i++) {
            Optional<ScoredPlan> scored = ScoredPlan.of(children.get(i), call);
            if (scored.isPresent()) {
              children.set(i, scored.get().plan());
              scores.put(expression, scored.get().score());
              return;
            }
          }
        });
    if (scores.isEmpty()) {
      return plan;
    }
    LogicalPlan scored = plan.withNewChildren(Scala.seq(children));
    return withOutputOf(plan, replace(scored, scores));
  }

  /**
   * The calls in the expressions of {@code plan}, by identity: their expressions are replaced where
   * they stand.
   */
  private static IdentityHashMap<Expression, ScoreCall> calls(LogicalPlan plan) {
    IdentityHashMap<Expression, ScoreCall> calls = new IdentityHashMap<>();
    plan.expressions()
        .foreach(
            expression -> {
              expression.foreach(
                  node -> {
                    ScoreCall.of(node).ifPresent(call -> calls.put(node, call));
                    return BoxedUnit.UNIT;
                  });
              return BoxedUnit.UNIT;
            });
    return calls;
  }

  private static LogicalPlan replace(
      LogicalPlan plan, IdentityHashMap<Expression, Attribute> scores) {
    return plan.mapExpressions(
        expression ->
            expression.transformDown(
                Scala.<Expression>rewrite(
                    node -> scores.containsKey(node) ? (Expression) scores.get(node) : node)));
  }

  /**
   * Operators that pass their input on now output the scores too, which nothing above them expects.
   */
  private static LogicalPlan withOutputOf(LogicalPlan original, LogicalPlan plan) {
    if (plan.output().length() == original.output().length()) {
      return plan;
    }
    return new Project(
        Scala.seq(new ArrayList<NamedExpression>(Scala.list(original.output()))), plan);
  }
}

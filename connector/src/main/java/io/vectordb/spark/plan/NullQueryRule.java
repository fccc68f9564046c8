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

import io.vectordb.spark.functions.BoundScore;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.VariableReference;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.runtime.BoxedUnit;

/**
 * Warns of a score whose query vector is NULL, most often a variable that was never set: the score
 * of every row is NULL then, as that of Spark's own functions, so that no row satisfies a condition
 * and a top-k returns any rows. Spark applies this rule once to every plan that it runs.
 */
public final class NullQueryRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    warn(plan);
    Scala.list(plan.subqueriesAll()).forEach(NullQueryRule::warn);
    return plan;
  }

  private static void warn(LogicalPlan plan) {
    plan.foreach(
        operator -> {
          operator
              .expressions()
              .foreach(
                  expression -> {
                    expression.foreach(
                        node -> {
                          withNullQuery(node).ifPresent(NullQueryRule::log);
                          return BoxedUnit.UNIT;
                        });
                    return BoxedUnit.UNIT;
                  });
          return BoxedUnit.UNIT;
        });
  }

  private static void log(BoundScore function) {
    System.getLogger(NullQueryRule.class.getName())
        .log(
            Level.WARNING,
            function.name()
                + ": the query vector is NULL, so the score of every row is NULL: it satisfies no"
                + " condition and is no order. Is a variable or a parameter not set?");
  }

  /** The function that {@code expression} calls with a NULL constant. */
  private static Optional<BoundScore> withNullQuery(Expression expression) {
    if (expression instanceof ApplyFunctionExpression call
        && call.function() instanceof BoundScore function) {
      return hasNull(Scala.list(call.children())) ? Optional.of(function) : Optional.empty();
    } else if (expression instanceof Invoke call
        && call.targetObject() instanceof Literal target
        && target.value() instanceof BoundScore function) {
      return hasNull(Scala.list(call.arguments())) ? Optional.of(function) : Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean hasNull(List<Expression> arguments) {
    return arguments.stream().anyMatch(NullQueryRule::isNull);
  }

  private static boolean isNull(Expression argument) {
    if (argument instanceof Cast cast) {
      return isNull(cast.child());
    }
    return argument instanceof Literal literal
        ? literal.value() == null
        : argument instanceof VariableReference variable && variable.eval(null) == null;
  }
}

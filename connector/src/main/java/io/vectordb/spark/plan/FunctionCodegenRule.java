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
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.expressions.V2ExpressionUtils;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import scala.collection.immutable.Seq;

/**
 * Lets generated code call vectordb's functions where they are evaluated row by row.
 *
 * <p>The analyzer makes an {@link ApplyFunctionExpression} of them, which has the name that the
 * user wrote but is always interpreted; the expression that this rule puts in its place has no
 * readable name. Of scores it also says which vector is the same for all rows.
 */
public final class FunctionCodegenRule extends Rule<LogicalPlan> {
  private static final String OURS = "io.vectordb.";

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.transformAllExpressions(Scala.<Expression>rewrite(FunctionCodegenRule::rewrite));
  }

  /** Functions of a catalog are calls already, but not such that a NULL argument makes NULL. */
  private static Expression rewrite(Expression expression) {
    if (expression instanceof ApplyFunctionExpression call && isOurs(call.function())) {
      return call(call.function(), call.children());
    }
    return expression instanceof Invoke call
            && !call.propagateNull()
            && call.targetObject() instanceof Literal target
            && isOurs(target.value())
        ? call((ScalarFunction<?>) target.value(), call.arguments())
        : expression;
  }

  private static boolean isOurs(Object function) {
    return function != null && function.getClass().getName().startsWith(OURS);
  }

  private static Expression call(ScalarFunction<?> function, Seq<Expression> arguments) {
    return nullIfAnyArgumentIs(
        V2ExpressionUtils.resolveScalarFunction(withConstants(function, arguments), arguments));
  }

  /**
   * Where an outer join's row has no partner, generated code says that its columns are NULL and
   * leaves in them what they were, so a call has to ask.
   */
  private static Expression nullIfAnyArgumentIs(Expression expression) {
    return expression instanceof Invoke call
        ? new Invoke(
            call.targetObject(),
            call.functionName(),
            call.dataType(),
            call.arguments(),
            call.methodInputTypes(),
            true,
            call.returnNullable(),
            call.isDeterministic())
        : expression;
  }

  private static ScalarFunction<?> withConstants(
      ScalarFunction<?> function, Seq<Expression> arguments) {
    return function instanceof BoundScore score
        ? score.withConstants(isConstant(arguments.apply(0)), isConstant(arguments.apply(1)))
        : function;
  }

  /** Whether the value is the same for all rows: a literal's, or that of a subquery. */
  private static boolean isConstant(Expression expression) {
    return expression.foldable()
        || (expression instanceof ScalarSubquery subquery && !subquery.isCorrelated());
  }
}

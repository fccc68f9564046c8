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

import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.V2ExpressionUtils;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Lets generated code call vectordb's functions where they are evaluated row by row.
 *
 * <p>The analyzer makes an {@link ApplyFunctionExpression} of them, which has the name that the
 * user wrote but is always interpreted; the expression that this rule puts in its place has no
 * readable name.
 */
public final class FunctionCodegenRule extends Rule<LogicalPlan> {
  private static final String OURS = "io.vectordb.";

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.transformAllExpressions(
        Scala.<Expression>rewrite(
            expression ->
                expression instanceof ApplyFunctionExpression call
                        && call.function().getClass().getName().startsWith(OURS)
                    ? V2ExpressionUtils.resolveScalarFunction(call.function(), call.children())
                    : expression));
  }
}

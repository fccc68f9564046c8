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

import java.util.List;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/** A vectordb function as a builtin function of a session. */
public final class FunctionBuilder {
  private FunctionBuilder() {}

  /** What {@code SparkSessionExtensions.injectFunction} takes. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      of(UnboundFunction function) {
    String none = "";
    ExpressionInfo info =
        new ExpressionInfo(
            function.getClass().getName(),
            null,
            function.name(),
            function.description(),
            none,
            none,
            none,
            none,
            none,
            none,
            none);
    return new Tuple3<>(
        new FunctionIdentifier(function.name()), info, arguments -> call(function, arguments));
  }

  private static Expression call(UnboundFunction function, Seq<Expression> arguments) {
    StructType types = new StructType();
    List<Expression> list = Scala.list(arguments);
    for (int i = 0; i < list.size(); i++) {
      types = types.add("argument_" + (i + 1), list.get(i).dataType(), list.get(i).nullable());
    }
    try {
      ScalarFunction<?> bound = (ScalarFunction<?>) function.bind(types);
      Expression call = new ApplyFunctionExpression(bound, arguments);
      // The name of a column that is computed by this call and has no alias.
      call.setTagValue(FunctionRegistry.FUNC_ALIAS(), function.name());
      return call;
    } catch (UnsupportedOperationException e) {
      throw sneaky(QueryCompilationErrors.functionCannotProcessInputError(function, arguments, e));
    }
  }

  /**
   * Spark's own errors are checked exceptions to Java, but not to the Scala code that calls this.
   */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable error) throws E {
    throw (E) error;
  }
}

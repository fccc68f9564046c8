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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import java.util.List;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
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
    return described(function, arguments -> call(function, arguments));
  }

  /** The same for a Spark on which the function does not work. */
  @SuppressWarnings("unchecked")
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      refusing(UnboundFunction function, String problem) {
    // Of any type, because older releases of Scala have another Seq.
    Function1<Object, Expression> refuse =
        arguments -> {
          throw new UnsupportedOperationException(problem);
        };
    return described(function, (Function1<Seq<Expression>, Expression>) (Function1<?, ?>) refuse);
  }

  private static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      described(UnboundFunction function, Function1<Seq<Expression>, Expression> builder) {
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
    return new Tuple3<>(new FunctionIdentifier(function.name()), info, builder);
  }

  private static Expression call(UnboundFunction function, Seq<Expression> arguments) {
    StructType types = new StructType();
    List<Expression> list = Scala.list(arguments);
    for (int i = 0; i < list.size(); i++) {
      types = types.add("argument_" + (i + 1), list.get(i).dataType(), list.get(i).nullable());
    }
    ScalarFunction<?> bound = bind(function, types);
    Expression call = new ApplyFunctionExpression(bound, arguments);
    // The name of a column that is computed by this call and has no alias.
    call.setTagValue(FunctionRegistry.FUNC_ALIAS(), function.name());
    return call;
  }

  /** {@code UnboundFunction} says by which exception a function refuses types. */
  private static ScalarFunction<?> bind(UnboundFunction function, StructType types) {
    return SparkErrors.translating(
        () -> {
          try {
            return (ScalarFunction<?>) function.bind(types);
          } catch (UnsupportedOperationException e) {
            throw new VectorDbException(
                ErrorCondition.VECTORDB_ARGUMENT_INVALID, e.getMessage(), e);
          }
        });
  }
}

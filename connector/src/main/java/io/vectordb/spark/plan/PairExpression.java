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
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A score of two vectors, in any of the forms that the planner knows: vectordb's functions and
 * Spark's own {@code vector_*}.
 *
 * @param left the first vector
 * @param right the second vector
 */
public record PairExpression(
    Measure measure, Precision precision, Expression left, Expression right) {
  /**
   * Where Spark 4.2 and newer keep their vector functions. By name, because older versions have no
   * such class.
   */
  static final String SPARK_FUNCTIONS =
      "org.apache.spark.sql.catalyst.expressions.VectorFunctionImplUtils";

  /** The score that {@code expression} is, if it is one. */
  public static Optional<PairExpression> of(Expression expression) {
    if (expression instanceof ApplyFunctionExpression call
        && call.function() instanceof BoundScore function) {
      return of(function.measure(), Precision.DOUBLE, Scala.list(call.children()));
    } else if (expression instanceof Invoke call
        && call.targetObject() instanceof Literal target
        && target.value() instanceof BoundScore function) {
      return of(function.measure(), Precision.DOUBLE, Scala.list(call.arguments()));
    } else if (expression instanceof StaticInvoke call
        && call.staticObject().getName().equals(SPARK_FUNCTIONS)) {
      return sparks(call.functionName(), Scala.list(call.arguments()));
    } else if (expression instanceof RuntimeReplaceable replaceable) {
      return of(replaceable.replacement());
    }
    return Optional.empty();
  }

  /** The type of a score of this precision. */
  public static DataType resultType(Precision precision) {
    return precision == Precision.FLOAT ? DataTypes.FloatType : DataTypes.DoubleType;
  }

  private static Optional<PairExpression> sparks(String function, List<Expression> arguments) {
    return switch (function) {
      case "vectorInnerProduct" -> of(Measure.DOT_PRODUCT, Precision.FLOAT, arguments);
      case "vectorL2Distance" -> of(Measure.EUCLIDEAN_DISTANCE, Precision.FLOAT, arguments);
      case "vectorCosineSimilarity" -> of(Measure.COSINE_SIMILARITY, Precision.FLOAT, arguments);
      default -> Optional.empty();
    };
  }

  private static Optional<PairExpression> of(
      Measure measure, Precision precision, List<Expression> arguments) {
    return Optional.of(
        new PairExpression(
            measure,
            precision,
            withoutWidening(arguments.get(0)),
            withoutWidening(arguments.get(1))));
  }

  /**
   * To widen floats changes no score, so a cast from ARRAY&lt;FLOAT&gt; to ARRAY&lt;DOUBLE&gt; need
   * not be made.
   */
  private static Expression withoutWidening(Expression expression) {
    return expression instanceof Cast cast
            && VectorDataType.of(cast.dataType()) == VectorDataType.DOUBLES
            && VectorDataType.of(cast.child().dataType()) == VectorDataType.FLOATS
        ? cast.child()
        : expression;
  }
}

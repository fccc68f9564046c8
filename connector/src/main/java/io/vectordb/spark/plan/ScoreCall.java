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
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A call of a score function on a column and a constant, in any of the forms that the planner
 * knows: vectordb's functions and Spark's own {@code vector_*}.
 *
 * @param vector the column
 * @param query the widened constant vector; empty for a norm
 */
record ScoreCall(AttributeReference vector, Measure measure, double[] query, Precision precision) {
  /**
   * Where Spark 4.2 and newer keep their vector functions. By name, because older versions have no
   * such class.
   */
  private static final String SPARK_FUNCTIONS =
      "org.apache.spark.sql.catalyst.expressions.VectorFunctionImplUtils";

  /** The call that {@code expression} is, if it is one. */
  static Optional<ScoreCall> of(Expression expression) {
    if (expression instanceof ApplyFunctionExpression call
        && call.function() instanceof BoundScore function) {
      return ours(function, Scala.list(call.children()));
    } else if (expression instanceof Invoke call
        && call.targetObject() instanceof Literal target
        && target.value() instanceof BoundScore function) {
      return ours(function, Scala.list(call.arguments()));
    } else if (expression instanceof StaticInvoke call
        && call.staticObject().getName().equals(SPARK_FUNCTIONS)) {
      return sparks(call.functionName(), Scala.list(call.arguments()));
    }
    return Optional.empty();
  }

  /** The type of the result. */
  DataType resultType() {
    return precision == Precision.FLOAT ? DataTypes.FloatType : DataTypes.DoubleType;
  }

  /** This call as a score column. */
  ScoreColumn column(String name) {
    return new ScoreColumn(name, vector.name(), measure, query, precision);
  }

  /** This call on another column. */
  ScoreCall on(AttributeReference other) {
    return new ScoreCall(other, measure, query, precision);
  }

  private static Optional<ScoreCall> ours(BoundScore function, List<Expression> arguments) {
    return ofPair(function.measure(), Precision.DOUBLE, arguments.get(0), arguments.get(1));
  }

  private static Optional<ScoreCall> sparks(String function, List<Expression> arguments) {
    return switch (function) {
      case "vectorInnerProduct" -> floatPair(Measure.DOT_PRODUCT, arguments);
      case "vectorL2Distance" -> floatPair(Measure.EUCLIDEAN_DISTANCE, arguments);
      case "vectorCosineSimilarity" -> floatPair(Measure.COSINE_SIMILARITY, arguments);
      case "vectorNorm" -> norm(arguments.get(0), arguments.get(1));
      default -> Optional.empty();
    };
  }

  private static Optional<ScoreCall> floatPair(Measure measure, List<Expression> arguments) {
    return ofPair(measure, Precision.FLOAT, arguments.get(0), arguments.get(1));
  }

  private static Optional<ScoreCall> ofPair(
      Measure measure, Precision precision, Expression a, Expression b) {
    Expression left = withoutWidening(a);
    Expression right = withoutWidening(b);
    if (left instanceof AttributeReference vector && right instanceof Literal query) {
      return ofColumn(measure, precision, vector, query);
    } else if (left instanceof Literal query && right instanceof AttributeReference vector) {
      return ofColumn(measure, precision, vector, query);
    }
    return Optional.empty();
  }

  private static Optional<ScoreCall> ofColumn(
      Measure measure, Precision precision, AttributeReference vector, Literal query) {
    VectorDataType dataType = VectorDataType.of(query.dataType());
    double[] values = dataType == null ? null : dataType.read(query.value());
    return values == null
        ? Optional.empty()
        : Optional.of(new ScoreCall(vector, measure, values, precision));
  }

  private static Optional<ScoreCall> norm(Expression vector, Expression degree) {
    if (vector instanceof AttributeReference column
        && degree instanceof Literal literal
        && literal.value() instanceof Float value) {
      Measure measure =
          value == 2f
              ? Measure.L2_NORM
              : value == 1f
                  ? Measure.L1_NORM
                  : value == Float.POSITIVE_INFINITY ? Measure.MAX_NORM : null;
      return measure == null
          ? Optional.empty()
          : Optional.of(new ScoreCall(column, measure, new double[0], Precision.FLOAT));
    }
    return Optional.empty();
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

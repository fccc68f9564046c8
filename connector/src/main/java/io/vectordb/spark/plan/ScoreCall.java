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

import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;

/**
 * A call of a score function on a column and a constant, in any of the forms that the planner
 * knows: vectordb's functions and Spark's own {@code vector_*}.
 *
 * @param vector the column
 * @param query the widened constant vector; empty for a norm
 */
record ScoreCall(AttributeReference vector, Measure measure, double[] query, Precision precision) {
  /** The call that {@code expression} is, if it is one. */
  static Optional<ScoreCall> of(Expression expression) {
    Optional<PairExpression> pair = PairExpression.of(expression);
    if (pair.isPresent()) {
      return ofPair(pair.get());
    } else if (expression instanceof StaticInvoke call
        && call.staticObject().getName().equals(PairExpression.SPARK_FUNCTIONS)
        && call.functionName().equals("vectorNorm")) {
      return norm(call.arguments().apply(0), call.arguments().apply(1));
    }
    return Optional.empty();
  }

  /** The type of the result. */
  DataType resultType() {
    return PairExpression.resultType(precision);
  }

  /** This call as a score column. */
  ScoreColumn column(String name) {
    return new ScoreColumn(name, vector.name(), measure, query, precision);
  }

  /** This call on another column. */
  ScoreCall on(AttributeReference other) {
    return new ScoreCall(other, measure, query, precision);
  }

  private static Optional<ScoreCall> ofPair(PairExpression pair) {
    if (pair.left() instanceof AttributeReference vector && pair.right() instanceof Literal query) {
      return ofColumn(pair, vector, query);
    } else if (pair.left() instanceof Literal query
        && pair.right() instanceof AttributeReference vector) {
      return ofColumn(pair, vector, query);
    }
    return Optional.empty();
  }

  private static Optional<ScoreCall> ofColumn(
      PairExpression pair, AttributeReference vector, Literal query) {
    VectorDataType dataType = VectorDataType.of(query.dataType());
    double[] values = dataType == null ? null : dataType.read(query.value());
    return values == null
        ? Optional.empty()
        : Optional.of(new ScoreCall(vector, pair.measure(), values, pair.precision()));
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
}

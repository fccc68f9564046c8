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
package io.vectordb.spark.join.task;

import io.vectordb.kernels.pairs.PairMeasure;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.plan.PairExpression;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.io.Serializable;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;

/**
 * A score of a vector of a join's left side and one of its right side, each a column or a
 * deterministic expression.
 */
public record PairScore(Measure measure, Precision precision, Expression left, Expression right)
    implements Serializable {
  /** The score of the two sides that {@code expression} is, if it is one. */
  public static Optional<PairScore> of(Expression expression, LogicalPlan left, LogicalPlan right) {
    return PairExpression.of(expression)
        .map(pair -> new PairScore(pair.measure(), pair.precision(), pair.left(), pair.right()))
        .flatMap(
            score ->
                Stream.of(score, score.turned()).filter(s -> s.suits(left, right)).findFirst());
  }

  private boolean suits(LogicalPlan leftSide, LogicalPlan rightSide) {
    return isOf(leftSide, left) && isOf(rightSide, right);
  }

  private static boolean isOf(LogicalPlan side, Expression vector) {
    return vector.deterministic()
        && !vector.references().isEmpty()
        && vector.references().subsetOf(side.outputSet())
        && VectorDataType.of(vector.dataType()) != null;
  }

  /** Whether this is the same score. */
  public boolean sameAs(PairScore other) {
    return measure == other.measure
        && precision == other.precision
        && left.semanticEquals(other.left)
        && right.semanticEquals(other.right);
  }

  /** The same score of the sides in the other order. */
  public PairScore turned() {
    return new PairScore(measure, precision, right, left);
  }

  PairMeasure pairMeasure() {
    return switch (measure) {
      case DOT_PRODUCT -> PairMeasure.DOT_PRODUCT;
      case EUCLIDEAN_DISTANCE -> PairMeasure.EUCLIDEAN_DISTANCE;
      case COSINE_SIMILARITY -> PairMeasure.COSINE_SIMILARITY;
      case L1_NORM, L2_NORM, MAX_NORM ->
          throw new IllegalStateException(measure + " is no measure of two vectors");
    };
  }

  /** The type of the score. */
  public DataType dataType() {
    return PairExpression.resultType(precision);
  }

  @Override
  public String toString() {
    return measure.label() + "(" + left.sql() + ", " + right.sql() + ")";
  }
}

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
package io.vectordb.spark.functions;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.kernels.VectorKernels;
import io.vectordb.spark.errors.TaskErrors;
import io.vectordb.table.filter.Measure;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The score of two vectors of known types, computed by the same kernels as the scan.
 *
 * <p>Spark's generated code calls the {@code invoke} method that fits the argument types.
 */
public final class BoundScore implements ScalarFunction<Double> {
  private static final long serialVersionUID = 1L;

  private final Measure measure;
  private final DataType leftType;
  private final DataType rightType;
  private final VectorDataType left;
  private final VectorDataType right;

  BoundScore(Measure measure, DataType leftType, DataType rightType) {
    this.measure = measure;
    this.leftType = leftType;
    this.rightType = rightType;
    this.left = VectorDataType.of(leftType);
    this.right = VectorDataType.of(rightType);
  }

  /** The measure that this function computes. */
  public Measure measure() {
    return measure;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {leftType, rightType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public String name() {
    return measure.label();
  }

  @Override
  public String canonicalName() {
    return VectorFunctions.CANONICAL_PREFIX + measure.label();
  }

  @Override
  public Double produceResult(InternalRow arguments) {
    return score(arguments.get(0, leftType), arguments.get(1, rightType));
  }

  public Double invoke(ArrayData a, ArrayData b) {
    return score(a, b);
  }

  public Double invoke(ArrayData a, byte[] b) {
    return score(a, b);
  }

  public Double invoke(ArrayData a, InternalRow b) {
    return score(a, b);
  }

  public Double invoke(byte[] a, ArrayData b) {
    return score(a, b);
  }

  public Double invoke(byte[] a, byte[] b) {
    return score(a, b);
  }

  public Double invoke(byte[] a, InternalRow b) {
    return score(a, b);
  }

  public Double invoke(InternalRow a, ArrayData b) {
    return score(a, b);
  }

  public Double invoke(InternalRow a, byte[] b) {
    return score(a, b);
  }

  public Double invoke(InternalRow a, InternalRow b) {
    return score(a, b);
  }

  private Double score(Object leftValue, Object rightValue) {
    try {
      return scoreOf(leftValue, rightValue);
    } catch (VectorDbException e) {
      throw TaskErrors.of(e);
    }
  }

  private Double scoreOf(Object leftValue, Object rightValue) {
    double[] a = left.read(leftValue);
    double[] b = right.read(rightValue);
    if (a == null || b == null) {
      return null;
    }
    if (a.length != b.length) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
          name()
              + ": the vectors have different dimensions, "
              + a.length
              + " and "
              + b.length
              + "; compare vectors of the same dimension");
    }
    VectorKernels kernels = VectorKernels.instance();
    return switch (measure) {
      case DOT_PRODUCT -> kernels.dotProduct(a, b);
      case EUCLIDEAN_DISTANCE -> Math.sqrt(kernels.squaredDistance(a, b));
      case COSINE_SIMILARITY -> cosine(kernels, a, b);
      case L1_NORM, L2_NORM, MAX_NORM ->
          throw new IllegalStateException(measure + " is no measure of two vectors");
    };
  }

  private static Double cosine(VectorKernels kernels, double[] a, double[] b) {
    double normA = kernels.squaredNorm(a);
    double normB = kernels.squaredNorm(b);
    return VectorKernels.isCosineDefined(normA, normB)
        ? (Double) VectorKernels.cosine(kernels.dotProduct(a, b), normA, normB)
        : null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BoundScore that
        && measure == that.measure
        && leftType.equals(that.leftType)
        && rightType.equals(that.rightType);
  }

  @Override
  public int hashCode() {
    return Objects.hash(measure, leftType, rightType);
  }

  @Override
  public String toString() {
    return name();
  }
}

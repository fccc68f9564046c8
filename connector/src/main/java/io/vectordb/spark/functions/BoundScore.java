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
import io.vectordb.spark.errors.TaskErrors;
import io.vectordb.table.filter.Measure;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
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
  private static final long serialVersionUID = 2L;

  private static final AtomicReferenceFieldUpdater<BoundScore, VectorPair> IDLE =
      AtomicReferenceFieldUpdater.newUpdater(BoundScore.class, VectorPair.class, "idle");

  private final Measure measure;
  private final DataType leftType;
  private final DataType rightType;
  private final boolean isLeftConstant;
  private final boolean isRightConstant;

  /** What no thread uses at the moment: vectors are read into the memory of those before. */
  private transient volatile VectorPair idle;

  BoundScore(Measure measure, DataType leftType, DataType rightType) {
    this(measure, leftType, rightType, false, false);
  }

  private BoundScore(
      Measure measure,
      DataType leftType,
      DataType rightType,
      boolean isLeftConstant,
      boolean isRightConstant) {
    this.measure = measure;
    this.leftType = leftType;
    this.rightType = rightType;
    this.isLeftConstant = isLeftConstant;
    this.isRightConstant = isRightConstant;
  }

  /**
   * The same function for calls whose arguments are known to be constant, or not: a constant, which
   * is the same object for every row, is read once.
   */
  public BoundScore withConstants(boolean isLeft, boolean isRight) {
    return new BoundScore(measure, leftType, rightType, isLeft, isRight);
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
    VectorPair pair = IDLE.getAndSet(this, null);
    if (pair == null) {
      pair = newPair();
    }
    try {
      return score(pair, leftValue, rightValue);
    } catch (VectorDbException e) {
      throw TaskErrors.of(e);
    } finally {
      IDLE.lazySet(this, pair);
    }
  }

  private VectorPair newPair() {
    return new VectorPair(
        new VectorArgument(VectorDataType.of(leftType), isLeftConstant),
        new VectorArgument(VectorDataType.of(rightType), isRightConstant));
  }

  private Double score(VectorPair pair, Object leftValue, Object rightValue) {
    boolean hasLeft = pair.left().read(leftValue);
    boolean hasRight = pair.right().read(rightValue);
    if (!hasLeft || !hasRight) {
      return null;
    }
    requireSameDimension(pair.left().dimension(), pair.right().dimension());
    return switch (measure) {
      case DOT_PRODUCT -> pair.dotProduct();
      case EUCLIDEAN_DISTANCE -> Math.sqrt(pair.squaredDistance());
      case COSINE_SIMILARITY -> pair.cosine();
      case L1_NORM, L2_NORM, MAX_NORM ->
          throw new IllegalStateException(measure + " is no measure of two vectors");
    };
  }

  private void requireSameDimension(int leftDimension, int rightDimension) {
    if (leftDimension != rightDimension) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
          name()
              + ": the vectors have different dimensions, "
              + leftDimension
              + " and "
              + rightDimension
              + "; compare vectors of the same dimension");
    }
  }

  /** Constants change what a call costs, not what it means. */
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

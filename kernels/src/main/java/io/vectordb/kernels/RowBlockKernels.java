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
package io.vectordb.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What every implementation shares: argument checks, the walk over the rows in blocks of four, and
 * the sum of the lanes. An implementation only adds the terms of a block to its lanes.
 *
 * <p>Four rows go through one step together because a lane is one chain of dependent additions,
 * several cycles each: one row alone waits for its own sums, four rows fill the gaps of each other
 * and share the load of the query.
 *
 * <p>Public for the package {@code io.vectordb.kernels.simd} only.
 */
public abstract class RowBlockKernels implements VectorKernels {

  /** Lanes of a score; part of its definition. */
  protected static final int LANES = 8;

  /** Rows of a block. */
  protected static final int BLOCK = 4;

  /** Adds products to {@code lanes[8 * r + i % 8]}, for {@code n <= 4} rows at {@code starts}. */
  protected abstract void addProducts(
      double[] query, float[] rows, int[] starts, int n, double[] lanes);

  protected abstract void addProducts(
      double[] query, double[] rows, int[] starts, int n, double[] lanes);

  /** Adds squared differences, in the same shape. */
  protected abstract void addSquaredDifferences(
      double[] query, float[] rows, int[] starts, int n, double[] lanes);

  protected abstract void addSquaredDifferences(
      double[] query, double[] rows, int[] starts, int n, double[] lanes);

  /** Adds squares, in the same shape. */
  protected abstract void addSquares(int dim, float[] rows, int[] starts, int n, double[] lanes);

  protected abstract void addSquares(int dim, double[] rows, int[] starts, int n, double[] lanes);

  @Override
  public final void dotProducts(double[] query, float[] rows, int count, double[] out) {
    Arguments.checkBatch(query.length, rows.length, count, out.length);
    eachBlock(
        query.length, count, out, (starts, n, lanes) -> addProducts(query, rows, starts, n, lanes));
  }

  @Override
  public final void dotProducts(double[] query, double[] rows, int count, double[] out) {
    Arguments.checkBatch(query.length, rows.length, count, out.length);
    eachBlock(
        query.length, count, out, (starts, n, lanes) -> addProducts(query, rows, starts, n, lanes));
  }

  @Override
  public final void squaredDistances(double[] query, float[] rows, int count, double[] out) {
    Arguments.checkBatch(query.length, rows.length, count, out.length);
    eachBlock(
        query.length,
        count,
        out,
        (starts, n, lanes) -> addSquaredDifferences(query, rows, starts, n, lanes));
  }

  @Override
  public final void squaredDistances(double[] query, double[] rows, int count, double[] out) {
    Arguments.checkBatch(query.length, rows.length, count, out.length);
    eachBlock(
        query.length,
        count,
        out,
        (starts, n, lanes) -> addSquaredDifferences(query, rows, starts, n, lanes));
  }

  @Override
  public final void squaredNorms(int dim, float[] rows, int count, double[] out) {
    Arguments.checkBatch(dim, rows.length, count, out.length);
    eachBlock(dim, count, out, (starts, n, lanes) -> addSquares(dim, rows, starts, n, lanes));
  }

  @Override
  public final void squaredNorms(int dim, double[] rows, int count, double[] out) {
    Arguments.checkBatch(dim, rows.length, count, out.length);
    eachBlock(dim, count, out, (starts, n, lanes) -> addSquares(dim, rows, starts, n, lanes));
  }

  @Override
  public final double dotProduct(double[] query, float[] row) {
    Arguments.checkSameLength(query.length, row.length);
    return dotProductOf(query, row);
  }

  @Override
  public final double dotProduct(double[] a, double[] b) {
    Arguments.checkSameLength(a.length, b.length);
    return dotProductOf(a, b);
  }

  @Override
  public final double squaredDistance(double[] query, float[] row) {
    Arguments.checkSameLength(query.length, row.length);
    return squaredDistanceOf(query, row);
  }

  @Override
  public final double squaredDistance(double[] a, double[] b) {
    Arguments.checkSameLength(a.length, b.length);
    return squaredDistanceOf(a, b);
  }

  @Override
  public double squaredNorm(float[] row) {
    double[] out = new double[1];
    squaredNorms(row.length, row, 1, out);
    return out[0];
  }

  @Override
  public double squaredNorm(double[] a) {
    double[] out = new double[1];
    squaredNorms(a.length, a, 1, out);
    return out[0];
  }

  /** The dot product of two vectors of the same dimension. */
  protected double dotProductOf(double[] query, float[] row) {
    double[] out = new double[1];
    dotProducts(query, row, 1, out);
    return out[0];
  }

  protected double dotProductOf(double[] query, double[] row) {
    double[] out = new double[1];
    dotProducts(query, row, 1, out);
    return out[0];
  }

  /** The squared distance of two vectors of the same dimension. */
  protected double squaredDistanceOf(double[] query, float[] row) {
    double[] out = new double[1];
    squaredDistances(query, row, 1, out);
    return out[0];
  }

  protected double squaredDistanceOf(double[] query, double[] row) {
    double[] out = new double[1];
    squaredDistances(query, row, 1, out);
    return out[0];
  }

  @Override
  public OffHeapRows floatRows(ByteBuffer rows, int dim) {
    return new CopiedRows(this, littleEndian(rows).asFloatBuffer(), dim);
  }

  @Override
  public OffHeapRows doubleRows(ByteBuffer rows, int dim) {
    return new CopiedRows(this, littleEndian(rows).asDoubleBuffer(), dim);
  }

  /** All of {@code rows}, whatever its position, limit and byte order. */
  protected static ByteBuffer littleEndian(ByteBuffer rows) {
    return rows.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds the terms of rows that begin at {@code starts[0..n)} to {@code lanes}, 8 per row. */
  @FunctionalInterface
  private interface Terms {
    void add(int[] starts, int n, double[] lanes);
  }

  /**
   * The call through {@code terms} is one per four rows and hands over arrays only; vectors live
   * and die inside the implementation, so that none is ever boxed.
   */
  private static void eachBlock(int dim, int count, double[] out, Terms terms) {
    int[] starts = new int[BLOCK];
    double[] lanes = new double[BLOCK * LANES];
    for (int i = 0; i < count; i += BLOCK) {
      int n = Math.min(BLOCK, count - i);
      for (int r = 0; r < n; r++) {
        starts[r] = (i + r) * dim;
      }
      Arrays.fill(lanes, 0.0);
      terms.add(starts, n, lanes);
      for (int r = 0; r < n; r++) {
        out[i + r] = Lanes.sum(lanes, r * LANES);
      }
    }
  }
}

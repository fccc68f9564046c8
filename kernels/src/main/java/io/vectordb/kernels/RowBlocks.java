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

import java.util.Arrays;

/**
 * Scores of rows in a heap array, as {@link VectorKernels} defines them: the walk over the rows in
 * blocks of four, and the sum of the lanes. Trusts its arguments.
 */
final class RowBlocks {

  private static final int BLOCK = VectorLoops.BLOCK;

  private final VectorLoops loops;

  RowBlocks(VectorLoops loops) {
    this.loops = loops;
  }

  /** Dot products of the first {@code count} rows. */
  void dotProducts(double[] query, float[] rows, int count, double[] out) {
    eachBlock(
        query.length,
        count,
        out,
        (starts, n, lanes) -> loops.addProducts(query, rows, starts, n, lanes));
  }

  /** As the method of float rows. */
  void dotProducts(double[] query, double[] rows, int count, double[] out) {
    eachBlock(
        query.length,
        count,
        out,
        (starts, n, lanes) -> loops.addProducts(query, rows, starts, n, lanes));
  }

  /** Squared Euclidean distances of the first {@code count} rows. */
  void squaredDistances(double[] query, float[] rows, int count, double[] out) {
    eachBlock(
        query.length,
        count,
        out,
        (starts, n, lanes) -> loops.addSquaredDifferences(query, rows, starts, n, lanes));
  }

  /** As the method of float rows. */
  void squaredDistances(double[] query, double[] rows, int count, double[] out) {
    eachBlock(
        query.length,
        count,
        out,
        (starts, n, lanes) -> loops.addSquaredDifferences(query, rows, starts, n, lanes));
  }

  /** Squared Euclidean norms of the first {@code count} rows. */
  void squaredNorms(int dim, float[] rows, int count, double[] out) {
    eachBlock(dim, count, out, (starts, n, lanes) -> loops.addSquares(dim, rows, starts, n, lanes));
  }

  /** As the method of float rows. */
  void squaredNorms(int dim, double[] rows, int count, double[] out) {
    eachBlock(dim, count, out, (starts, n, lanes) -> loops.addSquares(dim, rows, starts, n, lanes));
  }

  /** Adds the terms of rows that begin at {@code starts[0..n)} to {@code lanes}, 8 per row. */
  @FunctionalInterface
  private interface Terms {
    void add(int[] starts, int n, double[] lanes);
  }

  /**
   * The call through {@code terms} is one per four rows and hands over arrays only; vectors live
   * and die inside the loops, so that none is ever boxed.
   */
  private static void eachBlock(int dim, int count, double[] out, Terms terms) {
    int[] starts = new int[BLOCK];
    double[] lanes = new double[BLOCK * Lanes.COUNT];
    for (int i = 0; i < count; i += BLOCK) {
      int n = Math.min(BLOCK, count - i);
      for (int r = 0; r < n; r++) {
        starts[r] = (i + r) * dim;
      }
      Arrays.fill(lanes, 0.0);
      terms.add(starts, n, lanes);
      for (int r = 0; r < n; r++) {
        out[i + r] = Lanes.sum(lanes, r * Lanes.COUNT);
      }
    }
  }
}

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
package io.vectordb.kernels.pairs;

import io.vectordb.kernels.PanelKernels;

/**
 * The estimates of all pairs of a block of queries and a block of rows: so many that each element
 * that is loaded is used often, and so few that they stay in the caches.
 */
final class PairTile {

  /** Queries and rows of a tile; whole panels of every shape. */
  private static final int QUERIES = 96;

  private static final int ROWS = 384;

  /** Elements of a block, where the dimension is so high that a tile has fewer rows than that. */
  private static final int BLOCK_ELEMENTS = 1 << 22;

  private static final int LEAST_QUERIES = 12;
  private static final int LEAST_ROWS = 64;

  private final PanelKernels kernels;
  private final float[] estimates = new float[QUERIES * ROWS];
  private int slots;
  private int rows;

  PairTile(PanelKernels kernels) {
    this.kernels = kernels;
  }

  /** Queries and rows of a tile, of vectors of usual dimensions. */
  static String label() {
    return QUERIES + " x " + ROWS;
  }

  /** Queries of a block of vectors of this dimension. */
  static int queries(int dim) {
    return fitting(QUERIES, LEAST_QUERIES, dim);
  }

  /** Rows of a block of vectors of this dimension. */
  static int rows(int dim) {
    return fitting(ROWS, LEAST_ROWS, dim);
  }

  private static int fitting(int most, int least, int dim) {
    int fitting = dim == 0 ? most : BLOCK_ELEMENTS / dim / least * least;
    return Math.max(least, Math.min(most, fitting));
  }

  /** Computes the estimates of the rows of two blocks. */
  void multiply(PackedRows queries, PackedRows rows, int dim) {
    this.slots = rows.slots();
    this.rows = rows.count();
    for (int query = 0; query < queries.slots(); query++) {
      System.arraycopy(rows.biases(), 0, estimates, query * slots, slots);
    }
    kernels.addProducts(queries.values(), queries.slots(), rows.values(), slots, dim, estimates);
  }

  /**
   * Finds the slots of rows whose estimates with a query are within limits.
   *
   * @param found receives them
   * @return how many there are
   */
  int select(int query, float least, float most, int[] found) {
    return kernels.select(estimates, query * slots, rows, least, most, found);
  }

  float estimate(int query, int row) {
    return estimates[query * slots + row];
  }

  long bytes() {
    return (long) Float.BYTES * estimates.length;
  }
}

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

/**
 * Estimates of the dot products of all pairs of two sets of vectors, in float32, and the choice of
 * those within limits.
 *
 * <p><b>Panels.</b> Vectors are packed: {@code p} of them make a panel, in which their elements
 * {@code i} lie side by side, so that one load of the processor takes the same element of many. A
 * block of {@code n} vectors, {@code n} a multiple of {@code p}, is a sequence of chunks of {@value
 * #CHUNK} elements, the last one shorter, and a chunk of {@code t} elements is a sequence of
 * panels: element {@code i} of vector {@code r} is number
 *
 * <pre>c n + (r - r mod p) t + (i - c) p + r mod p,    c = i - i mod {@value #CHUNK}</pre>
 *
 * of the block. Panels of queries hold {@link #queryPanel} vectors, those of rows {@link
 * #rowPanel}, as many as the registers of this processor take.
 *
 * <p><b>Rounding.</b> The terms of a chunk are added in ascending order from +0.0 on; these partial
 * sums are added in ascending order to what {@code sums} holds before. Whether a product is rounded
 * before it is added depends on the processor. These are the only results of the kernels that are
 * not the same everywhere: estimates, which choose the pairs whose scores {@link VectorKernels}
 * compute, and rotated rows, of which codes are made.
 *
 * <p>Kernels are stateless and safe for concurrent use.
 */
public final class PanelKernels {

  /** Elements of a chunk. */
  public static final int CHUNK = PanelLoops.CHUNK;

  private static final PanelKernels SCALAR = new PanelKernels(ScalarPanelLoops.INSTANCE);
  private static PanelKernels chosen;

  private final PanelLoops loops;

  private PanelKernels(PanelLoops loops) {
    this.loops = loops;
  }

  /** The kernels of this JVM; SIMD under the same conditions as {@link VectorKernels#instance}. */
  public static synchronized PanelKernels instance() {
    if (chosen == null) {
      PanelLoops loops = KernelsProvider.panelLoops();
      chosen = loops == ScalarPanelLoops.INSTANCE ? SCALAR : new PanelKernels(loops);
    }
    return chosen;
  }

  /** The scalar kernels: the specification. */
  public static PanelKernels scalar() {
    return SCALAR;
  }

  /** What runs, for logs and reports: {@code "SIMD 512-bit, 12 x 2, fused"} or {@code "scalar"}. */
  public String description() {
    return loops.description();
  }

  /** Queries of a panel. */
  public int queryPanel() {
    return loops.queryPanel();
  }

  /** Rows of a panel. */
  public int rowPanel() {
    return loops.rowPanel();
  }

  /**
   * Adds the dot product of query {@code q} and row {@code r} to {@code sums[q * rowCount + r]}.
   *
   * @param queries a block of {@code queryCount} packed queries
   * @param queryCount a multiple of {@link #queryPanel}
   * @param rows a block of {@code rowCount} packed rows
   * @param rowCount a multiple of {@link #rowPanel}
   * @throws IllegalArgumentException if a number is no such multiple or an array is too short
   */
  public void addProducts(
      float[] queries, int queryCount, float[] rows, int rowCount, int dim, float[] sums) {
    Arguments.checkPanels(queryCount, queryPanel(), dim, queries.length);
    Arguments.checkPanels(rowCount, rowPanel(), dim, rows.length);
    Arguments.checkPanels(queryCount, queryPanel(), rowCount, sums.length);
    loops.addProducts(queries, queryCount, rows, rowCount, dim, sums);
  }

  /**
   * Finds the numbers {@code i} from 0 to {@code count - 1}, in ascending order, for which {@code
   * values[from + i]} is at least {@code least} and at most {@code most}. An infinite limit is
   * none, and costs nothing.
   *
   * @param values no NaN
   * @param found receives the numbers, has {@code count} elements at least
   * @return how many there are
   */
  public int select(float[] values, int from, int count, float least, float most, int[] found) {
    if (most == Float.POSITIVE_INFINITY) {
      return loops.atLeast(values, from, count, least, found);
    }
    return least == Float.NEGATIVE_INFINITY
        ? loops.atMost(values, from, count, most, found)
        : loops.between(values, from, count, least, most, found);
  }
}

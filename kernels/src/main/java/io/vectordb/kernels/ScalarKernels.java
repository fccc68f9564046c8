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

/** The kernels in plain Java: what the others must equal, and what runs where SIMD is refused. */
final class ScalarKernels extends RowBlockKernels {

  static final VectorKernels INSTANCE = new ScalarKernels();

  private ScalarKernels() {}

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  protected void addProducts(double[] query, float[] rows, int[] starts, int n, double[] lanes) {
    for (int r = 0; r < n; r++) {
      Lanes.addProducts(query, rows, starts[r], 0, query.length, lanes, r * LANES);
    }
  }

  @Override
  protected void addProducts(double[] query, double[] rows, int[] starts, int n, double[] lanes) {
    for (int r = 0; r < n; r++) {
      Lanes.addProducts(query, rows, starts[r], 0, query.length, lanes, r * LANES);
    }
  }

  @Override
  protected void addSquaredDifferences(
      double[] query, float[] rows, int[] starts, int n, double[] lanes) {
    for (int r = 0; r < n; r++) {
      Lanes.addSquaredDifferences(query, rows, starts[r], 0, query.length, lanes, r * LANES);
    }
  }

  @Override
  protected void addSquaredDifferences(
      double[] query, double[] rows, int[] starts, int n, double[] lanes) {
    for (int r = 0; r < n; r++) {
      Lanes.addSquaredDifferences(query, rows, starts[r], 0, query.length, lanes, r * LANES);
    }
  }

  @Override
  protected void addSquares(int dim, float[] rows, int[] starts, int n, double[] lanes) {
    for (int r = 0; r < n; r++) {
      Lanes.addSquares(rows, starts[r], 0, dim, lanes, r * LANES);
    }
  }

  @Override
  protected void addSquares(int dim, double[] rows, int[] starts, int n, double[] lanes) {
    for (int r = 0; r < n; r++) {
      Lanes.addSquares(rows, starts[r], 0, dim, lanes, r * LANES);
    }
  }
}

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
 * Norms of one vector that no scan needs; the Euclidean one is the root of {@link
 * VectorKernels#squaredNorm}. A vector of dimension 0 has norm +0.0.
 */
public final class Norms {

  private Norms() {}

  /** Sum of |x_i|, in the lanes and the order of {@link VectorKernels}. */
  public static double l1Norm(double[] x) {
    double[] lanes = new double[Lanes.COUNT];
    for (int i = 0; i < x.length; i++) {
      lanes[i & 7] += Math.abs(x[i]);
    }
    return Lanes.sum(lanes, 0);
  }

  /** Largest |x_i|; NaN if any element is NaN. */
  public static double maxNorm(double[] x) {
    double max = 0;
    for (double element : x) {
      max = Math.max(max, Math.abs(element));
    }
    return max;
  }
}

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

import io.vectordb.kernels.VectorKernels;

/** Canonical scores of pairs of rows. */
final class PairScorer {

  private final VectorKernels kernels = VectorKernels.instance();
  private final PairMeasure measure;

  PairScorer(PairMeasure measure) {
    this.measure = measure;
  }

  /** The canonical squared norm of a row. */
  double squaredNorm(VectorRows rows, int row) {
    int dim = rows.dim();
    return rows.isDouble()
        ? kernels.squaredNorm(rows.doubles(), row * dim, dim)
        : kernels.squaredNorm(rows.floats(), row * dim, dim);
  }

  /**
   * The score of a pair; the squared norms are canonical and matter for cosines only, for which
   * they are not 0.
   */
  double score(
      VectorRows a, int rowA, double squaredNormA, VectorRows b, int rowB, double squaredNormB) {
    return switch (measure) {
      case DOT_PRODUCT -> dotProduct(a, rowA, b, rowB);
      case EUCLIDEAN_DISTANCE -> Math.sqrt(squaredDistance(a, rowA, b, rowB));
      case COSINE_SIMILARITY ->
          VectorKernels.cosine(dotProduct(a, rowA, b, rowB), squaredNormA, squaredNormB);
    };
  }

  private double dotProduct(VectorRows a, int rowA, VectorRows b, int rowB) {
    int dim = a.dim();
    int startA = rowA * dim;
    int startB = rowB * dim;
    if (a.isDouble()) {
      return b.isDouble()
          ? kernels.dotProduct(a.doubles(), startA, b.doubles(), startB, dim)
          : kernels.dotProduct(a.doubles(), startA, b.floats(), startB, dim);
    }
    return b.isDouble()
        ? kernels.dotProduct(b.doubles(), startB, a.floats(), startA, dim)
        : kernels.dotProduct(a.floats(), startA, b.floats(), startB, dim);
  }

  private double squaredDistance(VectorRows a, int rowA, VectorRows b, int rowB) {
    int dim = a.dim();
    int startA = rowA * dim;
    int startB = rowB * dim;
    if (a.isDouble()) {
      return b.isDouble()
          ? kernels.squaredDistance(a.doubles(), startA, b.doubles(), startB, dim)
          : kernels.squaredDistance(a.doubles(), startA, b.floats(), startB, dim);
    }
    return b.isDouble()
        ? kernels.squaredDistance(b.doubles(), startB, a.floats(), startA, dim)
        : kernels.squaredDistance(a.floats(), startA, b.floats(), startB, dim);
  }
}

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

import io.vectordb.kernels.VectorKernels;

/** The two vectors of a score, of the same dimension, as the kernels take them. */
final class VectorPair {
  private final VectorKernels kernels = VectorKernels.instance();
  private final VectorArgument left;
  private final VectorArgument right;

  VectorPair(VectorArgument left, VectorArgument right) {
    this.left = left;
    this.right = right;
  }

  VectorArgument left() {
    return left;
  }

  VectorArgument right() {
    return right;
  }

  double dotProduct() {
    int dim = left.dimension();
    if (left.hasFloats() && right.hasFloats()) {
      return kernels.dotProduct(left.floats(), 0, right.floats(), 0, dim);
    } else if (right.hasFloats()) {
      return kernels.dotProduct(left.doubles(), 0, right.floats(), 0, dim);
    } else if (left.hasFloats()) {
      return kernels.dotProduct(right.doubles(), 0, left.floats(), 0, dim);
    }
    return kernels.dotProduct(left.doubles(), 0, right.doubles(), 0, dim);
  }

  double squaredDistance() {
    int dim = left.dimension();
    if (left.hasFloats() && right.hasFloats()) {
      return kernels.squaredDistance(left.floats(), 0, right.floats(), 0, dim);
    } else if (right.hasFloats()) {
      return kernels.squaredDistance(left.doubles(), 0, right.floats(), 0, dim);
    } else if (left.hasFloats()) {
      return kernels.squaredDistance(right.doubles(), 0, left.floats(), 0, dim);
    }
    return kernels.squaredDistance(left.doubles(), 0, right.doubles(), 0, dim);
  }

  /** The cosine, or null if it is not defined. */
  Double cosine() {
    double normA = left.squaredNorm(kernels);
    double normB = right.squaredNorm(kernels);
    return VectorKernels.isCosineDefined(normA, normB)
        ? (Double) VectorKernels.cosine(dotProduct(), normA, normB)
        : null;
  }
}

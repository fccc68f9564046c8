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

/** What a pair of vectors is measured by, as {@link VectorKernels} defines it. */
public enum PairMeasure {
  /** The sum of products. */
  DOT_PRODUCT,
  /** The root of the sum of squared differences. */
  EUCLIDEAN_DISTANCE,
  /** {@link VectorKernels#cosine}. */
  COSINE_SIMILARITY
}

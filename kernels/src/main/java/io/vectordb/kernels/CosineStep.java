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

/** The last step of a batch of cosines, shared by the four shapes of the facade. */
final class CosineStep {

  private CosineStep() {}

  /** Turns {@code count} dot products in {@code out} into cosines. */
  static void divide(double squaredNormQ, double[] squaredNorms, int count, double[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = VectorKernels.cosine(out[i], squaredNormQ, squaredNorms[i]);
    }
  }
}

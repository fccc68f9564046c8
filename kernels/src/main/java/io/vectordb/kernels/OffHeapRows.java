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
 * Rows outside the heap, as in a mapped file: scores of consecutive rows, by the definition of
 * {@link VectorKernels}, without garbage. Not thread-safe, because it keeps memory to work in.
 *
 * <p>Each method sets {@code out[at + i]} to the score of row {@code firstRow + i}, for {@code i}
 * in [0, count). The caller vouches for the ranges; a row beyond the memory is an {@link
 * IndexOutOfBoundsException}.
 */
public interface OffHeapRows {
  /** Dot products with {@code query}, which has as many elements as a row. */
  void dotProducts(double[] query, int firstRow, int count, double[] out, int at);

  /** Squared Euclidean distances to {@code query}, which has as many elements as a row. */
  void squaredDistances(double[] query, int firstRow, int count, double[] out, int at);

  /** Squared Euclidean norms. */
  void squaredNorms(int firstRow, int count, double[] out, int at);
}

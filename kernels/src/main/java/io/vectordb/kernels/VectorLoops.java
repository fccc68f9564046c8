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

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The loops over the elements of vectors. They come in two forms, in plain Java and on vector
 * registers, which add the same terms to the same {@link Lanes} in the same order. They trust their
 * arguments.
 *
 * <p>Up to four rows go through one step together because a lane is one chain of dependent
 * additions, several cycles each: one row alone waits for its own sums, four rows fill the gaps of
 * each other and share the load of the query.
 *
 * <p>Public for the package {@code io.vectordb.kernels.simd} only.
 */
public interface VectorLoops {

  /** Rows of a block. */
  int BLOCK = 4;

  /** What runs, for logs and reports: {@code "SIMD 512-bit"} or {@code "scalar"}. */
  String description();

  /** Adds products to {@code lanes[8 * r + i % 8]}, for {@code n <= 4} rows at {@code starts}. */
  void addProducts(double[] query, float[] rows, int[] starts, int n, double[] lanes);

  /** As the method of float rows. */
  void addProducts(double[] query, double[] rows, int[] starts, int n, double[] lanes);

  /** Adds squared differences, in the same shape. */
  void addSquaredDifferences(double[] query, float[] rows, int[] starts, int n, double[] lanes);

  /** As the method of float rows. */
  void addSquaredDifferences(double[] query, double[] rows, int[] starts, int n, double[] lanes);

  /** Adds squares, in the same shape. */
  void addSquares(int dim, float[] rows, int[] starts, int n, double[] lanes);

  /** As the method of float rows. */
  void addSquares(int dim, double[] rows, int[] starts, int n, double[] lanes);

  /**
   * The dot product of the vectors of {@code dim} elements from {@code aStart} and {@code bStart}
   * on.
   */
  double dotProduct(float[] a, int aStart, float[] b, int bStart, int dim);

  /** As the method of float vectors. */
  double dotProduct(double[] a, int aStart, float[] b, int bStart, int dim);

  /** As the method of float vectors. */
  double dotProduct(double[] a, int aStart, double[] b, int bStart, int dim);

  /** The squared distance, in the same shape. */
  double squaredDistance(float[] a, int aStart, float[] b, int bStart, int dim);

  /** As the method of float vectors. */
  double squaredDistance(double[] a, int aStart, float[] b, int bStart, int dim);

  /** As the method of float vectors. */
  double squaredDistance(double[] a, int aStart, double[] b, int bStart, int dim);

  /** The squared norm of the vector of {@code dim} elements from {@code start} on. */
  double squaredNorm(float[] a, int start, int dim);

  /** As the method of a float vector. */
  double squaredNorm(double[] a, int start, int dim);

  /** The dot product of two whole vectors of the same dimension. */
  default double dotProduct(double[] query, float[] row) {
    return dotProduct(query, 0, row, 0, row.length);
  }

  /** As the method of a float row. */
  default double dotProduct(double[] query, double[] row) {
    return dotProduct(query, 0, row, 0, row.length);
  }

  /** The squared distance of two whole vectors of the same dimension. */
  default double squaredDistance(double[] query, float[] row) {
    return squaredDistance(query, 0, row, 0, row.length);
  }

  /** As the method of a float row. */
  default double squaredDistance(double[] query, double[] row) {
    return squaredDistance(query, 0, row, 0, row.length);
  }

  /** The squared norm of a whole vector. */
  default double squaredNorm(float[] row) {
    return squaredNorm(row, 0, row.length);
  }

  /** As the method of a float row. */
  default double squaredNorm(double[] row) {
    return squaredNorm(row, 0, row.length);
  }

  /**
   * Rows of floats that are scored without a copy, where that is possible and faster.
   *
   * @param rows a direct buffer in little-endian order, read from position 0 whatever its limit
   */
  default Optional<OffHeapRows> directFloatRows(ByteBuffer rows, int dim) {
    return Optional.empty();
  }
}

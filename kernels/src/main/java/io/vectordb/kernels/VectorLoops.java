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

  /** The dot product of two vectors of the same dimension: a block of one row. */
  default double dotProduct(double[] query, float[] row) {
    double[] lanes = new double[Lanes.COUNT];
    addProducts(query, row, new int[1], 1, lanes);
    return Lanes.sum(lanes, 0);
  }

  /** As the method of a float row. */
  default double dotProduct(double[] query, double[] row) {
    double[] lanes = new double[Lanes.COUNT];
    addProducts(query, row, new int[1], 1, lanes);
    return Lanes.sum(lanes, 0);
  }

  /** The squared distance of two vectors of the same dimension. */
  default double squaredDistance(double[] query, float[] row) {
    double[] lanes = new double[Lanes.COUNT];
    addSquaredDifferences(query, row, new int[1], 1, lanes);
    return Lanes.sum(lanes, 0);
  }

  /** As the method of a float row. */
  default double squaredDistance(double[] query, double[] row) {
    double[] lanes = new double[Lanes.COUNT];
    addSquaredDifferences(query, row, new int[1], 1, lanes);
    return Lanes.sum(lanes, 0);
  }

  /** The squared norm of a vector. */
  default double squaredNorm(float[] row) {
    double[] lanes = new double[Lanes.COUNT];
    addSquares(row.length, row, new int[1], 1, lanes);
    return Lanes.sum(lanes, 0);
  }

  /** As the method of a float row. */
  default double squaredNorm(double[] row) {
    double[] lanes = new double[Lanes.COUNT];
    addSquares(row.length, row, new int[1], 1, lanes);
    return Lanes.sum(lanes, 0);
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

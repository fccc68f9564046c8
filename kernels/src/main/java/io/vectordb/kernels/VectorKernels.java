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

/**
 * Scores of one query vector against many rows: the one definition of a score in this project.
 *
 * <p><b>Definition.</b> Every element, float32 or float64, is widened to double, which is exact.
 * Each term (a product, a squared difference or a square) is computed in double with one rounding
 * per operation, never with a fused multiply-add. Term {@code i} is added to lane {@code i mod 8},
 * each of the eight lanes being one sequential chain that starts at +0.0, and the score is {@code
 * ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7))}. A score therefore depends on the two vectors
 * alone: not on the processor, the width of its registers, the batch or the position in it. It is
 * never -0.0.
 *
 * <p><b>Shapes.</b> Rows are row-major: row {@code r} is {@code rows[r * dim .. r * dim + dim - 1]}
 * where {@code dim} is the length of the query, and {@code out[i]} receives the result of row
 * {@code i}. Elements of {@code out} from {@code count} on are left alone. A dimension of 0 is
 * legal and every sum is then +0.0.
 *
 * <p><b>Errors.</b> Every method throws {@link IllegalArgumentException} before it writes anything
 * if an array is too short for {@code count}.
 *
 * <p>Implementations are stateless and safe for concurrent use.
 */
public interface VectorKernels {

  /**
   * System property that caps the width of the vector registers, in bits: 128, 256 or 512; 0 or
   * {@code scalar} turns SIMD off.
   */
  String MAX_VECTOR_BITS_PROPERTY = "io.vectordb.kernels.maxVectorBits";

  /**
   * The kernels of this JVM, chosen and logged once: SIMD where that is sound, else scalar.
   *
   * @throws IllegalArgumentException if {@link #MAX_VECTOR_BITS_PROPERTY} has an unknown value
   */
  static VectorKernels instance() {
    return KernelsProvider.instance();
  }

  /** The scalar kernels: the specification that every other implementation equals bit for bit. */
  static VectorKernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /** What runs, for logs and reports: {@code "SIMD 512-bit"} or {@code "scalar"}. */
  String description();

  /** Dot products, sum of q_i * x_i, of the first {@code count} rows. */
  void dotProducts(double[] query, float[] rows, int count, double[] out);

  /** Dot products, sum of q_i * x_i, of the first {@code count} rows. */
  void dotProducts(double[] query, double[] rows, int count, double[] out);

  /** Squared Euclidean distances, sum of (q_i - x_i)^2, of the first {@code count} rows. */
  void squaredDistances(double[] query, float[] rows, int count, double[] out);

  /** Squared Euclidean distances, sum of (q_i - x_i)^2, of the first {@code count} rows. */
  void squaredDistances(double[] query, double[] rows, int count, double[] out);

  /** Squared Euclidean norms, sum of x_i^2, of the first {@code count} rows of {@code dim}. */
  void squaredNorms(int dim, float[] rows, int count, double[] out);

  /** Squared Euclidean norms, sum of x_i^2, of the first {@code count} rows of {@code dim}. */
  void squaredNorms(int dim, double[] rows, int count, double[] out);

  /**
   * Dot product of one pair.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  double dotProduct(double[] a, double[] b);

  /**
   * Dot product of a query and one row; the fastest form where rows are taken one by one, as from
   * memory outside the heap.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  double dotProduct(double[] query, float[] row);

  /**
   * Squared Euclidean distance of one pair.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  double squaredDistance(double[] a, double[] b);

  /**
   * Squared Euclidean distance of a query and one row.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  double squaredDistance(double[] query, float[] row);

  /** Squared Euclidean norm of one row. */
  double squaredNorm(float[] row);

  /** Squared Euclidean norm of one vector. */
  double squaredNorm(double[] a);

  /**
   * Rows of 32-bit floats outside the heap.
   *
   * @param rows a direct buffer, read as little-endian from position 0, row after row
   */
  OffHeapRows floatRows(ByteBuffer rows, int dim);

  /** As {@link #floatRows}, of 64-bit floats. */
  OffHeapRows doubleRows(ByteBuffer rows, int dim);

  /**
   * The cosine of two vectors, {@code dot / (sqrt(squaredNormQ) * sqrt(squaredNormX))}, or NaN if
   * it is not {@linkplain #isCosineDefined defined}. Two roots, because the product of the squared
   * norms overflows and underflows where the product of the norms does not. NaN is also the cosine
   * of a vector that holds a NaN: who must tell the two apart asks {@code isCosineDefined}.
   */
  static double cosine(double dot, double squaredNormQ, double squaredNormX) {
    if (!isCosineDefined(squaredNormQ, squaredNormX)) {
      return Double.NaN;
    }
    return dot / (Math.sqrt(squaredNormQ) * Math.sqrt(squaredNormX));
  }

  /**
   * Whether both squared norms differ from 0. They are the computed ones: a vector whose squares
   * all underflow has no cosine either. Norms that are NaN or infinite do not make it undefined;
   * the arithmetic decides.
   */
  static boolean isCosineDefined(double squaredNormQ, double squaredNormX) {
    return squaredNormQ != 0 && squaredNormX != 0;
  }
}

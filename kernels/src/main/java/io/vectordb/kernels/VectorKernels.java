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
import java.nio.ByteOrder;

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
 * <p>Kernels are stateless and safe for concurrent use.
 */
public final class VectorKernels {

  /**
   * System property that caps the width of the vector registers, in bits: 128, 256 or 512; 0 or
   * {@code scalar} turns SIMD off.
   */
  public static final String MAX_VECTOR_BITS_PROPERTY = KernelsProvider.MAX_VECTOR_BITS_PROPERTY;

  private static final VectorKernels SCALAR = new VectorKernels(ScalarLoops.INSTANCE);
  private static VectorKernels chosen;

  private final VectorLoops loops;
  private final RowBlocks blocks;

  private VectorKernels(VectorLoops loops) {
    this.loops = loops;
    this.blocks = new RowBlocks(loops);
  }

  /**
   * The kernels of this JVM, chosen and logged once: SIMD where that is sound, else scalar.
   *
   * @throws IllegalArgumentException if {@link #MAX_VECTOR_BITS_PROPERTY} has an unknown value
   */
  public static synchronized VectorKernels instance() {
    if (chosen == null) {
      VectorLoops loops = KernelsProvider.vectorLoops();
      chosen = loops == ScalarLoops.INSTANCE ? SCALAR : new VectorKernels(loops);
    }
    return chosen;
  }

  /** The scalar kernels: the specification that the others equal bit for bit. */
  public static VectorKernels scalar() {
    return SCALAR;
  }

  /** What runs, for logs and reports: {@code "SIMD 512-bit"} or {@code "scalar"}. */
  public String description() {
    return loops.description();
  }

  /** Dot products, sum of q_i * x_i, of the first {@code count} rows. */
  public void dotProducts(double[] query, float[] rows, int count, double[] out) {
    Arguments.checkBatch(query.length, rows.length, count, out.length);
    blocks.dotProducts(query, rows, count, out);
  }

  /**
   * Dot product of one pair.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double dotProduct(double[] a, double[] b) {
    Arguments.checkSameLength(a.length, b.length);
    return loops.dotProduct(a, b);
  }

  /**
   * Dot product of a query and one row.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double dotProduct(double[] query, float[] row) {
    Arguments.checkSameLength(query.length, row.length);
    return loops.dotProduct(query, row);
  }

  /**
   * Squared Euclidean distance of one pair, sum of (a_i - b_i)^2.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double squaredDistance(double[] a, double[] b) {
    Arguments.checkSameLength(a.length, b.length);
    return loops.squaredDistance(a, b);
  }

  /** Squared Euclidean norm of one row, sum of x_i^2. */
  public double squaredNorm(float[] row) {
    return loops.squaredNorm(row);
  }

  /** Squared Euclidean norm of one vector, sum of x_i^2. */
  public double squaredNorm(double[] a) {
    return loops.squaredNorm(a);
  }

  /**
   * Dot product of two vectors of {@code dim} elements, which begin at {@code a[aStart]} and {@code
   * b[bStart]}.
   *
   * @throws IllegalArgumentException if a vector exceeds its array
   */
  public double dotProduct(float[] a, int aStart, float[] b, int bStart, int dim) {
    Arguments.checkVector(aStart, dim, a.length);
    Arguments.checkVector(bStart, dim, b.length);
    return loops.dotProduct(a, aStart, b, bStart, dim);
  }

  /** As the method of float vectors. */
  public double dotProduct(double[] a, int aStart, float[] b, int bStart, int dim) {
    Arguments.checkVector(aStart, dim, a.length);
    Arguments.checkVector(bStart, dim, b.length);
    return loops.dotProduct(a, aStart, b, bStart, dim);
  }

  /** As the method of float vectors. */
  public double dotProduct(double[] a, int aStart, double[] b, int bStart, int dim) {
    Arguments.checkVector(aStart, dim, a.length);
    Arguments.checkVector(bStart, dim, b.length);
    return loops.dotProduct(a, aStart, b, bStart, dim);
  }

  /**
   * Squared Euclidean distance of two vectors of {@code dim} elements, which begin at {@code
   * a[aStart]} and {@code b[bStart]}.
   *
   * @throws IllegalArgumentException if a vector exceeds its array
   */
  public double squaredDistance(float[] a, int aStart, float[] b, int bStart, int dim) {
    Arguments.checkVector(aStart, dim, a.length);
    Arguments.checkVector(bStart, dim, b.length);
    return loops.squaredDistance(a, aStart, b, bStart, dim);
  }

  /** As the method of float vectors. */
  public double squaredDistance(double[] a, int aStart, float[] b, int bStart, int dim) {
    Arguments.checkVector(aStart, dim, a.length);
    Arguments.checkVector(bStart, dim, b.length);
    return loops.squaredDistance(a, aStart, b, bStart, dim);
  }

  /** As the method of float vectors. */
  public double squaredDistance(double[] a, int aStart, double[] b, int bStart, int dim) {
    Arguments.checkVector(aStart, dim, a.length);
    Arguments.checkVector(bStart, dim, b.length);
    return loops.squaredDistance(a, aStart, b, bStart, dim);
  }

  /**
   * Squared Euclidean norm of the vector of {@code dim} elements that begins at {@code a[start]}.
   *
   * @throws IllegalArgumentException if the vector exceeds its array
   */
  public double squaredNorm(float[] a, int start, int dim) {
    Arguments.checkVector(start, dim, a.length);
    return loops.squaredNorm(a, start, dim);
  }

  /** As the method of a float vector. */
  public double squaredNorm(double[] a, int start, int dim) {
    Arguments.checkVector(start, dim, a.length);
    return loops.squaredNorm(a, start, dim);
  }

  /**
   * Rows of 32-bit floats outside the heap.
   *
   * @param rows a direct buffer, read as little-endian from position 0, row after row
   */
  public OffHeapRows floatRows(ByteBuffer rows, int dim) {
    ByteBuffer bytes = littleEndian(rows);
    return loops
        .directFloatRows(bytes, dim)
        .orElseGet(() -> new CopiedRows(loops, blocks, bytes.asFloatBuffer(), dim));
  }

  /** As {@link #floatRows}, of 64-bit floats. */
  public OffHeapRows doubleRows(ByteBuffer rows, int dim) {
    return new CopiedRows(loops, blocks, littleEndian(rows).asDoubleBuffer(), dim);
  }

  /** All of {@code rows}, whatever its position, limit and byte order. */
  private static ByteBuffer littleEndian(ByteBuffer rows) {
    return rows.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The cosine of two vectors, {@code dot / (sqrt(squaredNormQ) * sqrt(squaredNormX))}, or NaN if
   * it is not {@linkplain #isCosineDefined defined}. Two roots, because the product of the squared
   * norms overflows and underflows where the product of the norms does not. NaN is also the cosine
   * of a vector that holds a NaN: who must tell the two apart asks {@code isCosineDefined}.
   */
  public static double cosine(double dot, double squaredNormQ, double squaredNormX) {
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
  public static boolean isCosineDefined(double squaredNormQ, double squaredNormX) {
    return squaredNormQ != 0 && squaredNormX != 0;
  }
}

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
package io.vectordb.codes;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import org.netlib.util.intW;

/**
 * The eigenvectors of a symmetric matrix, in the three steps of LAPACK's {@code dsyevd}: reduction
 * to a tridiagonal matrix, its eigenvectors, and the reflections of the reduction applied to them.
 * The last step is half of the work, and several times faster as products of matrices that BLAS
 * computes on vector registers, which LAPACK's Java translation does not call.
 *
 * <p>Matrices are column after column.
 */
final class Eigenvectors {
  /** Reflections that are applied together. */
  private static final int BLOCK = 64;

  private static final LAPACK LAPACK = JavaLAPACK.getInstance();
  private static final BLAS BLAS = JavaBLAS.getInstance();

  private Eigenvectors() {}

  /**
   * The eigenvectors by ascending eigenvalue.
   *
   * @param symmetric its lower triangle is read; overwritten
   */
  static double[] of(double[] symmetric, int dimension) {
    double[] diagonal = new double[dimension];
    double[] besideDiagonal = new double[dimension];
    double[] scales = new double[dimension];
    intW info = new intW(0);
    double[] work = new double[1 + (4 + BLOCK) * dimension + dimension * dimension];
    LAPACK.dsytrd(
        "L",
        dimension,
        symmetric,
        dimension,
        diagonal,
        besideDiagonal,
        scales,
        work,
        work.length,
        info);
    require(info, "dsytrd");
    double[] vectors = new double[dimension * dimension];
    int[] integerWork = new int[3 + 5 * dimension];
    LAPACK.dstedc(
        "I",
        dimension,
        diagonal,
        besideDiagonal,
        vectors,
        dimension,
        work,
        work.length,
        integerWork,
        integerWork.length,
        info);
    require(info, "dstedc");
    for (int first = (dimension - 1) / BLOCK * BLOCK; first >= 0; first -= BLOCK) {
      int count = Math.min(BLOCK, dimension - 1 - first);
      if (count > 0) {
        reflect(symmetric, scales, first, count, vectors, dimension);
      }
    }
    return vectors;
  }

  private static void require(intW info, String step) {
    if (info.val != 0) {
      throw new ArithmeticException("LAPACK " + step + " failed with code " + info.val);
    }
  }

  /**
   * Applies {@code count} reflections, {@code I - V T V'}, to the rows of {@code vectors} that they
   * change, those below {@code first}. Reflection {@code j} is column {@code first + j} of {@code
   * reduced} below the diagonal, where LAPACK leaves it with a first element of 1 unsaid.
   */
  private static void reflect(
      double[] reduced, double[] scales, int first, int count, double[] vectors, int dimension) {
    int rows = dimension - 1 - first;
    double[] reflections = new double[rows * count];
    for (int j = 0; j < count; j++) {
      reflections[j * rows + j] = 1;
      int after = (first + j) * dimension + first + j + 2;
      System.arraycopy(reduced, after, reflections, j * rows + j + 1, rows - j - 1);
    }
    double[] triangle = new double[count * count];
    LAPACK.dlarft("F", "C", rows, count, reflections, 0, rows, scales, first, triangle, 0, count);
    double[] products = new double[count * dimension];
    double[] combined = new double[count * dimension];
    BLAS.dgemm(
        "T",
        "N",
        count,
        dimension,
        rows,
        1,
        reflections,
        0,
        rows,
        vectors,
        first + 1,
        dimension,
        0,
        products,
        0,
        count);
    BLAS.dgemm(
        "N", "N", count, dimension, count, 1, triangle, 0, count, products, 0, count, 0, combined,
        0, count);
    BLAS.dgemm(
        "N",
        "N",
        rows,
        dimension,
        count,
        -1,
        reflections,
        0,
        rows,
        combined,
        0,
        count,
        1,
        vectors,
        first + 1,
        dimension);
  }
}

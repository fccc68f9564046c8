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

import dev.ludovic.netlib.lapack.JavaLAPACK;
import io.vectordb.kernels.CodeKernels;
import java.util.Arrays;
import org.netlib.util.intW;

/**
 * Finds the rotation that makes the first elements of vectors matter most: the principal components
 * of a sample, that of the largest variance first.
 *
 * <p>How good the sample is decides how fast scans are, never what they find.
 */
public final class PrincipalComponents {
  private PrincipalComponents() {}

  /**
   * Computes the rotation.
   *
   * @param sample rows of {@code dimension} finite elements, row after row
   * @param rows how many; at least one
   */
  public static Rotation of(float[] sample, int rows, int dimension) {
    double[] eigenvectors = eigenvectors(covariance(sample, rows, dimension), dimension);
    float[] components = new float[dimension * dimension];
    for (int j = 0; j < dimension; j++) {
      // LAPACK's eigenvalues ascend.
      int column = (dimension - 1 - j) * dimension;
      for (int i = 0; i < dimension; i++) {
        components[j * dimension + i] = (float) eigenvectors[column + i];
      }
    }
    return Rotation.of(dimension, components);
  }

  /**
   * Sums of products of centred elements; their scale does not matter. Rows that get no codes are
   * left out: products of theirs may overflow.
   */
  private static double[] covariance(float[] sample, int rows, int dimension) {
    double[] mean = new double[dimension];
    boolean[] isBounded = new boolean[rows];
    int bounded = 0;
    for (int r = 0; r < rows; r++) {
      isBounded[r] = isBounded(sample, r * dimension, dimension);
      if (isBounded[r]) {
        bounded++;
        for (int i = 0; i < dimension; i++) {
          mean[i] += sample[r * dimension + i];
        }
      }
    }
    for (int i = 0; i < dimension; i++) {
      mean[i] /= Math.max(1, bounded);
    }
    double[] covariance = new double[dimension * dimension];
    float[] block = new float[dimension * dimension];
    float[] transposed = new float[dimension * dimension];
    float[] products = new float[dimension * dimension];
    for (int first = 0; first < rows; first += dimension) {
      int count = Math.min(dimension, rows - first);
      Arrays.fill(block, 0f);
      Arrays.fill(transposed, 0f);
      for (int r = 0; r < count; r++) {
        for (int i = 0; i < dimension && isBounded[first + r]; i++) {
          float centred = (float) (sample[(first + r) * dimension + i] - mean[i]);
          block[r * dimension + i] = centred;
          transposed[i * dimension + r] = centred;
        }
      }
      CodeKernels.instance().transform(transposed, dimension, block, dimension, products);
      for (int i = 0; i < covariance.length; i++) {
        covariance[i] += products[i];
      }
    }
    return covariance;
  }

  private static boolean isBounded(float[] sample, int from, int dimension) {
    double squares = 0;
    for (int i = from; i < from + dimension; i++) {
      squares += (double) sample[i] * sample[i];
    }
    return RowEncoder.isBounded(Math.sqrt(squares));
  }

  /** Column after column, by ascending eigenvalue. */
  private static double[] eigenvectors(double[] symmetric, int dimension) {
    double[] values = new double[dimension];
    double[] work = new double[1 + 6 * dimension + 2 * dimension * dimension];
    int[] integerWork = new int[3 + 5 * dimension];
    intW info = new intW(0);
    JavaLAPACK.getInstance()
        .dsyevd(
            "V",
            "U",
            dimension,
            symmetric,
            dimension,
            values,
            work,
            work.length,
            integerWork,
            integerWork.length,
            info);
    if (info.val != 0) {
      throw new ArithmeticException("LAPACK dsyevd failed with code " + info.val);
    }
    return symmetric;
  }
}

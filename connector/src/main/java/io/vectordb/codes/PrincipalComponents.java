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

import java.util.Arrays;

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
    double[] eigenvectors = Eigenvectors.of(covariance(sample, rows, dimension), dimension);
    float[] components = new float[dimension * dimension];
    for (int j = 0; j < dimension; j++) {
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
    float[] columns = new float[dimension * dimension];
    for (int first = 0; first < rows; first += dimension) {
      int count = Math.min(dimension, rows - first);
      Arrays.fill(columns, 0f);
      for (int r = 0; r < count; r++) {
        for (int i = 0; i < dimension && isBounded[first + r]; i++) {
          columns[i * dimension + r] = (float) (sample[(first + r) * dimension + i] - mean[i]);
        }
      }
      addProducts(columns, dimension, covariance);
    }
    return covariance;
  }

  /** Adds the products of all columns with each other. */
  private static void addProducts(float[] columns, int dimension, double[] covariance) {
    PackedMatrix matrix = new PackedMatrix(columns, dimension);
    float[] products = new float[matrix.tileProducts()];
    for (int first = 0; first < dimension; first += PackedMatrix.TILE) {
      int count = Math.min(PackedMatrix.TILE, dimension - first);
      matrix.multiply(columns, first, count, products);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < dimension; j++) {
          covariance[(first + i) * dimension + j] += products[i * matrix.stride() + j];
        }
      }
    }
  }

  private static boolean isBounded(float[] sample, int from, int dimension) {
    double squares = 0;
    for (int i = from; i < from + dimension; i++) {
      squares += (double) sample[i] * sample[i];
    }
    return RowEncoder.isBounded(Math.sqrt(squares));
  }
}

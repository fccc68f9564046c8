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

import io.vectordb.kernels.VectorKernels;

/**
 * An orthogonal matrix, as far as 32-bit floats allow, and a proven bound of what it does to dot
 * products.
 *
 * <p>Row {@code j} of the matrix is component {@code j}: element {@code j} of a rotated vector is
 * its product with the vector.
 */
public final class Rotation {
  private final int dimension;
  private final float[] components;
  private final double error;

  private Rotation(int dimension, float[] components, double error) {
    this.dimension = dimension;
    this.components = components;
    this.error = error;
  }

  /**
   * Takes a matrix and bounds its error.
   *
   * @param components row after row; not copied
   */
  public static Rotation of(int dimension, float[] components) {
    return of(dimension, components, Slack.PROVEN);
  }

  static Rotation of(int dimension, float[] components, Slack slack) {
    if (components.length != dimension * dimension) {
      throw new IllegalArgumentException(
          components.length + " elements are no matrix of " + dimension + " rows and columns");
    }
    return new Rotation(dimension, components, error(dimension, components, slack));
  }

  /** A rotation whose {@link #error} is known. */
  public static Rotation of(int dimension, float[] components, double error) {
    return new Rotation(dimension, components, error);
  }

  public int dimension() {
    return dimension;
  }

  /** The matrix, row after row; callers must not change it. */
  public float[] components() {
    return components;
  }

  /**
   * A number {@code e} such that {@code |<q,x> - <Rq,y>| <= e |q| |x|} for all q and x, where y is
   * {@code Rx} as {@link PackedMatrix#multiply} computes it.
   *
   * <p>{@code <Rq,Rx> - <q,x>} is {@code <q,(R'R - I)x>}, at most the Frobenius norm of {@code R'R
   * - I} times {@code |q| |x|}. Element j of {@code y - Rx} is at most {@code g |R_j| |x|}, with g
   * of {@link Slack.Rounding#ROTATION}, hence {@code |y - Rx| <= g |R|_F |x|}.
   */
  public double error() {
    return error;
  }

  private static double error(int dimension, float[] components, Slack slack) {
    VectorKernels kernels = VectorKernels.instance();
    float[] columns = transposed(dimension, components);
    double[] column = new double[dimension];
    double[] products = new double[dimension];
    double squares = 0;
    double trace = 0;
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        column[j] = columns[i * dimension + j];
      }
      kernels.dotProducts(column, columns, i + 1, products);
      trace += products[i];
      double off = products[i] - 1;
      squares += off * off;
      for (int j = 0; j < i; j++) {
        squares += 2 * products[j] * products[j];
      }
    }
    double orthogonality = Math.sqrt(squares);
    double rounding = slack.rotation(dimension) * Math.sqrt(trace);
    return (orthogonality + (1 + orthogonality) * rounding)
            * (1 + slack.of(Slack.Rounding.MATRIX_NORM))
        + slack.of(Slack.Rounding.MATRIX_PRODUCTS) * dimension;
  }

  /** The matrix for many rows. */
  PackedMatrix packed() {
    return new PackedMatrix(components, dimension);
  }

  private static float[] transposed(int dimension, float[] rows) {
    float[] columns = new float[rows.length];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        columns[j * dimension + i] = rows[i * dimension + j];
      }
    }
    return columns;
  }

  /** {@code R q}, each element a canonical dot product. */
  double[] apply(double[] query) {
    double[] rotated = new double[dimension];
    VectorKernels.instance().dotProducts(query, components, dimension, rotated);
    return rotated;
  }
}

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

import java.util.Random;

/** Vectors and matrices that bounds are tried on, the ordinary ones and those of the margins. */
final class RandomVectors {
  private final Random random;
  private final int dimension;
  private final boolean areFloats;

  RandomVectors(Random random, int dimension, boolean areFloats) {
    this.random = random;
    this.dimension = dimension;
    this.areFloats = areFloats;
  }

  /** Elements of 32-bit floats if vectors are such, and the right sort of array. */
  private double[] narrowed(double[] vector) {
    for (int i = 0; areFloats && i < vector.length; i++) {
      vector[i] = (float) vector[i];
    }
    return vector;
  }

  /** The row as it is stored. */
  Object stored(double[] row) {
    if (row == null || !areFloats) {
      return row;
    }
    float[] floats = new float[row.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) row[i];
    }
    return floats;
  }

  private double[] filled(double value) {
    double[] vector = new double[dimension];
    java.util.Arrays.fill(vector, value);
    return narrowed(vector);
  }

  double[] gaussian(double scale) {
    double[] vector = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = scale * random.nextGaussian();
    }
    return narrowed(vector);
  }

  double[] scaled(double[] vector, double factor) {
    double[] scaled = vector.clone();
    for (int i = 0; i < dimension; i++) {
      scaled[i] *= factor;
    }
    return narrowed(scaled);
  }

  /** {@code vector} with the norm {@code norm}. */
  double[] ofNorm(double[] vector, double norm) {
    double squares = 0;
    for (double x : vector) {
      squares += x * x;
    }
    return squares > 0 && Double.isFinite(squares)
        ? scaled(vector, norm / Math.sqrt(squares))
        : vector;
  }

  /** {@code vector} with a little noise. */
  double[] near(double[] vector, double relative) {
    double[] near = vector.clone();
    for (int i = 0; i < dimension; i++) {
      near[i] += near[i] * relative * random.nextGaussian();
    }
    return narrowed(near);
  }

  private double[] oneHot(double value) {
    double[] vector = new double[dimension];
    vector[random.nextInt(dimension)] = value;
    return narrowed(vector);
  }

  private double[] with(double[] vector, double value) {
    double[] changed = vector.clone();
    changed[random.nextInt(dimension)] = value;
    return narrowed(changed);
  }

  private double magnitude() {
    double[] some = {
      1e15,
      1e16,
      1e14,
      1e30,
      Float.MAX_VALUE,
      1e-15,
      2e-15,
      1e-14,
      1e-16,
      1e-20,
      1e-30,
      1e-38,
      1e-40,
      Float.MIN_VALUE,
      1e7,
      1e-7,
      3e4
    };
    return some[random.nextInt(some.length)];
  }

  /**
   * A row that goes with a query.
   *
   * @param scale of the ordinary rows
   * @param offset that ordinary rows share
   */
  double[] row(double[] query, float[] mean, double scale, double[] offset, double[][] others) {
    double[] other = others.length == 0 ? null : others[random.nextInt(others.length)];
    return switch (random.nextInt(40)) {
      case 0 -> filled(0);
      case 1 -> null;
      case 2 -> with(gaussian(scale), random.nextBoolean() ? Double.NaN : Double.POSITIVE_INFINITY);
      case 3 -> filled(magnitude());
      case 4 -> gaussian(magnitude());
      case 5 -> ofNorm(gaussian(1), RowEncoder.LARGEST_NORM * (1 + 1e-7 * random.nextGaussian()));
      case 6 -> ofNorm(gaussian(1), RowEncoder.SMALLEST_NORM * (1 + 1e-7 * random.nextGaussian()));
      case 7, 8 -> with(gaussian(scale), scale * 1e6);
      case 9 -> query.clone();
      case 10 -> scaled(query, -1);
      case 11 -> scaled(query, random.nextGaussian());
      case 12, 13 -> near(query, Math.pow(10, -random.nextInt(16)));
      case 14 -> {
        double[] same = new double[dimension];
        for (int i = 0; i < dimension; i++) {
          same[i] = mean[i];
        }
        yield same;
      }
      case 15 -> filled(scale * random.nextGaussian());
      case 16 -> oneHot(scale);
      case 17, 18 -> other == null ? gaussian(scale) : other.clone();
      case 19, 20 -> other == null ? gaussian(scale) : near(other, 1e-7);
      case 21 -> oneHot(magnitude());
      case 22 -> {
        double[] signs = gaussian(1);
        for (int i = 0; i < dimension; i++) {
          signs[i] = Math.copySign(scale, signs[i]);
        }
        yield narrowed(signs);
      }
      default -> {
        double[] row = gaussian(scale);
        for (int i = 0; i < dimension; i++) {
          row[i] += offset[i];
        }
        yield narrowed(row);
      }
    };
  }

  double[] query(double scale, double[] offset) {
    return switch (random.nextInt(16)) {
      case 0 -> filled(0);
      case 1 -> ofNorm(gaussian(1), RowEncoder.LARGEST_NORM * (1 - 1e-7));
      case 2 -> ofNorm(gaussian(1), RowEncoder.SMALLEST_NORM * (1 + 1e-6));
      case 3 -> gaussian(magnitude());
      case 4 -> oneHot(1);
      case 5 -> oneHot(scale);
      case 6 -> filled(scale);
      case 7 -> with(gaussian(scale), scale * 1e6);
      case 8, 9 -> narrowed(offset.clone());
      case 10, 11 -> near(offset, 1e-3);
      default -> gaussian(scale);
    };
  }

  /** An orthogonal matrix as far as floats allow: a product of random reflections. */
  float[] orthogonal() {
    double[] matrix = new double[dimension * dimension];
    for (int i = 0; i < dimension; i++) {
      matrix[i * dimension + i] = 1;
    }
    for (int reflection = 0; reflection < 4; reflection++) {
      double[] axis = new double[dimension];
      double squares = 0;
      for (int i = 0; i < dimension; i++) {
        axis[i] = random.nextGaussian();
        squares += axis[i] * axis[i];
      }
      for (int row = 0; row < dimension; row++) {
        double product = 0;
        for (int i = 0; i < dimension; i++) {
          product += matrix[row * dimension + i] * axis[i];
        }
        for (int i = 0; i < dimension; i++) {
          matrix[row * dimension + i] -= 2 * product / squares * axis[i];
        }
      }
    }
    float[] floats = new float[matrix.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) matrix[i];
    }
    return floats;
  }

  /** A matrix that is more or less orthogonal. */
  float[] bad() {
    float[] matrix = orthogonal();
    double relative = Math.pow(10, -random.nextInt(8));
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] += (float) (matrix[i] * relative * random.nextGaussian());
    }
    return matrix;
  }
}

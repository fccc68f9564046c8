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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The error of a rotation bounds what it does to dot products, whatever the matrix is. */
class RotationTest {
  private final long seed = Seed.of(RotationTest.class);
  private final Random random = new Random(seed);

  private static double norm(double[] vector) {
    double squares = 0;
    for (double x : vector) {
      squares += x * x;
    }
    return Math.sqrt(squares);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] wide(float[] vector) {
    double[] wide = new double[vector.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = vector[i];
    }
    return wide;
  }

  /** {@code <q,x> - <Rq,y>} over {@code |q| |x|}. */
  private static double error(Rotation rotation, double[] q, float[] x) {
    int dimension = rotation.dimension();
    Encoder encoder = Encoder.of(Levels.single(dimension), new float[dimension], rotation);
    double[] y = wide(EncodedRows.rotated(encoder, x));
    double[] p = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      for (int i = 0; i < dimension; i++) {
        p[j] += rotation.components()[j * dimension + i] * q[i];
      }
    }
    return (dot(q, wide(x)) - dot(p, y)) / (norm(q) * norm(wide(x)));
  }

  /** The query for which the error is largest: x minus R'y. */
  private static double[] worstQuery(Rotation rotation, float[] x) {
    int dimension = rotation.dimension();
    Encoder encoder = Encoder.of(Levels.single(dimension), new float[dimension], rotation);
    float[] y = EncodedRows.rotated(encoder, x);
    double[] q = wide(x);
    for (int j = 0; j < dimension; j++) {
      for (int i = 0; i < dimension; i++) {
        q[i] -= (double) y[j] * rotation.components()[j * dimension + i];
      }
    }
    return q;
  }

  @Test
  void errorIsABound() {
    for (int dimension : new int[] {1, 2, 3, 16, 63, 64, 65, 130, 257}) {
      RandomVectors vectors = new RandomVectors(random, dimension, true);
      for (int trial = 0; trial < 20; trial++) {
        float[] matrix = trial % 2 == 0 ? vectors.orthogonal() : vectors.bad();
        Rotation rotation = Rotation.of(dimension, matrix);
        double[] row = trial % 3 == 0 ? new double[dimension] : vectors.gaussian(1);
        row[random.nextInt(dimension)] += 1;
        float[] x = (float[]) vectors.stored(row);
        double[] any = vectors.gaussian(1);
        double[] worst = worstQuery(rotation, x);
        String context = "seed " + seed + ", dimension " + dimension + ", error ";
        double bound = rotation.error();
        assertTrue(Math.abs(error(rotation, any, x)) <= bound, () -> context + bound);
        if (norm(worst) > 0) {
          assertTrue(Math.abs(error(rotation, worst, x)) <= bound, () -> context + bound);
        }
      }
    }
  }

  @Test
  void errorIsSmallIfTheMatrixIsOrthogonal() {
    for (int dimension : new int[] {16, 130, 384}) {
      RandomVectors vectors = new RandomVectors(random, dimension, true);
      double error = Rotation.of(dimension, vectors.orthogonal()).error();
      assertTrue(error < 2e-4, "dimension " + dimension + ": " + error);
    }
  }

  @Test
  void errorOfOtherMatrices() {
    float[] zero = new float[16];
    assertEquals(2, Rotation.of(4, zero).error(), 1e-5);
    float[] twice = new float[16];
    for (int i = 0; i < 4; i++) {
      twice[5 * i] = 2;
    }
    assertTrue(Rotation.of(4, twice).error() >= 6);
    float[] nan = new float[16];
    nan[3] = Float.NaN;
    assertTrue(Double.isNaN(Rotation.of(4, nan).error()));
    assertThrows(IllegalArgumentException.class, () -> Rotation.of(3, zero));
  }
}

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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Principal components of samples with known axes, and of samples without any. */
class PrincipalComponentsTest {
  private final long seed = Seed.of(PrincipalComponentsTest.class);
  private final Random random = new Random(seed);

  /** Rows that vary by 2^-j along row j of {@code axes}, around a point. */
  private float[] sample(float[] axes, int rows, int dimension, double scale) {
    float[] sample = new float[rows * dimension];
    for (int row = 0; row < rows; row++) {
      double[] vector = new double[dimension];
      for (int j = 0; j < dimension; j++) {
        double along = scale * random.nextGaussian() * Math.pow(2, -j);
        for (int i = 0; i < dimension; i++) {
          vector[i] += along * axes[j * dimension + i];
        }
      }
      for (int i = 0; i < dimension; i++) {
        sample[row * dimension + i] = (float) (vector[i] + 5 * scale);
      }
    }
    return sample;
  }

  @Test
  void axesAreFound() {
    int dimension = 6;
    float[] axes = new RandomVectors(random, dimension, true).orthogonal();
    for (double scale : new double[] {1, 1e-6, 1e12}) {
      Rotation found =
          PrincipalComponents.of(sample(axes, 5000, dimension, scale), 5000, dimension);
      for (int j = 0; j < dimension; j++) {
        double product = 0;
        for (int i = 0; i < dimension; i++) {
          product += found.components()[j * dimension + i] * axes[j * dimension + i];
        }
        assertEquals(1, Math.abs(product), 0.02, "seed " + seed + ", component " + j);
      }
    }
  }

  private static void assertOrthogonal(float[] sample, int rows, int dimension) {
    Rotation rotation = PrincipalComponents.of(sample, rows, dimension);
    assertEquals(dimension, rotation.dimension());
    assertTrue(rotation.error() < 1e-4, "error " + rotation.error());
  }

  @Test
  void degenerateSamples() {
    assertOrthogonal(new float[] {3}, 1, 1);
    assertOrthogonal(new float[] {3, 4}, 2, 1);
    assertOrthogonal(new float[7 * 5], 5, 7);
    float[] equal = new float[40 * 9];
    java.util.Arrays.fill(equal, 0.3f);
    assertOrthogonal(equal, 40, 9);
    float[] axes = new RandomVectors(random, 33, true).orthogonal();
    for (int rows : new int[] {1, 2, 32, 33, 34}) {
      assertOrthogonal(sample(axes, rows, 33, 1), rows, 33);
    }
    assertOrthogonal(sample(axes, 50, 33, 1e-30), 50, 33);
  }

  @Test
  void hugeVectorsAreLeftOut() {
    float[] axes = new RandomVectors(random, 33, true).orthogonal();
    assertOrthogonal(sample(axes, 50, 33, 1e14), 50, 33);
    float[] outlier = sample(axes, 50, 33, 1);
    outlier[5 * 33 + 7] = 1e30f;
    assertOrthogonal(outlier, 50, 33);
    outlier[6 * 33 + 8] = Float.MAX_VALUE;
    assertOrthogonal(outlier, 50, 33);
  }
}

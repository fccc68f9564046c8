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

import io.vectordb.testing.Seed;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eigenvectors are orthonormal, and the matrix stretches each of them, the last one most. */
class EigenvectorsTest {
  private final long seed = Seed.of(EigenvectorsTest.class);
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 25, 26, 64, 65, 66, 129, 200})
  void ofRandomMatrices(int dimension) {
    double[] symmetric = new double[dimension * dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        symmetric[i * dimension + j] = random.nextGaussian();
        symmetric[j * dimension + i] = symmetric[i * dimension + j];
      }
    }
    double[] vectors = Eigenvectors.of(symmetric.clone(), dimension);
    double before = Double.NEGATIVE_INFINITY;
    for (int v = 0; v < dimension; v++) {
      double[] stretched = new double[dimension];
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j < dimension; j++) {
          stretched[i] += symmetric[i * dimension + j] * vectors[v * dimension + j];
        }
      }
      double value = 0;
      for (int i = 0; i < dimension; i++) {
        value += stretched[i] * vectors[v * dimension + i];
      }
      for (int i = 0; i < dimension; i++) {
        double expected = value * vectors[v * dimension + i];
        assertEquals(expected, stretched[i], 1e-11, "seed " + seed + ", vector " + v);
      }
      for (int w = 0; w <= v; w++) {
        double product = 0;
        for (int i = 0; i < dimension; i++) {
          product += vectors[v * dimension + i] * vectors[w * dimension + i];
        }
        assertEquals(v == w ? 1 : 0, product, 1e-12, "seed " + seed + ", vectors " + v + ", " + w);
      }
      assertEquals(Math.max(before, value), value, 1e-11, "seed " + seed + ", vector " + v);
      before = value;
    }
  }
}

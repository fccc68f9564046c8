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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cosines are the documented formula of dot products and norms, and say where they have none. */
class CosineTest {

  private final VectorKernels kernels = VectorKernels.instance();

  private double cosine(double[] a, double[] b) {
    return VectorKernels.cosine(
        kernels.dotProduct(a, b), kernels.squaredNorm(a), kernels.squaredNorm(b));
  }

  @Test
  void equalsTheFormula() {
    long seed = Seed.of(CosineTest.class);
    Random random = new Random(seed);
    for (int row = 0; row < 7; row++) {
      double[] query = Vectors.doubles(random, Vectors.Kind.NORMAL, 19);
      double[] x = Vectors.doubles(random, Vectors.Kind.NORMAL, 19);
      double norms = Math.sqrt(kernels.squaredNorm(query)) * Math.sqrt(kernels.squaredNorm(x));
      assertEquals(kernels.dotProduct(query, x) / norms, cosine(query, x), "seed " + seed);
    }
  }

  @Test
  void isUndefinedExactlyWhereANormIsZero() {
    assertFalse(VectorKernels.isCosineDefined(0.0, 1.0));
    assertFalse(VectorKernels.isCosineDefined(1.0, 0.0));
    assertFalse(VectorKernels.isCosineDefined(Double.NaN, 0.0));
    assertTrue(VectorKernels.isCosineDefined(Double.NaN, 1.0));
    assertTrue(VectorKernels.isCosineDefined(Double.MIN_VALUE, Double.MIN_VALUE));
    assertTrue(Double.isNaN(VectorKernels.cosine(0.0, 0.0, 1.0)));
    double[] query = {1, 0};
    assertEquals(1.0, cosine(query, new double[] {2, 0}));
    assertTrue(Double.isNaN(cosine(query, new double[2])), "the row of zeros has no cosine");
    assertEquals(0.0, cosine(query, new double[] {0, 5}));
  }

  @Test
  void vectorsWithoutElementsHaveNoCosine() {
    assertTrue(Double.isNaN(cosine(new double[0], new double[0])));
  }

  /** The product of the squared norms is infinite, or 0, in these; the product of the norms not. */
  @Test
  void doesNotOverflowOrUnderflowBeforeTheNormsDo() {
    assertEquals(1.0, VectorKernels.cosine(1e200, 1e200, 1e200), 1e-15);
    assertEquals(1.0, VectorKernels.cosine(1e-200, 1e-200, 1e-200), 1e-15);
  }

  @Test
  void nanAndInfinityFollowTheArithmetic() {
    double[] query = {1, 1};
    assertTrue(Double.isNaN(cosine(query, new double[] {Double.NaN, 1})));
    double[] infinite = {Double.POSITIVE_INFINITY, 1};
    assertTrue(Double.isNaN(cosine(query, infinite)), "infinity divided by infinity");
  }
}

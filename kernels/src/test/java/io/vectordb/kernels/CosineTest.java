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
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cosines are the documented formula of dot products and norms, and say where they have none. */
class CosineTest {

  private final VectorKernels kernels = VectorKernels.instance();

  @Test
  void equalsTheFormulaInAllFourShapes() {
    long seed = Seed.of(CosineTest.class);
    Random random = new Random(seed);
    int dim = 19;
    int rowCount = 7;
    double[] query = Vectors.doubles(random, Vectors.Kind.NORMAL, dim);
    float[] floats = Vectors.floats(random, Vectors.Kind.NORMAL, rowCount * dim);
    double[] wide = Vectors.widened(floats);
    int[] selection = {6, 0, 0, 3};
    double[] expected = new double[rowCount];
    for (int row = 0; row < rowCount; row++) {
      double[] x = Arrays.copyOfRange(wide, row * dim, (row + 1) * dim);
      double norms = Math.sqrt(kernels.squaredNorm(query)) * Math.sqrt(kernels.squaredNorm(x));
      expected[row] = kernels.dotProduct(query, x) / norms;
    }
    double[] out = new double[rowCount];
    kernels.cosines(query, floats, rowCount, out);
    assertRows(expected, out, seed);
    kernels.cosines(query, wide, rowCount, out);
    assertRows(expected, out, seed);
    kernels.cosines(query, floats, selection, 4, out);
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[selection[i]], out[i], "seed " + seed);
    }
    kernels.cosines(query, wide, selection, 4, out);
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[selection[i]], out[i], "seed " + seed);
    }
  }

  private static void assertRows(double[] expected, double[] out, long seed) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], out[i], "row " + i + ", seed " + seed);
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
    double[] out = new double[3];
    kernels.cosines(new double[] {1, 0}, new double[] {2, 0, 0, 0, 0, 5}, 3, out);
    assertEquals(1.0, out[0]);
    assertTrue(Double.isNaN(out[1]), "the row of zeros has no cosine");
    assertEquals(0.0, out[2]);
  }

  @Test
  void vectorsWithoutElementsHaveNoCosine() {
    double[] out = new double[1];
    kernels.cosines(new double[0], new float[0], 1, out);
    assertTrue(Double.isNaN(out[0]));
  }

  /** The product of the squared norms is infinite, or 0, in these; the product of the norms not. */
  @Test
  void doesNotOverflowOrUnderflowBeforeTheNormsDo() {
    assertEquals(1.0, VectorKernels.cosine(1e200, 1e200, 1e200), 1e-15);
    assertEquals(1.0, VectorKernels.cosine(1e-200, 1e-200, 1e-200), 1e-15);
  }

  @Test
  void nanAndInfinityFollowTheArithmetic() {
    double[] out = new double[2];
    kernels.cosines(
        new double[] {1, 1}, new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY, 1}, 2, out);
    assertTrue(Double.isNaN(out[0]));
    assertTrue(Double.isNaN(out[1]), "infinity divided by infinity");
  }
}

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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NormsTest {

  /**
   * The dot product of |x| with ones has the same terms, hence the same lanes and the same bits.
   */
  @Test
  void l1NormIsTheDotProductOfAbsoluteValuesWithOnes() {
    long seed = Seed.of(NormsTest.class);
    Random random = new Random(seed);
    for (int dim = 0; dim < 40; dim++) {
      double[] doubles = Vectors.doubles(random, Vectors.Kind.NORMAL, dim);
      assertEquals(sumOfAbsolutes(doubles), Norms.l1Norm(doubles), "seed " + seed);
    }
  }

  private static double sumOfAbsolutes(double[] x) {
    double[] absolutes = new double[x.length];
    double[] ones = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      absolutes[i] = Math.abs(x[i]);
      ones[i] = 1;
    }
    return VectorKernels.scalar().dotProduct(absolutes, ones);
  }

  @Test
  void maxNormIsTheLargestAbsoluteValue() {
    assertEquals(5.0, Norms.maxNorm(new double[] {1, -5, 3}));
    assertEquals(
        Double.POSITIVE_INFINITY, Norms.maxNorm(new double[] {Double.NEGATIVE_INFINITY, 1}));
    assertEquals(0L, Double.doubleToRawLongBits(Norms.maxNorm(new double[] {-0.0})));
    assertEquals(0L, Double.doubleToRawLongBits(Norms.maxNorm(new double[0])));
  }

  @Test
  void nanAnywhereMakesBothNaN() {
    double[][] doubles = {{Double.NaN, 1}, {1, Double.NaN}, {Double.POSITIVE_INFINITY, Double.NaN}};
    for (double[] x : doubles) {
      assertTrue(Double.isNaN(Norms.maxNorm(x)));
      assertTrue(Double.isNaN(Norms.l1Norm(x)));
    }
  }
}

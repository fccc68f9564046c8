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

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scores against exact arithmetic. The classical bound of a sum of n rounded terms is n * 2^-53 *
 * sum |terms| to first order (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1);
 * the rounding of the difference counts twice in distances.
 */
class AccuracyTest {

  private static final BigDecimal UNIT_ROUNDOFF = new BigDecimal(Math.scalb(1.0, -53));

  private final VectorKernels kernels = VectorKernels.instance();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 63, 384, 1024, 4096})
  void sumsKeepTheBoundOfRounding(int dim) {
    long seed = Seed.of(AccuracyTest.class);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      double[] q = cancelling(random, dim);
      double[] x = cancelling(random, dim);
      BigDecimal dot = BigDecimal.ZERO;
      BigDecimal distance = BigDecimal.ZERO;
      BigDecimal norm = BigDecimal.ZERO;
      BigDecimal absoluteDot = BigDecimal.ZERO;
      for (int i = 0; i < dim; i++) {
        BigDecimal product = new BigDecimal(q[i]).multiply(new BigDecimal(x[i]));
        BigDecimal difference = new BigDecimal(q[i]).subtract(new BigDecimal(x[i]));
        dot = dot.add(product);
        absoluteDot = absoluteDot.add(product.abs());
        distance = distance.add(difference.multiply(difference));
        norm = norm.add(new BigDecimal(x[i]).pow(2));
      }
      String values = "dim " + dim + ", seed " + seed;
      assertWithin(dot, kernels.dotProduct(q, x), dim, absoluteDot, "dot, " + values);
      assertWithin(distance, kernels.squaredDistance(q, x), dim + 3, distance, "dist, " + values);
      assertWithin(norm, kernels.squaredNorm(x), dim, norm, "norm, " + values);
    }
  }

  /** Of very different sizes, so that rounding has something to lose. */
  private static double[] cancelling(Random random, int dim) {
    double[] x = new double[dim];
    for (int i = 0; i < dim; i++) {
      x[i] = random.nextGaussian() * Math.scalb(1.0, random.nextInt(41) - 20);
    }
    return x;
  }

  private static void assertWithin(
      BigDecimal exact, double score, int roundings, BigDecimal absoluteSum, String values) {
    BigDecimal error = exact.subtract(new BigDecimal(score)).abs();
    BigDecimal bound = absoluteSum.multiply(new BigDecimal(roundings)).multiply(UNIT_ROUNDOFF);
    assertTrue(error.compareTo(bound) <= 0, () -> values + ": error " + error + " > " + bound);
  }
}

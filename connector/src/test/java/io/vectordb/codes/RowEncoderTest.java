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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.kernels.CodeKernels;
import io.vectordb.testing.Seed;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Codes are what they are defined to be, and what is stored with them is a bound. */
class RowEncoderTest {
  private static final int DIMENSION = 83;
  private static final Levels LEVELS = Levels.endingAt(17, 64, 65, DIMENSION);

  private final long seed = Seed.of(RowEncoderTest.class);
  private final Random random = new Random(seed);
  private final RandomVectors vectors = new RandomVectors(random, DIMENSION, true);

  private Object gaussian() {
    return vectors.stored(vectors.gaussian(1));
  }

  private static float[] zero() {
    return new float[DIMENSION];
  }

  private Encoder rotating() {
    float[] mean = (float[]) vectors.stored(vectors.gaussian(3));
    return Encoder.of(LEVELS, mean, Rotation.of(DIMENSION, vectors.orthogonal()));
  }

  @Test
  void codesAreRoundedMultiplesOfTheScale() {
    for (Encoder encoder : new Encoder[] {rotating(), Encoder.of(LEVELS, zero(), null)}) {
      Object row = gaussian();
      EncodedRows encoded = EncodedRows.of(encoder, gaussian(), row);
      float[] y = EncodedRows.rotated(encoder, row);
      for (int level = 0; level < LEVELS.count(); level++) {
        float largest = 0;
        for (int i = LEVELS.start(level); i < LEVELS.end(level); i++) {
          largest = Math.max(largest, Math.abs(y[i]));
        }
        float scale = largest / 127;
        assertEquals(scale, encoded.batch.level(level).scales()[1]);
        for (int i = 0; i < LEVELS.codes(level); i++) {
          int at = LEVELS.start(level) + i;
          int expected = at < LEVELS.end(level) ? Math.round(y[at] * (1 / scale)) : 0;
          assertEquals(expected, encoded.code(level, 1, i), "seed " + seed);
        }
      }
    }
  }

  /** The root of {@code bound} squared minus a sum of squares, without rounding. */
  private static void assertBounds(float bound, float[] y, double[] decoded, int from, int to) {
    BigDecimal squares = BigDecimal.ZERO;
    for (int i = from; i < to; i++) {
      BigDecimal difference = new BigDecimal(y[i]).subtract(new BigDecimal(decoded[i]));
      squares = squares.add(difference.multiply(difference));
    }
    BigDecimal squaredBound = new BigDecimal(bound).multiply(new BigDecimal(bound));
    assertTrue(squaredBound.compareTo(squares) >= 0, bound + " squared is less than " + squares);
    // And no more than rounding requires.
    double sum = Math.sqrt(squares.doubleValue());
    assertTrue(bound <= sum * (1 + 1e-6) + 2e-30, bound + " is much more than " + sum);
  }

  @Test
  void errorsAndRestsAreUpperBounds() {
    for (int trial = 0; trial < 20; trial++) {
      Encoder encoder = trial % 2 == 0 ? rotating() : Encoder.of(LEVELS, zero(), null);
      double scale = Math.pow(10, random.nextInt(27) - 13);
      Object row =
          trial % 4 == 0
              ? new RandomVectors(random, DIMENSION, false).gaussian(scale)
              : vectors.stored(vectors.gaussian(scale));
      EncodedRows encoded = EncodedRows.of(encoder, row);
      float[] y = EncodedRows.rotated(encoder, row);
      double[] decoded = encoded.decoded(0);
      for (int level = 0; level < LEVELS.count(); level++) {
        CodeBatch.Level stored = encoded.batch.level(level);
        assertBounds(stored.errors()[0], y, decoded, 0, LEVELS.end(level));
        double[] nothing = new double[DIMENSION];
        assertBounds(stored.rests()[0], y, nothing, LEVELS.end(level), DIMENSION);
      }
      assertEquals(0, encoded.batch.level(LEVELS.count() - 1).rests()[0]);
    }
  }

  @Test
  void rowsThatCodesSayNothingAbout() {
    float[] nan = zero();
    nan[80] = Float.NaN;
    float[] infinite = zero();
    infinite[3] = Float.NEGATIVE_INFINITY;
    float[] tiny = zero();
    tiny[5] = 1e-16f;
    float[] huge = zero();
    huge[6] = 1.01e15f;
    EncodedRows encoded =
        EncodedRows.of(rotating(), null, nan, infinite, tiny, huge, zero(), gaussian());
    float[][] errors = new float[LEVELS.count()][];
    for (int level = 0; level < LEVELS.count(); level++) {
      errors[level] = encoded.batch.level(level).errors();
      assertEquals(CodeBatch.NULL, errors[level][0]);
      for (int row = 1; row <= 4; row++) {
        assertEquals(CodeBatch.UNBOUNDED, errors[level][row], "row " + row);
      }
      assertTrue(Float.isFinite(errors[level][5]) && Float.isFinite(errors[level][6]));
      for (int row = 0; row <= 4; row++) {
        assertEquals(0, encoded.batch.level(level).scales()[row]);
        assertEquals(0, encoded.batch.level(level).rests()[row]);
      }
    }
    assertArrayEquals(new float[6], java.util.Arrays.copyOf(encoded.batch.norms(), 6));
    assertEquals(0, encoded.batch.minNorm());
    assertEquals(Float.POSITIVE_INFINITY, encoded.batch.maxNorm());
  }

  @Test
  void normsOfABatch() {
    double[][] rows = new double[50][];
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row % 7 == 0 ? null : new RandomVectors(random, DIMENSION, false).gaussian(1);
      if (rows[row] != null) {
        double squares = 0;
        for (double x : rows[row]) {
          squares += x * x;
        }
        min = Math.min(min, Math.sqrt(squares));
        max = Math.max(max, Math.sqrt(squares));
      }
    }
    CodeBatch batch = EncodedRows.of(rotating(), (Object[]) rows).batch;
    assertTrue(batch.minNorm() <= min && batch.minNorm() > min * (1 - 1e-6));
    assertTrue(batch.maxNorm() >= max && batch.maxNorm() < max * (1 + 1e-6));
  }

  @Test
  void batchesOfEverySize() {
    Encoder encoder = rotating();
    for (int rows : new int[] {0, 1, 15, 16, 17, 63, 64, 65, 4095}) {
      Object[] some = new Object[rows];
      for (int row = 0; row < rows; row++) {
        some[row] = row % 5 == 3 ? null : gaussian();
      }
      EncodedRows encoded = EncodedRows.of(encoder, some);
      assertEquals(rows, encoded.batch.rows());
      int places = encoded.batch.groups() * CodeKernels.GROUP_ROWS;
      assertTrue(places >= rows && places < rows + CodeKernels.GROUP_ROWS);
      assertEquals(places, encoded.batch.norms().length);
      for (int level = 0; level < LEVELS.count(); level++) {
        CodeBatch.Level stored = encoded.batch.level(level);
        assertEquals(places * LEVELS.codes(level), stored.codes().length);
        for (int place = 0; place < places; place++) {
          boolean isNull = place >= rows || some[place] == null;
          assertEquals(isNull, Float.isNaN(stored.errors()[place]));
        }
      }
      // A row's codes do not depend on what is beside it.
      for (int row = 0; row < rows; row += 37) {
        if (some[row] != null) {
          EncodedRows alone = EncodedRows.of(encoder, some[row]);
          assertArrayEquals(alone.decoded(0), encoded.decoded(row));
          assertEquals(alone.batch.level(1).errors()[0], encoded.batch.level(1).errors()[row]);
        }
      }
    }
  }

  @Test
  void rowsMustBeComplete() {
    RowEncoder encode = new RowEncoder(rotating());
    encode.begin(2);
    encode.addNull();
    assertThrows(IllegalStateException.class, encode::finish);
  }

  @Test
  void queriesThatFloatsCannotHold() {
    Encoder encoder = rotating();
    for (double norm : new double[] {1.01e15, 0.99e-15, 1e300, Double.NaN}) {
      double[] query = new double[DIMENSION];
      query[7] = norm;
      assertNull(EncodedQuery.of(encoder, query), "norm " + norm);
    }
    assertNotNull(EncodedQuery.of(encoder, new double[DIMENSION]));
    float[] far = zero();
    far[0] = 3e23f;
    double[] query = new double[DIMENSION];
    query[0] = 1e15;
    assertNull(EncodedQuery.of(Encoder.of(LEVELS, far, null), query));
  }
}

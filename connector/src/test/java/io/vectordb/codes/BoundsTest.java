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

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Codes decide nothing wrongly. Tries encoders, rows, queries and thresholds of every sort until
 * {@code vectordb.pairs} pairs of a row and a threshold have been compared.
 */
class BoundsTest {
  private static final long PAIRS = Long.getLong("vectordb.pairs", 1_000_000);
  private static final int[] USUAL = {255, 256, 257, 384};
  private static final int[] LARGE = {384, 768, 1024, 1536};

  /** Rotations of more elements take seconds each to make. */
  private static final int LARGEST_TRAINED = 257;

  private long pairs;
  private long settled;

  @Test
  void decisionsAgreeWithScores() {
    long seed = Seed.of(BoundsTest.class);
    for (int number = 0; pairs < PAIRS; number++) {
      int trial = number;
      Random random = new Random(seed + number);
      int dimension = dimension(number, random);
      try {
        check(random, dimension);
      } catch (AssertionError e) {
        throw new AssertionError(
            "seed " + (seed + trial) + ", dimension " + dimension + ": " + e.getMessage(), e);
      }
    }
    System.out.println("BoundsTest: " + settled + " of " + pairs + " pairs were decided by codes");
    assertTrue(settled > pairs / 3, settled + " of " + pairs);
  }

  /** All the small ones, and some of the usual ones. */
  private static int dimension(int number, Random random) {
    if (number < 130) {
      return 1 + number;
    }
    return switch (random.nextInt(4)) {
      case 0 -> USUAL[random.nextInt(USUAL.length)];
      case 1 -> PAIRS > 2_000_000 ? LARGE[random.nextInt(LARGE.length)] : 384;
      default -> 1 + random.nextInt(130);
    };
  }

  private void check(Random random, int dimension) {
    boolean areFloats = random.nextInt(3) > 0;
    RandomVectors vectors = new RandomVectors(random, dimension, areFloats);
    double scale = random.nextInt(4) == 0 ? Math.pow(10, random.nextInt(27) - 13) : 1;
    double[] offset = vectors.gaussian(scale * new double[] {0, 1, 1000}[random.nextInt(3)]);
    double[][] queries = new double[5][];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = vectors.query(scale, offset);
    }
    Encoder encoder =
        Encoder.of(
            levels(random, dimension),
            mean(random, vectors, offset),
            rotation(random, vectors, dimension, offset, scale));
    int count = 1 + random.nextInt(70);
    Object[] rows = new Object[count];
    double[][] plain = new double[0][];
    for (int row = 0; row < count; row++) {
      double[] query = queries[random.nextInt(queries.length - 1)];
      double[] made = vectors.row(query, encoder.mean(), scale, offset, plain);
      rows[row] = vectors.stored(made);
      if (made != null) {
        plain = Arrays.copyOf(plain, plain.length + 1);
        plain[plain.length - 1] = made;
      }
    }
    EncodedRows encoded = EncodedRows.of(encoder, rows);
    queries[queries.length - 1] = worst(random, encoded, rows, queries[0]);
    for (double[] query : queries) {
      EncodedQuery encodedQuery = EncodedQuery.of(encoder, query);
      if (encodedQuery != null) {
        for (ScoreBounds.Kind kind : ScoreBounds.Kind.values()) {
          check(
              random,
              new BoundsCheck(kind, random.nextBoolean(), rows, encoded, query, encodedQuery));
        }
      }
    }
  }

  private void check(Random random, BoundsCheck check) {
    check.checkIntervals();
    double[] thresholds = thresholds(random, check);
    for (double threshold : thresholds) {
      check.check(threshold);
    }
    check.checkLevels(Arrays.copyOf(thresholds, 6));
    pairs += check.pairs();
    settled += check.settled();
  }

  /** Scores of rows, what is just beside them, and others. */
  private static double[] thresholds(Random random, BoundsCheck check) {
    double[] thresholds = new double[16];
    for (int i = 0; i < thresholds.length; i++) {
      double score = check.score(random.nextInt(check.rows()));
      thresholds[i] =
          switch (i) {
            case 0, 1 -> score;
            case 2 -> Math.nextUp(score);
            case 3 -> Math.nextDown(score);
            case 4 -> Math.nextUp((float) score);
            case 5 -> Math.nextDown((float) score);
            case 6 -> score + Math.abs(score) * 0x1p-24 * random.nextGaussian();
            case 7 -> score * (1 + 1e-12 * random.nextGaussian());
            case 8 -> score * (1 + 1e-6 * random.nextGaussian());
            case 9 -> score * (1 + 1e-3 * random.nextGaussian());
            case 10 -> 0;
            case 11 -> -score;
            case 12 -> random.nextGaussian();
            case 13 -> score / 2;
            case 14 -> score * Math.pow(10, random.nextInt(40) - 20);
            default ->
                new double[] {
                      -0.0, 1, -1, 1e15, -1e15, 1e300, Double.POSITIVE_INFINITY, Double.NaN, 1e-30
                    }
                    [random.nextInt(9)];
          };
    }
    return thresholds;
  }

  private static Levels levels(Random random, int dimension) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> Levels.single(dimension);
      case 2, 3 -> Levels.growing(dimension);
      case 4 -> dimension == 1 ? Levels.single(1) : Levels.endingAt(dimension - 1, dimension);
      default -> {
        int[] ends = new int[dimension];
        int count = 0;
        int largest = 1 + random.nextInt(dimension);
        for (int end = 0; end < dimension && count < 40; ) {
          end += 1 + random.nextInt(largest);
          ends[count++] = Math.min(end, dimension);
        }
        ends[count - 1] = dimension;
        yield Levels.endingAt(Arrays.copyOf(ends, count));
      }
    };
  }

  private static float[] mean(Random random, RandomVectors vectors, double[] offset) {
    double[] mean =
        switch (random.nextInt(6)) {
          case 0 -> vectors.scaled(offset, 0);
          case 1 -> vectors.gaussian(1);
          case 2 ->
              vectors.gaussian(
                  new double[] {1e12, 1e20, 1e30, 1e-12, 1e-30, 1e-44}[random.nextInt(6)]);
          default -> offset;
        };
    float[] floats = new float[mean.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) mean[i];
    }
    return floats;
  }

  private static Rotation rotation(
      Random random, RandomVectors vectors, int dimension, double[] offset, double scale) {
    if (dimension > LARGEST_TRAINED && random.nextInt(4) > 0) {
      return null;
    }
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> Rotation.of(dimension, vectors.orthogonal());
      case 2 -> Rotation.of(dimension, vectors.bad());
      default -> {
        if (dimension > LARGEST_TRAINED) {
          yield Rotation.of(dimension, vectors.orthogonal());
        }
        int rows = 1 + random.nextInt(2 * dimension);
        float[] sample = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
          double[] vector = vectors.gaussian(scale);
          for (int i = 0; i < dimension; i++) {
            sample[row * dimension + i] = (float) (vector[i] / (1 + i) + offset[i]);
          }
        }
        yield PrincipalComponents.of(sample, rows, dimension);
      }
    };
  }

  /**
   * The query for which the bound of some row after some level is tight: parallel to what codes do
   * not tell of the row.
   */
  private static double[] worst(
      Random random, EncodedRows encoded, Object[] rows, double[] otherwise) {
    int row = random.nextInt(rows.length);
    float error = encoded.batch.level(0).errors()[row];
    if (rows[row] == null || !Float.isFinite(error)) {
      return otherwise;
    }
    Levels levels = encoded.encoder.levels();
    float[] y = EncodedRows.rotated(encoded.encoder, rows[row]);
    double[] decoded = encoded.decoded(row);
    int end = levels.end(random.nextInt(levels.count()));
    double[] rest = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      rest[i] = y[i] - (i < end ? decoded[i] : 0);
    }
    double[] query = rest;
    if (encoded.encoder.rotation().isPresent()) {
      float[] matrix = encoded.encoder.rotation().get().components();
      query = new double[y.length];
      for (int j = 0; j < y.length; j++) {
        for (int i = 0; i < y.length; i++) {
          query[i] += rest[j] * matrix[j * y.length + i];
        }
      }
    }
    double factor = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(6));
    for (int i = 0; i < query.length; i++) {
      query[i] *= factor;
    }
    return query;
  }
}

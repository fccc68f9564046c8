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

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.codes.ScoreBounds.Kind;
import io.vectordb.codes.Slack.Rounding;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attacks every amount of {@link Slack} where rounding goes the same way in every operation: the
 * proven amount is enough there even without the others, and little less is not.
 */
class SlackTest {
  /** {@code 127 * 2^-31}, which is a little less than {@code 2^-24}, and exact as a code. */
  private static final double ALMOST_U = 0x7Fp-31;

  /** A query whose score is the first of three elements. */
  private static final double[] FIRST = {1, 0, 0};

  /**
   * An attack.
   *
   * @param factor of the amount with which it succeeds
   * @param succeeds whether a row is decided wrongly, or an inequality fails
   */
  private record Attack(double factor, Predicate<Slack> succeeds) {}

  private static List<Attack> attacks(Rounding rounding) {
    return switch (rounding) {
      case COPY -> List.of(copy().decision(0.3), copy().interval(0.3));
      case ROTATION -> List.of(new Attack(0x1p-5, SlackTest::rotationFails));
      case MATRIX_NORM -> List.of(new Attack(0x1p-34, SlackTest::matrixNormFails));
      case MATRIX_PRODUCTS -> List.of(new Attack(0x1p-16, SlackTest::matrixProductsFail));
      case STORED_UNDERFLOW ->
          List.of(storedUnderflow().decision(0x1p-50), storedUnderflow().interval(0x1p-50));
      case ESTIMATE ->
          List.of(
              estimate().decision(0.4),
              estimate().interval(0.4),
              estimateOfLevels().decision(0.4),
              estimateOfLevels().interval(0.4));
      case QUERY_NORM -> List.of(new Attack(0x1p-5, SlackTest::queryNormFails));
      case ROTATED_QUERY -> List.of(new Attack(0x1p-40, SlackTest::rotatedQueryFails));
      case SCORE ->
          List.of(
              score().decision(0x1p-6),
              score().interval(0x1p-6),
              scoreOfCosine().decision(0x1p-8),
              scoreOfCosine().interval(0x1p-9),
              scoreOfDistance().decision(0x1p-9),
              scoreOfDistance().interval(0x1p-9));
      case FLOAT_SCORE ->
          List.of(
              floatScore().decision(0.2),
              floatScore().interval(0.2),
              floatScoreOfCosine().decision(0.2),
              floatScoreOfCosine().interval(0.2),
              floatScoreOfDistance().decision(0.1),
              floatScoreOfDistance().interval(0.1));
      case ROW_NORM ->
          List.of(
              rowNormOfCosine().decision(0.4),
              rowNormOfCosine().interval(0.1),
              rowNormOfDistance().decision(0.2),
              rowNormOfDistance().interval(0.05));
      case MEAN_PRODUCT ->
          List.of(meanProduct().decision(0x1p-26), meanProduct().interval(0x1p-26));
      case PLACE -> List.of(place().decision(0.05));
      case TOLERANCE ->
          List.of(tolerance().decision(0x1p-8), toleranceOfInterval().interval(0x1p-11));
      case ESTIMATE_UNDERFLOW -> List.of(estimateUnderflow().decision(0x1p-5));
      case NORMS, NORMS_UNDERFLOW -> throw new AssertionError("NormBoundsTest attacks this");
    };
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NORMS", "NORMS_UNDERFLOW"})
  void amountIsEnoughAndLessIsNot(Rounding rounding) {
    List<Attack> attacks = attacks(rounding);
    for (Attack attack : attacks) {
      String which = "attack " + attacks.indexOf(attack);
      assertFalse(attack.succeeds.test(Slack.PROVEN), which + " on all that is proven");
      assertFalse(attack.succeeds.test(ShrunkSlack.only(rounding, 1)), which + " on it alone");
      assertTrue(
          attack.succeeds.test(ShrunkSlack.only(rounding, attack.factor)), which + " on less");
    }
  }

  private static double[] filled(int dimension, double value) {
    double[] vector = new double[dimension];
    Arrays.fill(vector, value);
    return vector;
  }

  private static float[] floats(double... vector) {
    float[] floats = new float[vector.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) vector[i];
    }
    return floats;
  }

  /** A row that tempts codes to decide wrongly. */
  private record Trial(
      Kind kind,
      boolean isRoundedToFloat,
      Encoder encoder,
      Object row,
      double[] query,
      double threshold) {
    /** Decides on which side of the threshold the score is. */
    Attack decision(double factor) {
      return new Attack(factor, slack -> check(slack).decidesWrongly(threshold));
    }

    /** Bounds the score. */
    Attack interval(double factor) {
      return new Attack(factor, slack -> check(slack).boundsWrongly());
    }

    private BoundsCheck check(Slack slack) {
      Object[] rows = {row};
      EncodedRows encoded = EncodedRows.of(slack, encoder, rows);
      EncodedQuery encodedQuery = EncodedQuery.of(encoder, query, null, slack);
      BoundsCheck check =
          new BoundsCheck(kind, isRoundedToFloat, rows, encoded, query, encodedQuery);
      if (slack == Slack.PROVEN) {
        check.check(threshold);
        check.checkLevels(new double[] {threshold});
      }
      return check;
    }
  }

  private static Trial dotProduct(Encoder encoder, Object row, double[] query, double threshold) {
    return new Trial(Kind.DOT_PRODUCT, false, encoder, row, query, threshold);
  }

  private static Trial cosine(Encoder encoder, Object row, double[] query, double threshold) {
    return new Trial(Kind.COSINE, false, encoder, row, query, threshold);
  }

  private static Trial distance(Encoder encoder, Object row, double[] query, double threshold) {
    return new Trial(Kind.EUCLIDEAN_DISTANCE, false, encoder, row, query, threshold);
  }

  /** {@code x - m} is just below the middle of two floats wherever the query is 1 or -1. */
  private static Trial copy() {
    int dimension = 1024;
    double[] row = filled(dimension, 64);
    row[0] = 127;
    double[] mean = new double[dimension];
    double[] query = new double[dimension];
    for (int i = 2; i < dimension; i += 2) {
      query[i] = 1;
      mean[i] = -0x1p-18 * (1 - 0x1p-10);
      query[i + 1] = -1;
      mean[i + 1] = 0x1p-19 * (1 - 0x1p-10);
    }
    Encoder encoder = Encoder.of(Levels.single(dimension), floats(mean), null);
    return dotProduct(encoder, floats(row), query, -0x1p-20);
  }

  /** Sylvester's matrix of 64 rows, divided by 8: orthogonal, and exact in floats. */
  private static float[] hadamard() {
    float[] matrix = new float[64 * 64];
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        matrix[i * 64 + j] = Integer.bitCount(i & j) % 2 == 0 ? 0.125f : -0.125f;
      }
    }
    return matrix;
  }

  /** Whether {@code |<q,x> - <Rq,y>|} exceeds the rotation's error times the norms, exactly. */
  private static boolean isExceeded(Rotation rotation, double[] query, float[] row) {
    int dimension = rotation.dimension();
    Encoder encoder = Encoder.of(Levels.single(dimension), new float[dimension], rotation);
    float[] y = EncodedRows.rotated(encoder, row);
    BigDecimal difference = BigDecimal.ZERO;
    BigDecimal squaredQuery = BigDecimal.ZERO;
    BigDecimal squaredRow = BigDecimal.ZERO;
    for (int i = 0; i < dimension; i++) {
      BigDecimal q = new BigDecimal(query[i]);
      BigDecimal x = new BigDecimal(row[i]);
      squaredQuery = squaredQuery.add(q.multiply(q));
      squaredRow = squaredRow.add(x.multiply(x));
      difference = difference.add(q.multiply(x));
      for (int j = 0; j < dimension; j++) {
        BigDecimal component = new BigDecimal(rotation.components()[j * dimension + i]);
        difference = difference.subtract(q.multiply(component).multiply(new BigDecimal(y[j])));
      }
    }
    BigDecimal error = new BigDecimal(rotation.error());
    BigDecimal squaredBound = error.multiply(error).multiply(squaredQuery).multiply(squaredRow);
    return difference.multiply(difference).compareTo(squaredBound) > 0;
  }

  /** Every element makes the sum for the first component lose as much as it can. */
  private static boolean rotationFails(Slack slack) {
    Random random = new Random(1);
    float[] row = new float[64];
    float sum = 0;
    for (int i = 0; i < row.length; i++) {
      double most = -1;
      float next = 0;
      for (int trial = 0; trial < 1000; trial++) {
        float x = 1 + random.nextFloat() / 64;
        double lost = ((double) sum + 0.125 * x - (sum + 0.125f * x)) / x;
        if (lost > most) {
          most = lost;
          row[i] = x;
          next = sum + 0.125f * x;
        }
      }
      sum = next;
    }
    Rotation rotation = Rotation.of(64, hadamard(), slack);
    Encoder encoder = Encoder.of(Levels.single(64), new float[64], rotation);
    float[] y = EncodedRows.rotated(encoder, row);
    // Parallel to what the rotation loses, R'(R x - y).
    double[] query = new double[64];
    for (int i = 0; i < 64; i++) {
      query[i] = row[i];
      for (int j = 0; j < 64; j++) {
        query[i] -= (double) y[j] * rotation.components()[j * 64 + i];
      }
    }
    return isExceeded(rotation, query, row);
  }

  /** {@code R'R - I} has one eigenvector, so that its Frobenius norm is reached. */
  private static boolean matrixNormFails(Slack slack) {
    double[] ones = {1, 1, 1};
    for (int step = 1; step < 100; step++) {
      float h = step * 0x1.08p-13f;
      float[] matrix = {1 + h, h, h, h, 1 + h, h, h, h, 1 + h};
      if (isExceeded(Rotation.of(3, matrix, slack), ones, floats(ones))) {
        return true;
      }
    }
    return false;
  }

  /** {@code R'R} is more than I by less than a double beside 1 can hold. */
  private static boolean matrixProductsFail(Slack slack) {
    float[] matrix = {1, -0x1p-27f, 0x1p-27f, 1};
    return isExceeded(Rotation.of(2, matrix, slack), new double[] {1, 0}, new float[] {1, 0});
  }

  /** All products of the rotation underflow. */
  private static Trial storedUnderflow() {
    float[] mean = new float[64];
    Arrays.fill(mean, Float.MIN_VALUE);
    Encoder encoder = Encoder.of(Levels.single(64), mean, Rotation.of(64, hadamard(), 0));
    double threshold = 0x1p-98; // Half the product with the mean.
    return dotProduct(encoder, new float[64], filled(64, 0x1p46), threshold);
  }

  /** All products but the first of every chain are lost: they are less than half an ulp of it. */
  private static Trial estimate() {
    int dimension = 4096;
    double[] row = filled(dimension, 1);
    double[] query = filled(dimension, 0x1p-17 * (1 - 0x1p-10));
    Arrays.fill(row, 0, 4, 127);
    Arrays.fill(query, 0, 4, Math.nextUp(128f / 127));
    Encoder encoder = Encoder.of(Levels.single(dimension), new float[dimension], null);
    double lost = (dimension - 4) * query[4];
    double threshold = 4 * 127 * query[0] + 0.99 * lost;
    return dotProduct(encoder, floats(row), query, threshold);
  }

  /** The same with one level per element: what a level adds is lost. */
  private static Trial estimateOfLevels() {
    int dimension = 1024;
    double[] row = filled(dimension, 0x7Fp-7);
    double[] query = filled(dimension, 0x1p-17);
    row[0] = 127;
    query[0] = Math.nextUp(128f / 127);
    int[] ends = new int[dimension];
    Arrays.setAll(ends, level -> level + 1);
    Encoder encoder = Encoder.of(Levels.endingAt(ends), new float[dimension], null);
    double lost = (dimension - 1) * query[1] * row[1];
    return dotProduct(encoder, floats(row), query, 127 * query[0] + 0.99 * lost);
  }

  /** Norms that are cast to a smaller float. */
  private static boolean queryNormFails(Slack slack) {
    Random random = new Random(1);
    Encoder encoder = Encoder.of(Levels.endingAt(1, 2), new float[2], null);
    for (int trial = 0; trial < 100; trial++) {
      double[] query = {1 + random.nextDouble() / 64, 1 + random.nextDouble() / 64};
      EncodedQuery encoded = EncodedQuery.of(encoder, query, null, slack);
      if (encoded.headNorm(0) < query[0] || encoded.tailNorm(0) < query[1]) {
        return true;
      }
    }
    return false;
  }

  /** The first element of the rotated query is lost between two that cancel out. */
  private static boolean rotatedQueryFails(Slack slack) {
    Rotation rotation = Rotation.of(64, hadamard(), slack);
    double[] query = new double[64];
    query[0] = 1;
    query[8] = 0x1p-54;
    query[16] = -1;
    Encoder encoder = Encoder.of(Levels.endingAt(1, 64), new float[64], rotation);
    return EncodedQuery.of(encoder, query, null, slack).headNorm(0) < 0.125 * query[8];
  }

  /**
   * The canonical score of {@link #cancelling} and this query is 0 though their product is not: in
   * every lane, all terms but the first are lost, which in an estimate cancel out before.
   */
  private static double[] cancellingQuery(int dimension) {
    double[] query = filled(dimension, 0x1p-47);
    Arrays.fill(query, 0, 4, 1);
    Arrays.fill(query, 4, 8, -1);
    return query;
  }

  private static float[] cancelling(int dimension) {
    float[] vector = new float[dimension];
    Arrays.fill(vector, 1);
    Arrays.fill(vector, 0, 8, 127);
    return vector;
  }

  private static Trial score() {
    int dimension = 4096;
    Encoder encoder = Encoder.of(Levels.single(dimension), new float[dimension], null);
    double product = (dimension - 8) * 0x1p-47;
    return dotProduct(encoder, cancelling(dimension), cancellingQuery(dimension), product / 16);
  }

  private static Trial scoreOfCosine() {
    Trial trial = score();
    double norms = 0x1p10; // Nearly.
    return cosine(trial.encoder, trial.row, trial.query, trial.threshold / norms);
  }

  /** Squares of the query are lost, and those of the differences from it are rounded up. */
  private static Trial scoreOfDistance() {
    int dimension = 4096;
    double[] query = filled(dimension, Math.sqrt(0x1p-53) * (1 - 0x1p-30));
    double[] row = filled(dimension, -0x1p-28 * query[0]);
    Arrays.fill(query, 0, 8, 1);
    Arrays.fill(row, 0, 8, 0);
    Encoder encoder = Encoder.of(Levels.single(dimension), new float[dimension], null);
    double threshold = Math.sqrt(8 * (1 + 0x1p-44));
    return distance(encoder, row, query, threshold);
  }

  private static Trial meanProduct() {
    int dimension = 4096;
    Encoder encoder = Encoder.of(Levels.single(dimension), cancelling(dimension), null);
    double product = (dimension - 8) * 0x1p-47;
    return dotProduct(encoder, new float[dimension], cancellingQuery(dimension), -product / 16);
  }

  private static Trial rounded(Trial trial) {
    return new Trial(trial.kind, true, trial.encoder, trial.row, trial.query, trial.threshold);
  }

  /** The score is just below the middle between the threshold and the next float. */
  private static Trial floatScore() {
    Encoder encoder = Encoder.of(Levels.single(2), new float[] {1, 0}, null);
    float[] row = {1, (float) ALMOST_U};
    return rounded(dotProduct(encoder, row, new double[] {1, 1}, 1));
  }

  private static Trial floatScoreOfCosine() {
    double[] row = ofNorm(1, 0.5 + ALMOST_U / 2);
    return rounded(cosine(byElement(0.5f), row, FIRST, 0.5));
  }

  private static Trial floatScoreOfDistance() {
    Encoder encoder = Encoder.of(Levels.single(2), new float[2], null);
    float[] row = {(float) -ALMOST_U, 0};
    return rounded(distance(encoder, row, new double[] {1, 0}, 1));
  }

  /** For rows of three elements, each of which is a level. */
  private static Encoder byElement(float firstMean) {
    return Encoder.of(Levels.endingAt(1, 2, 3), new float[] {firstMean, 0, 0}, null);
  }

  /**
   * A row of this norm whose first element this is. The second is exact as a code, the third small.
   */
  private static double[] ofNorm(double norm, double first) {
    double squares = norm * norm - first * first;
    double second = 127 * Math.floor(Math.sqrt(squares) / 127 * 0x1p24) * 0x1p-24;
    return new double[] {first, second, Math.sqrt(squares - second * second)};
  }

  /** The norm is just below the middle of two floats. */
  private static Trial rowNormOfCosine() {
    double[] row = ofNorm(1 + 0x1p-24 * 0.998, 0.5 + ALMOST_U / 2);
    return cosine(byElement(0.5f), row, FIRST, 0.5);
  }

  private static Trial rowNormOfDistance() {
    double[] row = ofNorm(1 + 0x1p-24 * 0.998, 0.5 + ALMOST_U);
    return distance(byElement(0.5f), row, FIRST, 1);
  }

  /** The threshold, and its product with the norm, are just below the middle of two floats. */
  private static Trial place() {
    int steps = 2045; // Whose square is just below 2^22.
    double norm = 1 + steps * 0x1p-23;
    double threshold = 0.5 + steps * 0x1p-24 + 0x1p-25 * 0.998;
    float mean = 0.5f + 2 * steps * 0x1p-24f;
    double[] row = ofNorm(norm, mean + ALMOST_U);
    return cosine(byElement(mean), row, FIRST, threshold);
  }

  /** The bound is reached, and all its operations round down by more than is stored too much. */
  private static Trial tolerance() {
    Encoder encoder = Encoder.of(Levels.endingAt(2, 3), new float[3], null);
    Random random = new Random(1);
    for (; ; ) {
      float[] row = {127, 0.499f - random.nextFloat() / 100, 0.499f - random.nextFloat() / 100};
      double[] query = {0, 1 + random.nextDouble() / 50, 1 + random.nextDouble() / 50};
      double threshold = Math.nextDown(query[1] * row[1] + query[2] * row[2]);
      float bound = (float) query[1] * Math.nextUp(row[1]) + (float) query[2] * Math.nextUp(row[2]);
      if (bound < (float) threshold) {
        return dotProduct(encoder, row, query, threshold);
      }
    }
  }

  /** The same of the only level, whose codes but the first are 0; the query is parallel to them. */
  private static Trial toleranceOfInterval() {
    Encoder encoder = Encoder.of(Levels.single(3), new float[3], null);
    Random random = new Random(1);
    for (; ; ) {
      float[] row = {127, 0.499f - random.nextFloat() / 5, 0.499f - random.nextFloat() / 5};
      double factor = 1 + random.nextDouble();
      double[] query = {0, factor * row[1], factor * row[2]};
      double norm = Math.hypot(row[1], row[2]);
      float bound = (float) (factor * norm) * Math.nextUp((float) norm);
      if (bound < factor * norm * norm * (1 - 0x1p-30)) {
        return dotProduct(encoder, row, query, 0);
      }
    }
  }

  /** The slope of a threshold of cosines underflows to twice its value, and the row is long. */
  private static Trial estimateUnderflow() {
    Encoder encoder = Encoder.of(Levels.endingAt(1, 3), new float[3], null);
    double norm = 127 * 225 * 0x1p35;
    double slope = 0x1p-149 * 0.51;
    double[] row = {0x7Fp-50, norm, 0};
    double[] query = {1.02 * slope * norm / row[0], 0, 0x1p-49};
    return cosine(encoder, row, query, slope / query[2]);
  }

  /** What is stored for a row is the next float because the nearest is not a bound. */
  @Test
  void oneFloatLessIsNotEnough() {
    Random random = new Random(1);
    int tooSmall = 0;
    int tooShort = 0;
    int tooLong = 0;
    for (int trial = 0; trial < 100; trial++) {
      double[] row = {1 + random.nextDouble(), random.nextDouble()};
      Encoder encoder = Encoder.of(Levels.endingAt(1, 2), new float[2], null);
      CodeBatch batch = EncodedRows.of(encoder, (Object) row).batch;
      float y = (float) row[1];
      float rest = batch.level(0).rests()[0];
      assertTrue(rest >= y);
      tooSmall += Math.nextDown(rest) <= y ? 1 : 0;
      double norm = Math.sqrt(row[0] * row[0] + row[1] * row[1]);
      assertTrue(batch.minNorm() <= norm && batch.maxNorm() >= norm);
      tooLong += Math.nextUp(batch.minNorm()) > norm ? 1 : 0;
      tooShort += Math.nextDown(batch.maxNorm()) < norm ? 1 : 0;
    }
    assertTrue(tooSmall > 0 && tooLong > 0 && tooShort > 0);
  }
}

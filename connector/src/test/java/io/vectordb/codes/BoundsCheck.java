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

import io.vectordb.kernels.VectorKernels;
import java.util.Optional;

/** What codes decide about the scores of one query and some rows, against the scores themselves. */
final class BoundsCheck {
  private static final VectorKernels KERNELS = VectorKernels.instance();

  private final ScoreBounds.Kind kind;
  private final boolean isRoundedToFloat;
  private final Object[] rows;
  private final EncodedRows encoded;
  private final EncodedQuery query;
  private final ScoreBounds bounds;
  private final Estimator estimator;
  private final double[] scores;
  private final boolean[] areNull;
  private final int[] all;
  private final int[] vectors;
  private long pairs;
  private long settled;

  /**
   * @param rows float[], double[], or null for NULL
   */
  BoundsCheck(
      ScoreBounds.Kind kind,
      boolean isRoundedToFloat,
      Object[] rows,
      EncodedRows encoded,
      double[] query,
      EncodedQuery encodedQuery) {
    this.kind = kind;
    this.isRoundedToFloat = isRoundedToFloat;
    this.rows = rows;
    this.encoded = encoded;
    this.query = encodedQuery;
    this.bounds = new ScoreBounds(kind, encodedQuery, isRoundedToFloat);
    this.estimator = new Estimator(encodedQuery, bounds);
    this.scores = new double[rows.length];
    this.areNull = new boolean[rows.length];
    this.all = new int[rows.length];
    int count = 0;
    int[] notNull = new int[rows.length];
    double squaredNorm = KERNELS.squaredNorm(query);
    for (int row = 0; row < rows.length; row++) {
      all[row] = row;
      if (rows[row] == null) {
        areNull[row] = true;
      } else {
        notNull[count++] = row;
        score(row, query, squaredNorm);
      }
    }
    this.vectors = java.util.Arrays.copyOf(notNull, count);
  }

  private void score(int row, double[] q, double squaredNormQ) {
    boolean isFloat = rows[row] instanceof float[];
    float[] floats = isFloat ? (float[]) rows[row] : null;
    double[] doubles = isFloat ? null : (double[]) rows[row];
    double dot = isFloat ? KERNELS.dotProduct(q, floats) : KERNELS.dotProduct(q, doubles);
    double score = dot;
    if (kind == ScoreBounds.Kind.COSINE) {
      double squaredNorm = isFloat ? KERNELS.squaredNorm(floats) : KERNELS.squaredNorm(doubles);
      areNull[row] = !VectorKernels.isCosineDefined(squaredNormQ, squaredNorm);
      score = VectorKernels.cosine(dot, squaredNormQ, squaredNorm);
    } else if (kind == ScoreBounds.Kind.EUCLIDEAN_DISTANCE) {
      score = Math.sqrt(KERNELS.squaredDistance(q, isFloat ? widened(floats) : doubles));
    }
    scores[row] = isRoundedToFloat ? (float) score : score;
  }

  private static double[] widened(float[] row) {
    double[] wide = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      wide[i] = row[i];
    }
    return wide;
  }

  int rows() {
    return rows.length;
  }

  /** The canonical score of a row; not-a-number if it is NULL. */
  double score(int row) {
    return areNull[row] ? Double.NaN : scores[row];
  }

  /** Pairs of a row and a threshold that were compared. */
  long pairs() {
    return pairs;
  }

  /** The pairs that the codes decided. */
  long settled() {
    return settled;
  }

  /** Spark's order of doubles. */
  private static int compare(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  private String describe(int row, double threshold) {
    return kind
        + (isRoundedToFloat ? " rounded to float" : "")
        + ", levels "
        + encoded.encoder.levels()
        + ", row "
        + row
        + " of norm "
        + encoded.batch.norms()[row]
        + ", query of norm "
        + query.norm()
        + ", mean of norm "
        + query.meanNorm()
        + ", relative error "
        + query.relativeError()
        + ", score "
        + scores[row]
        + (areNull[row] ? " (NULL)" : "")
        + ", threshold "
        + threshold;
  }

  /** Checks the bounds of all rows, without a threshold. */
  void checkIntervals() {
    checkSelection(true, Double.NaN);
  }

  /** Whether codes put a row on the wrong side of a threshold. */
  boolean decidesWrongly(double threshold) {
    boolean isProvable = estimator.compare(encoded.block, all, all.length, threshold, true, true);
    return isProvable
        && !(areAll(estimator.larger(), 1, threshold)
            && areAll(estimator.smaller(), -1, threshold));
  }

  private boolean areAll(RowList list, int order, double threshold) {
    return java.util.Arrays.stream(list.toArray())
        .allMatch(row -> !areNull[row] && compare(scores[row], threshold) == order);
  }

  /** Whether a score is outside its bounds. */
  boolean boundsWrongly() {
    estimator.select(encoded.block, vectors, vectors.length, true, Double.NaN);
    return java.util.Arrays.stream(estimator.undecided().toArray())
        .anyMatch(row -> estimator.low(row) > scores[row] || estimator.high(row) < scores[row]);
  }

  /** Checks one threshold in every use. */
  void check(double threshold) {
    checkComparison(threshold);
    checkSelection(true, threshold);
    checkSelection(false, threshold);
  }

  private void requireWithin(int row, double low, double high, String by) {
    double score = scores[row];
    // Nothing is larger than not-a-number, and nothing but infinity lets it pass as a limit.
    boolean isWithin = Double.isNaN(score) ? high == Double.POSITIVE_INFINITY : score <= high;
    assertTrue(
        isWithin && compare(low, score) <= 0,
        () -> low + " to " + high + " by " + by + ": " + describe(row, Double.NaN));
  }

  private void checkComparison(double threshold) {
    if (checkComparison(threshold, true, true)) {
      pairs += vectors.length;
      settled += estimator.larger().size() + estimator.smaller().size();
      checkComparison(threshold, true, false);
      checkComparison(threshold, false, true);
      checkComparison(threshold, false, false);
    }
  }

  /** Returns whether anything can be decided. */
  private boolean checkComparison(double threshold, boolean wantsLarger, boolean wantsSmaller) {
    if (!estimator.compare(encoded.block, all, all.length, threshold, wantsLarger, wantsSmaller)) {
      return false;
    }
    boolean[] seen = new boolean[rows.length];
    if (wantsLarger) {
      checkList(estimator.larger(), seen, threshold, 1);
    }
    if (wantsSmaller) {
      checkList(estimator.smaller(), seen, threshold, -1);
    }
    checkList(estimator.undecided(), seen, threshold, 0);
    for (int row : vectors) {
      int order = areNull[row] ? 0 : compare(scores[row], threshold);
      boolean mayGo = (order > 0 && !wantsLarger) || (order < 0 && !wantsSmaller);
      assertTrue(seen[row] || mayGo, () -> "lost: " + describe(row, threshold));
    }
    return true;
  }

  /**
   * @param order that the scores of these rows must have to the threshold; 0 for any
   */
  private void checkList(RowList list, boolean[] seen, double threshold, int order) {
    int before = -1;
    for (int i = 0; i < list.size(); i++) {
      int row = list.row(i);
      assertTrue(row > before, "rows must ascend");
      assertTrue(!seen[row], () -> "twice: " + describe(row, threshold));
      seen[row] = true;
      before = row;
      if (order != 0) {
        boolean isRight = !areNull[row] && compare(scores[row], threshold) == order;
        assertTrue(isRight, () -> "decided as " + order + ": " + describe(row, threshold));
      }
    }
  }

  private void checkSelection(boolean isLarge, double limit) {
    estimator.select(encoded.block, vectors, vectors.length, isLarge, limit);
    boolean[] isOpen = new boolean[rows.length];
    RowList open = estimator.undecided();
    for (int i = 0; i < open.size(); i++) {
      int row = open.row(i);
      isOpen[row] = true;
      double low = estimator.low(row);
      double high = estimator.high(row);
      if (areNull[row]) {
        // It has to pass every limit, and must not count as a row that reaches one.
        assertEquals(Double.NEGATIVE_INFINITY, low, () -> describe(row, limit));
        assertEquals(Double.POSITIVE_INFINITY, high, () -> describe(row, limit));
      } else {
        requireWithin(row, low, high, "codes");
      }
    }
    for (int row : vectors) {
      boolean mayGo = !areNull[row] && compare(scores[row], limit) == (isLarge ? -1 : 1);
      assertTrue(isOpen[row] || mayGo, () -> "dropped: " + describe(row, limit));
    }
  }

  /** Checks what every single level proves, together with the levels before it. */
  void checkLevels(double[] thresholds) {
    Levels levels = encoded.encoder.levels();
    int places = encoded.batch.groups() * io.vectordb.kernels.CodeKernels.GROUP_ROWS;
    float[] estimates = new float[places];
    float[] products = new float[places];
    encoded.block.groups().products(query.elements(), 0, 0, encoded.batch.groups(), products, 0);
    for (int level = 0; level < levels.count(); level++) {
      if (level > 0) {
        encoded
            .block
            .level(level)
            .rows()
            .products(query.elements(), levels.offset(level), all, all.length, products, 0);
      }
      CodeBatch.Level part = encoded.batch.level(level);
      float head = query.headNorm(level);
      float tail = query.tailNorm(level);
      for (int row : vectors) {
        estimates[row] += part.scales()[row] * products[row];
        float bound = head * part.errors()[row] + tail * part.rests()[row];
        checkLevel(level, row, estimates[row], bound, thresholds);
      }
    }
  }

  private void checkLevel(int level, int row, float estimate, float bound, double[] thresholds) {
    float norm = encoded.batch.norms()[row];
    if (!areNull[row]) {
      requireWithin(
          row,
          bounds.low(estimate, bound, norm),
          bounds.high(estimate, bound, norm),
          "level " + level);
    }
    for (double threshold : thresholds) {
      Optional<DotThreshold> dots = bounds.threshold(threshold);
      if (dots.isEmpty()) {
        continue;
      }
      float margin = dots.get().margin(estimate, norm);
      float tolerance = dots.get().tolerance(bound, norm);
      pairs++;
      if (margin > tolerance || -margin > tolerance) {
        settled++;
        int order = margin > tolerance == bounds.growsWithDotProduct() ? 1 : -1;
        boolean isRight = !areNull[row] && compare(scores[row], threshold) == order;
        assertTrue(
            isRight,
            () -> "level " + level + " decides " + order + ": " + describe(row, threshold));
      }
    }
  }
}

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
package io.vectordb.benchmarks;

import io.vectordb.benchmarks.Kind.Form;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All scores by the plainest program, from which thresholds are chosen and with which answers are
 * compared.
 *
 * <p>A threshold lies in the middle of a gap between two scores, the widest near the wanted number
 * of rows. Where gaps are narrower than the errors of programs that sum in 32-bit floats, those may
 * find the rows in the neighbourhood or not.
 */
final class Truth {
  /** Errors of sums of doubles in another order. */
  static final double DOUBLE_SUMS = 1e-12;

  /** Errors of sums of 32-bit floats. */
  static final double FLOAT_SUMS = 1e-6;

  private static final double LEEWAY = 0.1;
  private static final int THRESHOLD_DECIMALS = 10;

  private final float[][] queries;

  /** By query vector and row. */
  private final double[][] scores;

  private final Map<Key, Expected> expected = new HashMap<>();

  private record Key(Ask ask, int rows, double tolerance) {}

  /** What is right; {@code lowest} is NaN if that cannot be said. */
  private record Expected(long fewest, long most, double lowest) {}

  private Truth(float[][] queries, double[][] scores) {
    this.queries = queries;
    this.scores = scores;
  }

  /** Scores the first {@code rows} rows of {@code source}. */
  static Truth of(VectorSource source, int rows, float[][] queries) throws Exception {
    double[][] scores = new double[queries.length][rows];
    Threads.forRows(
        rows,
        () -> {
          VectorSource.Reader reader = source.open();
          float[] vector = new float[source.dimension()];
          return new Threads.Worker() {
            @Override
            public void work(long from, long to) {
              for (int row = (int) from; row < to; row++) {
                reader.read(row, vector);
                for (int q = 0; q < queries.length; q++) {
                  scores[q][row] = dotProduct(vector, queries[q]);
                }
              }
            }

            @Override
            public void close() {
              reader.close();
            }
          };
        });
    return new Truth(queries, scores);
  }

  private static double dotProduct(float[] x, float[] y) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int i = 0; i < x.length; i += 4) {
      sum0 += (double) x[i] * y[i];
      sum1 += (double) x[i + 1] * y[i + 1];
      sum2 += (double) x[i + 2] * y[i + 2];
      sum3 += (double) x[i + 3] * y[i + 3];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  /** A query of every kind for every query vector. */
  Map<Kind, List<Ask>> asks(List<Kind> kinds) {
    Map<Kind, List<Ask>> asks = new HashMap<>();
    for (int q = 0; q < queries.length; q++) {
      double[] sorted = scores[q].clone();
      Arrays.parallelSort(sorted);
      for (Kind kind : kinds) {
        BigDecimal threshold = kind.form() == Form.TOP ? null : threshold(sorted, kind.percent());
        asks.computeIfAbsent(kind, k -> new ArrayList<>())
            .add(new Ask(kind, q, queries[q], threshold));
      }
    }
    return asks;
  }

  /** The middle of the widest gap near the place that leaves the wanted share above. */
  private static BigDecimal threshold(double[] ascending, double percent) {
    int rows = ascending.length;
    int wanted = (int) Math.max(1, Math.round(rows * percent / 100));
    int from = Math.max(1, rows - wanted - (int) (wanted * LEEWAY));
    int to = Math.min(rows - 1, rows - wanted + (int) (wanted * LEEWAY));
    int best = from;
    for (int i = from; i <= to; i++) {
      if (ascending[i] - ascending[i - 1] > ascending[best] - ascending[best - 1]) {
        best = i;
      }
    }
    return BigDecimal.valueOf((ascending[best] + ascending[best - 1]) / 2)
        .setScale(THRESHOLD_DECIMALS, RoundingMode.HALF_EVEN);
  }

  /** Fails unless {@code answer} is right for the first {@code rows} rows. */
  void check(String who, Ask ask, int rows, double tolerance, Answer answer) {
    if (answer.rows() < 0) {
      return;
    }
    Expected right =
        expected.computeIfAbsent(
            new Key(ask, rows, tolerance), key -> expected(ask, rows, tolerance));
    boolean count = right.fewest <= answer.rows() && answer.rows() <= right.most;
    boolean lowest =
        Double.isNaN(answer.lowest())
            || Double.isNaN(right.lowest)
            || Math.abs(answer.lowest() - right.lowest) <= FLOAT_SUMS;
    if (!count || !lowest) {
      throw new IllegalStateException(
          who
              + ", "
              + ask.kind().label()
              + ": found "
              + answer
              + " of "
              + rows
              + " rows, but "
              + right
              + " is right");
    }
  }

  /** The number of rows that {@code ask} finds among the first {@code rows}. */
  long count(Ask ask, int rows) {
    return expected(ask, rows, 0).fewest;
  }

  private Expected expected(Ask ask, int rows, double tolerance) {
    double[] all = Arrays.copyOf(scores[ask.number()], rows);
    if (ask.threshold() == null) {
      Arrays.parallelSort(all);
      int k = Math.min(rows, ask.kind().k());
      return new Expected(k, k, all[rows - k]);
    }
    double threshold = ask.threshold().doubleValue();
    long fewest = Arrays.stream(all).filter(s -> s > threshold + tolerance).count();
    long most = Arrays.stream(all).filter(s -> s > threshold - tolerance).count();
    double lowest = Arrays.stream(all).filter(s -> s > threshold).min().orElse(Double.NaN);
    return new Expected(fewest, most, fewest == most ? lowest : Double.NaN);
  }
}

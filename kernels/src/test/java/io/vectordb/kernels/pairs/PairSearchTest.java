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
package io.vectordb.kernels.pairs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.kernels.PanelKernels;
import io.vectordb.kernels.TopK;
import io.vectordb.kernels.VectorKernels;
import io.vectordb.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Searches against the scores of all pairs. The module's build runs this class in one JVM per
 * register width.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PairSearchTest {

  private static final PanelKernels[] ALL = {PanelKernels.scalar(), PanelKernels.instance()};

  private final Random random = new Random(Seed.of(PairSearchTest.class));

  /** Scores of all pairs, of which undefined ones are {@code null}. */
  private record Scores(
      PairMeasure measure, VectorRows queries, VectorRows rows, Double[][] all, int leastPacked) {

    static Scores of(PairMeasure measure, VectorRows queries, VectorRows rows, int leastPacked) {
      VectorKernels kernels = VectorKernels.scalar();
      Double[][] all = new Double[queries.size()][rows.size()];
      double[][] other = new double[rows.size()][];
      Arrays.setAll(other, r -> PairRows.row(rows, r));
      for (int q = 0; q < queries.size(); q++) {
        double[] query = PairRows.row(queries, q);
        double norm = kernels.squaredNorm(query);
        for (int r = 0; r < rows.size(); r++) {
          double[] row = other[r];
          double otherNorm = kernels.squaredNorm(row);
          if (measure == PairMeasure.DOT_PRODUCT) {
            all[q][r] = kernels.dotProduct(query, row);
          } else if (measure == PairMeasure.EUCLIDEAN_DISTANCE) {
            all[q][r] = Math.sqrt(kernels.squaredDistance(query, row));
          } else if (VectorKernels.isCosineDefined(norm, otherNorm)) {
            all[q][r] = VectorKernels.cosine(kernels.dotProduct(query, row), norm, otherNorm);
          }
        }
      }
      return new Scores(measure, queries, rows, all, leastPacked);
    }

    /** A score of the query or its neighbour, so that limits are met exactly; 0 if it has none. */
    double near(Random random, int query) {
      Double score = rows.size() == 0 ? null : all[query][random.nextInt(rows.size())];
      double limit = score == null || score.isNaN() ? 0 : score;
      return switch (random.nextInt(3)) {
        case 0 -> Math.nextUp(limit);
        case 1 -> Math.nextDown(limit);
        default -> limit;
      };
    }

    private PairSearch search(PanelKernels kernels) {
      return search(kernels, 0, queries.size());
    }

    private PairSearch search(PanelKernels kernels, int first, int end) {
      return new PairSearch(measure, queries, first, end, kernels, Rounding::amount, leastPacked);
    }

    String describe(PanelKernels kernels, int query, int row) {
      return measure
          + " of query "
          + query
          + " "
          + Arrays.toString(PairRows.row(queries, query))
          + " and row "
          + row
          + " "
          + Arrays.toString(PairRows.row(rows, row))
          + ", "
          + kernels.description();
    }

    /** Searches with fixed limits, for some queries and then for the others. */
    void checkLimits(PanelKernels kernels, double[] lower, double[] upper) {
      boolean[][] seen = new boolean[queries.size()][rows.size()];
      PairSink sink =
          new PairSink() {
            @Override
            public double lower(int query) {
              return lower[query];
            }

            @Override
            public double upper(int query) {
              return upper[query];
            }

            @Override
            public void pair(int query, int row, double score) {
              assertFalse(seen[query][row], () -> "twice: " + describe(kernels, query, row));
              seen[query][row] = true;
              assertEquals(all[query][row], score, () -> describe(kernels, query, row));
            }
          };
      int part = queries.size() / 3;
      search(kernels, 0, part).search(rows, sink);
      search(kernels, part, queries.size()).search(rows, sink);
      for (int q = 0; q < queries.size(); q++) {
        for (int r = 0; r < rows.size(); r++) {
          Double score = all[q][r];
          if (score != null && score >= lower[q] && score <= upper[q] && !seen[q][r]) {
            throw new AssertionError(
                "missing, though " + score + " is within limits: " + describe(kernels, q, r));
          }
        }
      }
    }

    /** Searches for the best k, in two batches, with limits that follow the lists. */
    void checkBest(PanelKernels kernels, int k) {
      boolean descending = measure != PairMeasure.EUCLIDEAN_DISTANCE;
      TopK[] found = new TopK[queries.size()];
      Arrays.setAll(found, query -> new TopK(k, descending));
      PairSearch search = search(kernels);
      int half = rows.size() / 2;
      search.search(part(0, half), new Best(found, descending, 0));
      search.search(part(half, rows.size()), new Best(found, descending, half));
      for (int q = 0; q < queries.size(); q++) {
        TopK expected = new TopK(k, descending);
        for (int r = 0; r < rows.size(); r++) {
          if (all[q][r] != null) {
            expected.offer(all[q][r], r);
          }
        }
        assertArrayEquals(expected.rows(), found[q].rows(), measure + ", k " + k + ", query " + q);
      }
    }

    private VectorRows part(int from, int to) {
      VectorRows part = PairRows.empty(rows.dim(), rows.isDouble());
      for (int r = from; r < to; r++) {
        PairRows.add(part, PairRows.row(rows, r));
      }
      return part;
    }
  }

  /** Lists that narrow the limits as they fill. */
  private record Best(TopK[] lists, boolean descending, int firstRow) implements PairSink {

    @Override
    public double lower(int query) {
      return descending ? lists[query].worst() : Double.NEGATIVE_INFINITY;
    }

    /** NaN is larger than every number: a list whose worst is NaN takes them all. */
    @Override
    public double upper(int query) {
      double worst = lists[query].worst();
      return descending || Double.isNaN(worst) ? Double.POSITIVE_INFINITY : worst;
    }

    @Override
    public void pair(int query, int row, double score) {
      lists[query].offer(score, firstRow + row);
    }
  }

  private void check(PairMeasure measure, VectorRows queries, VectorRows rows) {
    Scores scores = Scores.of(measure, queries, rows, random.nextInt(3) == 0 ? 20 : 0);
    int count = queries.size();
    double[] none = new double[count];
    Arrays.fill(none, Double.POSITIVE_INFINITY);
    double[] noneBelow = new double[count];
    Arrays.fill(noneBelow, Double.NEGATIVE_INFINITY);
    double[] low = new double[count];
    double[] high = new double[count];
    for (int q = 0; q < count; q++) {
      double a = scores.near(random, q);
      double b = scores.near(random, q);
      low[q] = Math.min(a, b);
      high[q] = Math.max(a, b);
    }
    for (PanelKernels kernels : ALL) {
      scores.checkLimits(kernels, noneBelow, none);
      scores.checkLimits(kernels, low, none);
      scores.checkLimits(kernels, noneBelow, high);
      scores.checkLimits(kernels, low, high);
      scores.checkBest(kernels, 1 + random.nextInt(12));
    }
  }

  @ParameterizedTest
  @EnumSource(PairMeasure.class)
  void everyDimension(PairMeasure measure) {
    for (int dim = 0; dim <= 70; dim++) {
      boolean isDouble = random.nextBoolean();
      boolean isOtherDouble = random.nextBoolean();
      check(
          measure,
          PairRows.mixed(random, 1 + random.nextInt(30), dim, isDouble),
          PairRows.mixed(random, 1 + random.nextInt(70), dim, isOtherDouble));
    }
  }

  @ParameterizedTest
  @EnumSource(PairMeasure.class)
  void everyMixOfFloatsAndDoubles(PairMeasure measure) {
    for (int dim : new int[] {1, 2, 3, 16, 128, 300, 1024}) {
      for (int mix = 0; mix < 4; mix++) {
        VectorRows queries = PairRows.mixed(random, 17, dim, (mix & 1) != 0);
        check(measure, queries, PairRows.mixed(random, 80, dim, (mix & 2) != 0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PairMeasure.class)
  void sizesAroundPanelsAndTiles(PairMeasure measure) {
    int[] queryCounts = {0, 1, 5, 6, 7, 11, 12, 13, 95, 96, 97, 193};
    int[] rowCounts = {0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 383, 384, 385, 800};
    for (int queries : queryCounts) {
      int rows = rowCounts[random.nextInt(rowCounts.length)];
      check(
          measure,
          PairRows.normal(random, queries, 9, false),
          PairRows.normal(random, rows, 9, true));
    }
    for (int rows : rowCounts) {
      int queries = queryCounts[random.nextInt(queryCounts.length)];
      check(
          measure,
          PairRows.mixed(random, queries, 5, true),
          PairRows.mixed(random, rows, 5, false));
    }
  }

  @ParameterizedTest
  @EnumSource(PairMeasure.class)
  void fewPairsAreScoredOfRowsWithoutTies(PairMeasure measure) {
    int k = 10;
    for (int dim : new int[] {64, 1024}) {
      VectorRows queries = PairRows.normal(random, 96, dim, false);
      VectorRows rows = PairRows.normal(random, 4000, dim, false);
      for (PanelKernels kernels : ALL) {
        TopK[] found = new TopK[queries.size()];
        boolean descending = measure != PairMeasure.EUCLIDEAN_DISTANCE;
        Arrays.setAll(found, query -> new TopK(k, descending));
        PairSearch search =
            new PairSearch(measure, queries, 0, queries.size(), kernels, Rounding::amount, 0);
        search.search(rows, new Best(found, descending, 0));
        // A row enters with probability k / number: k (1 + ln(4000 / k)) are 70.
        assertTrue(search.scored() < 96 * 100, search.scored() + " pairs were scored");
      }
    }
  }

  @Test
  void dimensionsMustAgree() {
    PairSearch search =
        PairSearch.of(PairMeasure.DOT_PRODUCT, PairRows.normal(random, 1, 3, false));
    Best sink = new Best(new TopK[] {new TopK(1, true)}, true, 0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> search.search(PairRows.normal(random, 1, 4, false), sink))
            .getMessage();
    assertTrue(message.contains("3 and 4"), message);
  }

  @Test
  void memoryIsKnown() {
    for (int dim : new int[] {0, 1, 128, 5000}) {
      VectorRows queries = PairRows.normal(random, 120, dim, false);
      long one =
          PairSearch.of(PairMeasure.DOT_PRODUCT, PairRows.normal(random, 12, dim, false)).bytes();
      long many = PairSearch.of(PairMeasure.DOT_PRODUCT, queries).bytes();
      assertTrue(many - one >= 108 * PairSearch.bytesPerQuery(dim), "dim " + dim);
      assertTrue(queries.bytes() >= 120L * dim * Float.BYTES);
    }
  }
}

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

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.kernels.PanelKernels;
import io.vectordb.kernels.VectorKernels;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attacks every amount of {@link Rounding} with pairs whose rounding goes the same way in every
 * operation: the proven amount finds them even without the others, and little less does not.
 */
class EstimateBoundTest {

  /**
   * Pairs whose scores are their own limits.
   *
   * @param factor of the amount with which one of them is missed
   */
  private record Attack(double factor, List<Pair> pairs) {

    static Attack of(double factor, Pair pair) {
      return new Attack(factor, List.of(pair));
    }

    boolean succeeds(PanelKernels kernels, ToDoubleFunction<Rounding> amounts) {
      return pairs.stream().anyMatch(pair -> pair.isMissed(kernels, amounts));
    }
  }

  /**
   * A pair that has to be found.
   *
   * @param isLower whether its score is the lower limit, and not the upper one
   */
  private record Pair(PairMeasure measure, VectorRows query, VectorRows row, boolean isLower) {

    private double score() {
      VectorKernels kernels = VectorKernels.scalar();
      double[] a = PairRows.row(query, 0);
      double[] b = PairRows.row(row, 0);
      double dot = kernels.dotProduct(a, b);
      return switch (measure) {
        case DOT_PRODUCT -> dot;
        case EUCLIDEAN_DISTANCE -> Math.sqrt(kernels.squaredDistance(a, b));
        case COSINE_SIMILARITY ->
            VectorKernels.cosine(dot, kernels.squaredNorm(a), kernels.squaredNorm(b));
      };
    }

    boolean isMissed(PanelKernels kernels, ToDoubleFunction<Rounding> amounts) {
      double score = score();
      boolean[] isFound = new boolean[1];
      PairSink sink =
          new PairSink() {
            @Override
            public double lower(int query) {
              return isLower ? score : Double.NEGATIVE_INFINITY;
            }

            @Override
            public double upper(int query) {
              return isLower ? Double.POSITIVE_INFINITY : score;
            }

            @Override
            public void pair(int query, int row, double score) {
              isFound[0] = true;
            }
          };
      new PairSearch(measure, query, 0, query.size(), kernels, amounts, 0).search(row, sink);
      return !isFound[0];
    }
  }

  private static Attack attack(Rounding rounding) {
    return switch (rounding) {
      case PRODUCT -> Attack.of(0.98, product());
      case CONVERSION -> Attack.of(0.98, conversion());
      case CONVERSION_UNDERFLOW -> Attack.of(0.4, conversionUnderflow());
      case NORMALISATION -> new Attack(0.2, normalisation().toList());
      case BIAS -> new Attack(0.4, bias().toList());
      case SCORE -> Attack.of(0x1p-6, score());
      case UNDERFLOW -> Attack.of(0.4, underflow());
    };
  }

  /** What is relative to another amount is attacked beside it. */
  private static ToDoubleFunction<Rounding> only(Rounding attacked, double factor) {
    return rounding ->
        rounding == attacked
            ? factor * rounding.amount()
            : rounding == Rounding.CONVERSION && attacked == Rounding.CONVERSION_UNDERFLOW
                ? rounding.amount()
                : 0;
  }

  @ParameterizedTest
  @EnumSource
  void amountIsEnoughAndLessIsNot(Rounding rounding) {
    check(rounding, attack(rounding));
  }

  @ParameterizedTest
  @EnumSource(names = "SCORE")
  void amountIsEnoughForDistancesAndLessIsNot(Rounding rounding) {
    check(rounding, Attack.of(0x1p-5, scoreOfDistance()));
  }

  private static void check(Rounding rounding, Attack attack) {
    for (PanelKernels kernels : List.of(PanelKernels.scalar(), PanelKernels.instance())) {
      String what = rounding + ", " + kernels.description();
      assertFalse(attack.succeeds(kernels, Rounding::amount), what + ", all that is proven");
      assertFalse(attack.succeeds(kernels, only(rounding, 1)), what + ", it alone");
      assertTrue(attack.succeeds(kernels, only(rounding, attack.factor)), what + ", less");
    }
  }

  private static VectorRows floats(double... row) {
    VectorRows rows = PairRows.empty(row.length, false);
    PairRows.add(rows, row);
    return rows;
  }

  private static VectorRows doubles(double... row) {
    VectorRows rows = PairRows.empty(row.length, true);
    PairRows.add(rows, row);
    return rows;
  }

  private static double[] filled(int dim, double value) {
    double[] row = new double[dim];
    Arrays.fill(row, value);
    return row;
  }

  /** Every term of a chunk but the first is less than half an ulp of the sum. */
  private static Pair product() {
    double[] row = filled(PanelKernels.CHUNK, 0x1p-12 * (1 - 0x1p-12));
    row[0] = 1;
    return new Pair(PairMeasure.DOT_PRODUCT, floats(row), floats(row), true);
  }

  /** Just below the middle of two floats, on both sides. */
  private static Pair conversion() {
    double x = 1 + 0x1p-24 * (1 - 0x1p-20);
    return new Pair(PairMeasure.DOT_PRODUCT, doubles(x), doubles(x), true);
  }

  /** Becomes 0, and would not be small beside the other side. */
  private static Pair conversionUnderflow() {
    double x = 0x1p-150 * (1 - 0x1p-10);
    return new Pair(PairMeasure.DOT_PRODUCT, doubles(x), floats(0x1p60), true);
  }

  /** The cosine is the first element of the normalised row. */
  private static Stream<Pair> normalisation() {
    return IntStream.range(0, 200)
        .mapToObj(
            i ->
                new Pair(
                    PairMeasure.COSINE_SIMILARITY,
                    floats(1, 0),
                    floats(1, 0.5 + i * 0x1.8p-10),
                    true));
  }

  /** The distance from the origin is what the bias is made of. */
  private static Stream<Pair> bias() {
    return IntStream.range(0, 200)
        .mapToObj(
            i ->
                new Pair(
                    PairMeasure.EUCLIDEAN_DISTANCE, floats(0), floats(1.42 + i * 0x1p-18), false));
  }

  /**
   * The canonical score is 0 though the product is not: in every lane, all terms but the first are
   * lost, which in an estimate cancel out before.
   */
  private static Pair score() {
    int dim = 4096;
    double[] query = filled(dim, 0x1p-47);
    Arrays.fill(query, 0, 4, 1);
    Arrays.fill(query, 4, 8, -1);
    double[] row = filled(dim, 1);
    Arrays.fill(row, 0, 8, 127);
    return new Pair(PairMeasure.DOT_PRODUCT, floats(query), floats(row), false);
  }

  /** Squares of the query are lost, and those of the differences from it are rounded up. */
  private static Pair scoreOfDistance() {
    int dim = 4096;
    double[] query = filled(dim, Math.sqrt(0x1p-53) * (1 - 0x1p-30));
    double[] row = filled(dim, -0x1p-28 * query[0]);
    Arrays.fill(query, 0, 8, 1);
    Arrays.fill(row, 0, 8, 0);
    return new Pair(PairMeasure.EUCLIDEAN_DISTANCE, doubles(query), doubles(row), true);
  }

  /** Every product is less than half of the smallest float. */
  private static Pair underflow() {
    int dim = 64;
    return new Pair(
        PairMeasure.DOT_PRODUCT,
        floats(filled(dim, 0x1p-75)),
        floats(filled(dim, 0x1p-75 * (1 - 0x1p-10))),
        true);
  }
}

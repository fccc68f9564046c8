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

import io.vectordb.kernels.PanelKernels;
import java.util.function.ToDoubleFunction;

/**
 * How far an estimate may be from what it estimates, and so which estimates leave open whether the
 * canonical score is within limits. Notation and amounts are those of {@link Rounding}.
 *
 * <p>An estimate {@code e} is a sum of 32-bit floats, {@code x'y' + b'}, for a query x and a row y
 * that {@link Packing#isPacked are packed}; s is the canonical score. With {@code r} of CONVERSION
 * or NORMALISATION for each side, 0 for floats that stay what they are,
 *
 * <pre>
 * |x'y' - xy|  &lt;= |x' - x| |y'| + |x| |y' - y| &lt;= (rx + ry + rx ry) N(x) N(y)
 * |e - x'y'|   &lt;= g(min(n, CHUNK) + c) (1 + rx) (1 + ry) N(x) N(y) + underflow
 * |s - xy|     &lt;= G(n / 8 + 4) |x| |y| + underflow
 * </pre>
 *
 * where for cosines x and y are divided by their norms and N is 1. So, with {@code w} for what two
 * or more small factors make of each other,
 *
 * <pre>|e - s| &lt;= E = (1 + w) (g(min(n, CHUNK) + c) + rx + ry) N(x) N(y)
 *                 + SCORE N(x) N(y) + underflow</pre>
 *
 * A pair is within limits only if {@code e >= lower - E} and {@code e <= upper + E}.
 *
 * <p>A distance is ordered by {@code z = xy - |y|^2 / 2}, since {@code |x - y|^2 = |x|^2 - 2 z};
 * the bias b' stands for the second term, and E is larger by {@code ((1 + w) g(c + 1) / 2 + SCORE)
 * N(y)^2}. A canonical distance has no cancellation: its square is {@code (1 + t) |x - y|^2} with
 * {@code |t| <= SCORE}. Hence a distance of at most {@code upper} means
 *
 * <pre>e >= ((1 - SCORE) |x|^2 - (1 + SCORE) upper^2) / 2 - E</pre>
 *
 * and in the same way for {@code lower}, with the signs of SCORE and E turned round.
 *
 * <p>No margin is needed for the last subtraction, nor for a limit of estimates that is cast to
 * float: rounding keeps the order, so that {@code e >= t} implies {@code e = fl(e) >= fl(t)}.
 */
final class EstimateBound {

  /** {@code 1 + w}: no more than eight factors of {@code 1 + u} and {@code 1 + 2 G(n / 8 + 4)}. */
  private static final double PRODUCTS_OF_ERRORS = 1 + 0x1p-20;

  /** Operations in double beyond those of the longest chain. */
  private static final int OTHER_OPERATIONS = 40;

  private final boolean isDistance;
  private final double score;
  private final double ofNorms;
  private final double ofSquare;
  private final double underflow;

  /**
   * @param hasDoubleQueries whether the rows of one side were converted
   * @param hasDoubleRows whether those of the other side were
   * @param amounts what covers each rounding; proven to be enough is {@link Rounding#amount}
   */
  EstimateBound(
      PairMeasure measure,
      int dim,
      boolean hasDoubleQueries,
      boolean hasDoubleRows,
      ToDoubleFunction<Rounding> amounts) {
    int chunk = Math.min(dim, PanelKernels.CHUNK);
    int chunks = dim == 0 ? 0 : (dim - 1) / chunk + 1;
    double product = gamma(chunk + chunks, amounts.applyAsDouble(Rounding.PRODUCT));
    double conversion = amounts.applyAsDouble(Rounding.CONVERSION);
    double packing =
        measure == PairMeasure.COSINE_SIMILARITY
            ? 2 * amounts.applyAsDouble(Rounding.NORMALISATION)
            : (hasDoubleQueries ? conversion : 0) + (hasDoubleRows ? conversion : 0);
    double bias = gamma(chunks + 1, amounts.applyAsDouble(Rounding.BIAS));
    this.isDistance = measure == PairMeasure.EUCLIDEAN_DISTANCE;
    this.score = ((double) dim + OTHER_OPERATIONS) * amounts.applyAsDouble(Rounding.SCORE);
    this.ofNorms = PRODUCTS_OF_ERRORS * (product + packing) + score;
    this.ofSquare = isDistance ? PRODUCTS_OF_ERRORS * bias / 2 + score : 0;
    this.underflow = ((double) dim + 2) * amounts.applyAsDouble(Rounding.UNDERFLOW);
  }

  /** {@code g(operations)} with another unit roundoff. */
  private static double gamma(int operations, double unit) {
    return operations * unit / (1 - operations * unit);
  }

  /** {@code E}, of norms that {@link Packing#norm} gave; it grows with both. */
  double error(double queryNorm, double rowNorm) {
    return (ofNorms * queryNorm + ofSquare * rowNorm) * rowNorm + underflow;
  }

  /**
   * What an estimate is at least, if the score is within the limits.
   *
   * @param error as {@link #error} gave it
   */
  double least(double lower, double upper, double querySquaredNorm, double error) {
    if (!isDistance) {
      return lower - error;
    }
    return upper < 0
        ? Double.POSITIVE_INFINITY
        : ((1 - score) * querySquaredNorm - (1 + score) * (upper * upper)) / 2 - error;
  }

  /** What an estimate is at most, in the same way. */
  double most(double lower, double upper, double querySquaredNorm, double error) {
    if (!isDistance) {
      return upper + error;
    }
    return lower <= 0
        ? Double.POSITIVE_INFINITY
        : ((1 + score) * querySquaredNorm - (1 - score) * (lower * lower)) / 2 + error;
  }
}

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

import java.util.Optional;

/**
 * What an estimate of a dot product proves about a score: the one place where bounds of dot
 * products become bounds of scores.
 *
 * <p>Let D be the dot product of query q and row x, and E an estimate of it with {@code |D - E| <=
 * b}. The canonical score S is computed in double precision from D's terms; with {@code u = (dim +
 * 40) 2^-52},
 *
 * <ul>
 *   <li>dot product: {@code |S - D| <= u |q| |x|}, so S is above t if {@code D > t + u |q| |x|};
 *   <li>cosine: {@code |S - D / (|q| |x|)| <= 4 u}, so S is above t if {@code D > (t + 4 u) |q|
 *       |x|};
 *   <li>Euclidean distance: {@code S^2 = (|q|^2 + |x|^2 - 2 D) (1 + d)} with {@code |d| <= 4 u}, so
 *       S is below t if {@code D > (|q|^2 + |x|^2 - t^2) / 2 + 4 u t^2};
 * </ul>
 *
 * and in the same way for the other side. All are a place that depends on {@code |x|}, plus slack:
 * a {@link DotThreshold}. A score that is rounded to float moves by at most {@code 2^-22 |t|} more
 * before it crosses t.
 */
public final class ScoreBounds {
  /** The scores that can be bounded. */
  public enum Kind {
    DOT_PRODUCT,
    COSINE,
    EUCLIDEAN_DISTANCE
  }

  /** The norm of a row is stored as a float. */
  private static final double NORM_ROUNDING = 0x1p-23;

  private final Kind kind;
  private final EncodedQuery query;
  private final double norm;
  private final double scoreRounding;
  private final double floatRounding;

  /**
   * Bounds of the scores of one query.
   *
   * @param isRoundedToFloat whether scores are rounded to float before they are compared
   */
  public ScoreBounds(Kind kind, EncodedQuery query, boolean isRoundedToFloat) {
    this.kind = kind;
    this.query = query;
    this.norm = query.norm();
    this.scoreRounding = (query.levels().dimension() + 40) * 0x1p-52;
    this.floatRounding = isRoundedToFloat ? 0x1p-22 : 0;
  }

  /** Whether the score grows with the dot product; a distance shrinks. */
  public boolean growsWithDotProduct() {
    return kind != Kind.EUCLIDEAN_DISTANCE;
  }

  /** The threshold of dot products for a threshold of scores; empty if nothing can be proven. */
  Optional<DotThreshold> threshold(double score) {
    boolean isProvable =
        Math.abs(score) <= RowEncoder.LARGEST_NORM
            && (kind != Kind.EUCLIDEAN_DISTANCE || score >= 0)
            && (kind != Kind.COSINE || norm >= RowEncoder.SMALLEST_NORM);
    if (!isProvable) {
      return Optional.empty();
    }
    double crossing = floatRounding * Math.abs(score);
    double q = norm;
    double mean = query.meanProduct();
    double e = query.relativeError();
    double s0 = 2 * e * q * query.meanNorm() + 0x1p-20 * q * query.meanNorm();
    double s1 = e * q + scoreRounding * q;
    return Optional.of(
        switch (kind) {
          case DOT_PRODUCT ->
              new DotThreshold(
                  score - mean, 0, 0, s0 + crossing + 0x1p-20 * Math.abs(score), s1, 0);
          case COSINE ->
              new DotThreshold(
                  -mean,
                  score * q,
                  0,
                  s0,
                  s1 + q * (crossing + 4 * scoreRounding + NORM_ROUNDING * Math.abs(score)),
                  0);
          case EUCLIDEAN_DISTANCE -> {
            double squares = q * q + score * score;
            yield new DotThreshold(
                (q * q - score * score) / 2 - mean,
                0,
                0.5,
                s0
                    + 0x1p-20 * squares
                    + 4 * scoreRounding * squares
                    + crossing * (2 * score + crossing),
                s1,
                2 * NORM_ROUNDING);
          }
        });
  }

  /**
   * A number that the score of a row is not smaller than.
   *
   * @param estimate of the dot product without the mean
   * @param bound of the estimate's error
   */
  double low(float estimate, float bound, float norm) {
    return down(score(estimate, kind == Kind.EUCLIDEAN_DISTANCE ? 1 : -1, bound, norm));
  }

  /** A number that the score of a row is not larger than; as {@link #low}. */
  double high(float estimate, float bound, float norm) {
    double high = score(estimate, kind == Kind.EUCLIDEAN_DISTANCE ? -1 : 1, bound, norm);
    return Double.isNaN(high) ? Double.POSITIVE_INFINITY : -down(-high);
  }

  /** The score that a dot product at the end of the interval has. */
  private double score(float estimate, int sign, float bound, float rowNorm) {
    double q = norm;
    double x = rowNorm;
    double slack =
        (query.relativeError() + scoreRounding) * q * (x + 2 * query.meanNorm())
            + 0x1p-20 * q * query.meanNorm()
            + 1e-29;
    double dot = query.meanProduct() + estimate + sign * (bound * (1 + 1e-5) + slack);
    return switch (kind) {
      case DOT_PRODUCT -> dot;
      case COSINE -> dot / (q * x);
      case EUCLIDEAN_DISTANCE -> {
        double squares = q * q + x * x;
        double squaredDistance = squares - 2 * dot - sign * 4 * NORM_ROUNDING * squares;
        yield Math.sqrt(Math.max(0, squaredDistance));
      }
    };
  }

  /** Rounds a score down by more than the rounding of norms, scores and floats can amount to. */
  private double down(double score) {
    if (Double.isNaN(score)) {
      return Double.NEGATIVE_INFINITY;
    }
    double relative = floatRounding + 4 * NORM_ROUNDING + 8 * scoreRounding;
    double absolute = kind == Kind.COSINE ? 8 * scoreRounding : 1e-29;
    return score - (Math.abs(score) * relative + absolute);
  }
}

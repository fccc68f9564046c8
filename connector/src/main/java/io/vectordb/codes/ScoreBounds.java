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

import io.vectordb.codes.Slack.Rounding;
import java.util.Optional;

/**
 * What an estimate of a dot product proves about a score: the one place where bounds of dot
 * products become bounds of scores.
 *
 * <p>Let D be the dot product of query q and row x, and E an estimate of it with {@code |D - E| <=
 * b}. The canonical score S is computed in double precision from D's terms; with u the amount of
 * {@link Slack.Rounding#SCORE} for all of them,
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
 * a {@link DotThreshold}. A score that is rounded to float has to be further beyond t, see {@link
 * Slack.Rounding#FLOAT_SCORE}.
 */
public final class ScoreBounds {
  /** The scores that can be bounded. */
  public enum Kind {
    DOT_PRODUCT,
    COSINE,
    EUCLIDEAN_DISTANCE
  }

  private final Kind kind;
  private final EncodedQuery query;
  private final double norm;
  private final double scoreRounding;
  private final double floatRounding;
  private final double normRounding;
  private final double meanRounding;
  private final double underflow;
  private final double boundFactor;

  /**
   * Bounds of the scores of one query.
   *
   * @param isRoundedToFloat whether scores are rounded to float before they are compared
   */
  public ScoreBounds(Kind kind, EncodedQuery query, boolean isRoundedToFloat) {
    this.kind = kind;
    this.query = query;
    this.norm = query.norm();
    Slack slack = query.slack();
    this.scoreRounding = slack.score(query.levels().dimension());
    this.floatRounding = isRoundedToFloat ? slack.of(Rounding.FLOAT_SCORE) : 0;
    this.normRounding = slack.of(Rounding.ROW_NORM);
    this.meanRounding = slack.of(Rounding.MEAN_PRODUCT);
    this.underflow = slack.of(Rounding.ESTIMATE_UNDERFLOW);
    this.boundFactor = 1 + slack.of(Rounding.TOLERANCE);
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
    Slack slack = query.slack();
    double q = norm;
    double mean = query.meanProduct();
    double e = query.relativeError();
    double s0 = 2 * e * q * query.meanNorm() + meanRounding * q * query.meanNorm();
    double s1 = e * q + scoreRounding * q;
    return Optional.of(
        switch (kind) {
          case DOT_PRODUCT ->
              new DotThreshold(
                  score - mean, 0, 0, s0 + crossing + meanRounding * Math.abs(score), s1, 0, slack);
          case COSINE ->
              new DotThreshold(
                  -mean,
                  score * q,
                  0,
                  s0,
                  s1 + q * (crossing + 4 * scoreRounding + normRounding * Math.abs(score)),
                  0,
                  slack);
          case EUCLIDEAN_DISTANCE -> {
            double squares = q * q + score * score;
            yield new DotThreshold(
                (q * q - score * score) / 2 - mean,
                0,
                0.5,
                s0
                    + meanRounding * squares
                    + 4 * scoreRounding * squares
                    + crossing * (2 * score + crossing),
                s1,
                2 * normRounding,
                slack);
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
    double rounding =
        (query.relativeError() + scoreRounding) * q * (x + 2 * query.meanNorm())
            + meanRounding * q * query.meanNorm()
            + underflow;
    double dot = query.meanProduct() + estimate + sign * (bound * boundFactor + rounding);
    return switch (kind) {
      case DOT_PRODUCT -> dot;
      case COSINE -> dot / (q * x);
      case EUCLIDEAN_DISTANCE -> {
        double squares = q * q + x * x;
        double squaredDistance = squares - 2 * dot - sign * 4 * normRounding * squares;
        yield Math.sqrt(Math.max(0, squaredDistance));
      }
    };
  }

  /** Rounds a score down by more than the rounding of norms, scores and floats can amount to. */
  private double down(double score) {
    if (Double.isNaN(score)) {
      return Double.NEGATIVE_INFINITY;
    }
    double relative = floatRounding + 4 * normRounding + 8 * scoreRounding;
    double absolute = kind == Kind.COSINE ? 8 * scoreRounding : underflow;
    return score - (Math.abs(score) * relative + absolute);
  }
}

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
package io.vectordb.table.filter;

import io.vectordb.codes.Slack;
import io.vectordb.table.schema.VectorStats;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Between which values a score of vectors lies, by the norms of these vectors alone. With q for the
 * query, the Cauchy-Schwarz and the triangle inequality say
 *
 * <pre>
 *   -|q| |x| &lt;= q x &lt;= |q| |x|
 *   ||q| - |x|| &lt;= |q - x| &lt;= |q| + |x|
 * </pre>
 */
public final class NormBounds {
  private final ScoreColumn score;
  private final double rounding;
  private final double underflow;
  private final double shortQuery;
  private final double longQuery;

  public NormBounds(ScoreColumn score) {
    this(score, Slack.PROVEN);
  }

  NormBounds(ScoreColumn score, Slack slack) {
    this.score = score;
    this.rounding = slack.of(Slack.Rounding.NORMS);
    this.underflow = slack.of(Slack.Rounding.NORMS_UNDERFLOW);
    double norm = Math.sqrt(DoubleStream.of(score.query()).map(x -> x * x).sum());
    this.shortQuery = lower(norm);
    this.longQuery = upper(norm);
  }

  private double lower(double norm) {
    return norm * (1 - rounding) - underflow;
  }

  private double upper(double norm) {
    return norm * (1 + rounding) + underflow;
  }

  String vectorColumn() {
    return score.vectorColumn();
  }

  /** A score is not smaller than {@code low} and not larger than {@code high}. */
  public record Range(double low, double high) {}

  /**
   * The range of the scores that are not NULL; empty if it is unknown or if one of them may be NaN.
   */
  public Optional<Range> range(VectorStats stats) {
    return stats.nonFiniteCount() > 0 ? Optional.empty() : range(stats.minNorm(), stats.maxNorm());
  }

  /** As {@link #range(VectorStats)}, of vectors whose norms are in this range. */
  public Optional<Range> range(double minNorm, double maxNorm) {
    double min = lower(minNorm);
    double max = upper(maxNorm);
    // Where squares overflow, a computed score may be infinite or NaN though the true one is not.
    boolean isComputable = Double.isFinite((longQuery + max) * (longQuery + max));
    if (!isComputable) {
      return Optional.empty();
    }
    return switch (score.measure()) {
      case DOT_PRODUCT -> rounded(-longQuery * max, longQuery * max);
      case EUCLIDEAN_DISTANCE ->
          rounded(Math.max(shortQuery - max, min - longQuery), longQuery + max);
      case L2_NORM -> rounded(min, max);
      case COSINE_SIMILARITY, L1_NORM, MAX_NORM -> Optional.empty();
    };
  }

  /** Rounding keeps the order, so the bounds of a score that is rounded are the rounded bounds. */
  private Optional<Range> rounded(double low, double high) {
    return Optional.of(
        score.precision() == ScoreColumn.Precision.FLOAT
            ? new Range((float) low, (float) high)
            : new Range(low, high));
  }
}

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

/**
 * Where the dot product of the query and a row crosses a threshold of their score, as a function of
 * the row's norm: at {@code t0 + t1 |x| + t2 |x|^2}.
 *
 * <p>An estimate with its bound proves on which side a row is if the estimate's <i>margin</i>, its
 * distance from that place, exceeds its <i>tolerance</i>, which is the bound plus a slack {@code s0
 * + s1 |x| + s2 |x|^2} for everything that was rounded: in this computation, and in the canonical
 * score. If margin &gt; tolerance, the dot product is above the place, and if -margin &gt;
 * tolerance, it is below. Anything else, not-a-number included, is undecided.
 */
final class DotThreshold {
  private final float t0;
  private final float t1;
  private final float t2;
  private final float s0;
  private final float s1;
  private final float s2;
  private final float boundFactor;

  /**
   * A threshold on estimates that leave out the product with the mean.
   *
   * @param t0 in double; the slack for its rounding, and that of t1 and t2, is added here
   */
  DotThreshold(double t0, double t1, double t2, double s0, double s1, double s2, Slack slack) {
    double rounding = slack.of(Slack.Rounding.PLACE);
    double up = 1 + slack.of(Slack.Rounding.TOLERANCE);
    this.t0 = (float) t0;
    this.t1 = (float) t1;
    this.t2 = (float) t2;
    double underflow = slack.of(Slack.Rounding.ESTIMATE_UNDERFLOW);
    this.s0 = (float) ((s0 + rounding * Math.abs(t0) + underflow) * up);
    this.s1 = (float) ((s1 + rounding * Math.abs(t1)) * up);
    this.s2 = (float) ((s2 + rounding * Math.abs(t2)) * up);
    this.boundFactor = (float) up;
  }

  float margin(float estimate, float norm) {
    return estimate - (t0 + norm * (t1 + norm * t2));
  }

  float tolerance(float bound, float norm) {
    return bound * boundFactor + (s0 + norm * (s1 + norm * s2));
  }

  /** The margins and tolerances of the rows from {@code from} to {@code to}. */
  void apply(
      float[] estimates,
      float[] bounds,
      float[] norms,
      int from,
      int to,
      float[] margins,
      float[] tolerances) {
    for (int i = from; i < to; i++) {
      margins[i] = margin(estimates[i], norms[i]);
      tolerances[i] = tolerance(bounds[i], norms[i]);
    }
  }
}

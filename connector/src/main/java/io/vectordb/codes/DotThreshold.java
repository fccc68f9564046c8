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
  /** Covers what underflows in float32. */
  private static final double SMALLEST_SLACK = 1e-29;

  private final float t0;
  private final float t1;
  private final float t2;
  private final float s0;
  private final float s1;
  private final float s2;

  /**
   * A threshold on estimates that leave out the product with the mean.
   *
   * @param t0 in double; the slack for its rounding, and that of t1 and t2, is added here
   */
  DotThreshold(double t0, double t1, double t2, double s0, double s1, double s2) {
    this.t0 = (float) t0;
    this.t1 = (float) t1;
    this.t2 = (float) t2;
    double rounding = 0x1p-20;
    this.s0 = up(s0 + rounding * Math.abs(t0) + SMALLEST_SLACK);
    this.s1 = up(s1 + rounding * Math.abs(t1));
    this.s2 = up(s2 + rounding * Math.abs(t2));
  }

  private static float up(double value) {
    return (float) (value * (1 + 1e-5));
  }

  float margin(float estimate, float norm) {
    return estimate - (t0 + norm * (t1 + norm * t2));
  }

  float tolerance(float bound, float norm) {
    return bound * 1.00001f + (s0 + norm * (s1 + norm * s2));
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

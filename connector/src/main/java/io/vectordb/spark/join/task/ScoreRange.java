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
package io.vectordb.spark.join.task;

import java.io.Serializable;

/**
 * The scores that satisfy a condition, in Spark's order of numbers: NaN is the largest, and the
 * zeros are equal.
 */
public record ScoreRange(double lower, boolean withLower, double upper, boolean withUpper)
    implements Serializable {
  /** All scores, NaN included. */
  public static final ScoreRange ALL =
      new ScoreRange(Double.NEGATIVE_INFINITY, true, Double.NaN, true);

  public static ScoreRange above(double bound, boolean withBound) {
    return new ScoreRange(bound, withBound, Double.NaN, true);
  }

  public static ScoreRange below(double bound, boolean withBound) {
    return new ScoreRange(Double.NEGATIVE_INFINITY, true, bound, withBound);
  }

  boolean contains(double score) {
    int low = compare(score, lower);
    int high = compare(score, upper);
    return (low > 0 || low == 0 && withLower) && (high < 0 || high == 0 && withUpper);
  }

  /** The scores of both. */
  public ScoreRange and(ScoreRange other) {
    int low = compare(lower, other.lower);
    int high = compare(upper, other.upper);
    boolean isLowerMine = low > 0 || low == 0 && !withLower;
    boolean isUpperMine = high < 0 || high == 0 && !withUpper;
    return new ScoreRange(
        isLowerMine ? lower : other.lower,
        isLowerMine ? withLower : other.withLower,
        isUpperMine ? upper : other.upper,
        isUpperMine ? withUpper : other.withUpper);
  }

  /** By adding 0, which makes -0.0 the same as 0.0. */
  private static int compare(double a, double b) {
    return Double.compare(a + 0.0, b + 0.0);
  }

  @Override
  public String toString() {
    return (withLower ? "[" : "(") + lower + ", " + upper + (withUpper ? "]" : ")");
  }
}

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

/** Spark's own functions return a float: a score that is rounded once. */
final class ScoreRounding {
  private ScoreRounding() {}

  /** The score as SQL shows it. */
  static double rounded(double score, boolean isFloat) {
    return isFloat ? (float) score : score;
  }

  /** A number that is not above any score that, as SQL shows it, is at least {@code bound}. */
  static double below(double bound, boolean isFloat) {
    return isFloat ? Math.nextDown(Math.nextDown((float) bound)) : bound;
  }

  /** A number that is not below any score that, as SQL shows it, is at most {@code bound}. */
  static double above(double bound, boolean isFloat) {
    return isFloat ? Math.nextUp(Math.nextUp((float) bound)) : bound;
  }
}

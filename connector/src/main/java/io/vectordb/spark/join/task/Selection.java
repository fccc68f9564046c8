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

/** Which pairs a join is made of. */
public sealed interface Selection extends Serializable {
  /**
   * The pairs of a left row with the best scores.
   *
   * @param k partners of a row at most
   * @param smallest whether the smallest score is the best
   */
  record Nearest(int k, boolean smallest) implements Selection {
    @Override
    public String toString() {
      return "k=" + k + ", " + (smallest ? "smallest" : "largest") + " first";
    }
  }

  /** The pairs whose score lies in a range. */
  record Within(ScoreRange range) implements Selection {
    @Override
    public String toString() {
      return "score in " + range;
    }
  }
}

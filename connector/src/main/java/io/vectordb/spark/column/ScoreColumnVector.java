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
package io.vectordb.spark.column;

import org.apache.spark.sql.types.DataType;

/** Scores, which are computed and not stored. */
final class ScoreColumnVector extends HeapColumnVector {
  private final double[] scores;

  /**
   * @param type DOUBLE or FLOAT
   * @param nulls which scores are NULL; null if none is
   */
  ScoreColumnVector(DataType type, double[] scores, boolean[] nulls) {
    super(type, nulls);
    this.scores = scores;
  }

  @Override
  public float getFloat(int row) {
    return (float) scores[row];
  }

  @Override
  public double getDouble(int row) {
    return scores[row];
  }
}

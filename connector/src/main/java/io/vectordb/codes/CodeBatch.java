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

import io.vectordb.kernels.CodeKernels;
import java.util.ArrayList;
import java.util.List;

/**
 * The codes of a batch of rows, as they are written. All arrays have a place for every row of
 * {@link #groups()} groups of {@value CodeKernels#GROUP_ROWS} rows; the rows after the last one are
 * like NULL.
 */
public final class CodeBatch {
  /** The error of a row about which its codes say nothing. */
  public static final float UNBOUNDED = Float.POSITIVE_INFINITY;

  /** The error of a NULL vector: not a number, so that no comparison with it decides anything. */
  public static final float NULL = Float.NaN;

  private final int rows;
  private final float[] norms;
  private final List<Level> levels = new ArrayList<>();

  /**
   * One level.
   *
   * @param codes of the first level group by group and column by column, as {@link
   *     CodeKernels#groups} wants it; of the others row by row
   * @param scales the value of code 1, per row
   * @param errors {@code |y - c|} of this level and all before, per row, rounded up
   * @param rests {@code |y|} of all levels after this one, per row, rounded up
   */
  public record Level(byte[] codes, float[] scales, float[] errors, float[] rests) {}

  CodeBatch(Levels levels, int rows) {
    this.rows = rows;
    int places = groups() * CodeKernels.GROUP_ROWS;
    this.norms = new float[places];
    for (int level = 0; level < levels.count(); level++) {
      this.levels.add(
          new Level(
              new byte[places * levels.codes(level)],
              new float[places],
              new float[places],
              new float[places]));
    }
    for (int row = rows; row < places; row++) {
      setError(row, NULL);
    }
  }

  public int rows() {
    return rows;
  }

  public int groups() {
    return (rows + CodeKernels.GROUP_ROWS - 1) / CodeKernels.GROUP_ROWS;
  }

  /** The Euclidean norm of every row; 0 if it is NULL or unbounded. */
  public float[] norms() {
    return norms;
  }

  public List<Level> levels() {
    return List.copyOf(levels);
  }

  /** The smallest norm a row can have; 0 if a row is unbounded. NULL rows do not count. */
  public float minNorm() {
    float min = Float.POSITIVE_INFINITY;
    for (int row = 0; row < rows; row++) {
      float error = levels.get(0).errors[row];
      if (!Float.isNaN(error)) {
        min = Math.min(min, error == UNBOUNDED ? 0 : Math.nextDown(norms[row]));
      }
    }
    return Math.max(min, 0);
  }

  /** The largest norm a row can have; infinite if a row is unbounded. NULL rows do not count. */
  public float maxNorm() {
    float max = 0;
    for (int row = 0; row < rows; row++) {
      float error = levels.get(0).errors[row];
      if (!Float.isNaN(error)) {
        max = Math.max(max, error == UNBOUNDED ? error : Math.nextUp(norms[row]));
      }
    }
    return max;
  }

  Level level(int level) {
    return levels.get(level);
  }

  /** Sets the error of a row in all levels. */
  void setError(int row, float error) {
    for (Level level : levels) {
      level.errors[row] = error;
    }
  }
}

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
package io.vectordb.table;

import io.vectordb.kernels.Norms;
import io.vectordb.kernels.VectorKernels;

/**
 * One score of the rows of one batch, computed where it is asked for and kept.
 *
 * <p>This is the one place of the scan that turns vectors into scores; the values are the canonical ones.
 */
final class BatchScores {
  private final VectorKernels kernels;
  private final ScoreColumn score;
  private final VectorBlock block;
  private final VectorTile tile;
  private final int tileRows;
  private final double querySquaredNorm;
  private final double[] values;
  private final boolean[] computed;
  private final boolean[] nulls;
  private final double[] tileScores;
  private final double[] tileNorms;
  private boolean anyNull;

  /**
   * @param tile a tile whose array may be used again, or null
   */
  BatchScores(
      VectorKernels kernels, ScoreColumn score, VectorBlock block, int rows, VectorTile tile) {
    this.kernels = kernels;
    this.score = score;
    this.block = block;
    this.tileRows = VectorTile.rowsFor(block);
    this.tile =
        tile != null && tile.suits(block) ? tile.over(block) : new VectorTile(block, tileRows);
    this.querySquaredNorm =
        score.measure() == Measure.COSINE_SIMILARITY ? kernels.squaredNorm(score.query()) : 0;
    this.values = new double[rows];
    this.computed = new boolean[rows];
    this.nulls = new boolean[rows];
    this.tileScores = new double[tileRows];
    this.tileNorms = new double[tileRows];
  }

  VectorTile tile() {
    return tile;
  }

  /** Computes the scores of {@code rows} unless they are known; returns how many had to be computed. */
  int ensure(Selection rows) {
    int scored = 0;
    int filled = 0;
    int[] tileRow = new int[tileRows];
    for (int i = 0; i < rows.size(); ) {
      int run = run(rows, i, tileRows - filled);
      if (run == 0) {
        i++;
        continue;
      }
      int first = rows.row(i);
      tile.fill(filled, first, run);
      for (int r = 0; r < run; r++) {
        tileRow[filled++] = first + r;
      }
      i += run;
      scored += run;
      if (filled == tileRows) {
        scoreTile(tileRow, filled);
        filled = 0;
      }
    }
    if (filled > 0) {
      scoreTile(tileRow, filled);
    }
    return scored;
  }

  /** The length, at most {@code limit}, of the run of consecutive unknown rows that starts at {@code index}. */
  private int run(Selection rows, int index, int limit) {
    int first = rows.row(index);
    int end = Math.min(rows.size() - index, limit);
    int length = 0;
    while (length < end && rows.row(index + length) == first + length && !computed[first + length]) {
      length++;
    }
    return length;
  }

  private void scoreTile(int[] rows, int count) {
    switch (score.measure()) {
      case DOT_PRODUCT -> tile.dotProducts(kernels, score.query(), count, tileScores);
      case EUCLIDEAN_DISTANCE -> {
        tile.squaredDistances(kernels, score.query(), count, tileScores);
        squareRoots(count);
      }
      case COSINE_SIMILARITY -> cosines(rows, count);
      case L2_NORM -> {
        tile.squaredNorms(kernels, count, tileScores);
        squareRoots(count);
      }
      case L1_NORM -> {
        for (int i = 0; i < count; i++) {
          tileScores[i] = Norms.l1Norm(tile.vector(i));
        }
      }
      case MAX_NORM -> {
        for (int i = 0; i < count; i++) {
          tileScores[i] = Norms.maxNorm(tile.vector(i));
        }
      }
    }
    boolean round = score.precision() == ScoreColumn.Precision.FLOAT;
    for (int i = 0; i < count; i++) {
      values[rows[i]] = round ? (float) tileScores[i] : tileScores[i];
      computed[rows[i]] = true;
    }
    if (block.hasNulls()) {
      for (int i = 0; i < count; i++) {
        if (block.isNull(rows[i])) {
          nulls[rows[i]] = true;
          anyNull = true;
        }
      }
    }
  }

  private void squareRoots(int count) {
    for (int i = 0; i < count; i++) {
      tileScores[i] = Math.sqrt(tileScores[i]);
    }
  }

  private void cosines(int[] rows, int count) {
    tile.dotProducts(kernels, score.query(), count, tileScores);
    tile.squaredNorms(kernels, count, tileNorms);
    for (int i = 0; i < count; i++) {
      if (VectorKernels.isCosineDefined(querySquaredNorm, tileNorms[i])) {
        tileScores[i] = VectorKernels.cosine(tileScores[i], querySquaredNorm, tileNorms[i]);
      } else {
        nulls[rows[i]] = true;
        anyNull = true;
      }
    }
  }

  /** Whether any score computed so far is NULL. */
  boolean anyNull() {
    return anyNull;
  }

  /** Whether the score of {@code row}, which has been computed, is NULL. */
  boolean isNull(int row) {
    return nulls[row];
  }

  /** The score of {@code row}, which has been computed and is not NULL. */
  double value(int row) {
    return values[row];
  }
}

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
  private int tileCount;
  private boolean anyComputed;
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
    Selection unknown = anyComputed ? unknown(rows) : rows;
    int size = unknown.size();
    for (int from = 0; from < size; from += tileRows) {
      int count = Math.min(tileRows, size - from);
      fillTile(unknown, from, count);
      scoreTile();
      keep(unknown, from, count);
    }
    anyComputed |= size > 0;
    return size;
  }

  private Selection unknown(Selection rows) {
    int[] unknown = new int[rows.size()];
    int count = 0;
    for (int i = 0; i < unknown.length; i++) {
      if (!computed[rows.row(i)]) {
        unknown[count++] = rows.row(i);
      }
    }
    return new Selection(unknown, count);
  }

  /** Copies runs of consecutive rows at once. */
  private void fillTile(Selection rows, int from, int count) {
    tileCount = count;
    for (int i = 0; i < count; ) {
      int first = rows.row(from + i);
      int run = 1;
      if (rows.row(from + count - 1) - first == count - 1 - i) {
        run = count - i;
      } else {
        while (i + run < count && rows.row(from + i + run) == first + run) {
          run++;
        }
      }
      tile.fill(i, first, run);
      i += run;
    }
  }

  private void keep(Selection rows, int from, int count) {
    boolean isRound = score.precision() == ScoreColumn.Precision.FLOAT;
    for (int i = 0; i < count; i++) {
      int row = rows.row(from + i);
      values[row] = isRound ? (float) tileScores[i] : tileScores[i];
      computed[row] = true;
    }
    if (block.hasNulls()) {
      for (int i = 0; i < count; i++) {
        setNull(rows.row(from + i), block.isNull(rows.row(from + i)));
      }
    }
    if (score.measure() == Measure.COSINE_SIMILARITY) {
      for (int i = 0; i < count; i++) {
        setNull(
            rows.row(from + i), !VectorKernels.isCosineDefined(querySquaredNorm, tileNorms[i]));
      }
    }
  }

  private void setNull(int row, boolean isNull) {
    if (isNull) {
      nulls[row] = true;
      anyNull = true;
    }
  }

  /** Sets {@link #tileScores}, and for the cosine {@link #tileNorms}, of the rows in the tile. */
  private void scoreTile() {
    if (block.dimension() == VectorColumn.UNDETERMINED) {
      return; // Every vector of the file is NULL, and so is its score, whatever the query is.
    }
    switch (score.measure()) {
      case DOT_PRODUCT -> tile.dotProducts(kernels, score.query(), tileCount, tileScores);
      case EUCLIDEAN_DISTANCE -> {
        tile.squaredDistances(kernels, score.query(), tileCount, tileScores);
        squareRoots();
      }
      case COSINE_SIMILARITY -> cosines();
      case L2_NORM -> {
        tile.squaredNorms(kernels, tileCount, tileScores);
        squareRoots();
      }
      case L1_NORM -> {
        for (int i = 0; i < tileCount; i++) {
          tileScores[i] = Norms.l1Norm(tile.vector(i));
        }
      }
      case MAX_NORM -> {
        for (int i = 0; i < tileCount; i++) {
          tileScores[i] = Norms.maxNorm(tile.vector(i));
        }
      }
    }
  }

  private void squareRoots() {
    for (int i = 0; i < tileCount; i++) {
      tileScores[i] = Math.sqrt(tileScores[i]);
    }
  }

  private void cosines() {
    tile.dotProducts(kernels, score.query(), tileCount, tileScores);
    tile.squaredNorms(kernels, tileCount, tileNorms);
    for (int i = 0; i < tileCount; i++) {
      tileScores[i] = VectorKernels.cosine(tileScores[i], querySquaredNorm, tileNorms[i]);
    }
  }

  /**
   * The rows of {@code in}, which have been computed, whose score is not NULL and whose order relative to {@code literal}
   * is wanted.
   */
  Selection compare(
      Selection in, double literal, boolean less, boolean equal, boolean greater) {
    int[] rows = new int[in.size()];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      int row = in.row(i);
      double value = values[row];
      boolean wanted;
      if (value < literal) {
        wanted = less;
      } else if (value > literal) {
        wanted = greater;
      } else {
        int order = Scalars.compareDoubles(value, literal);
        wanted = order == 0 ? equal : order < 0 ? less : greater;
      }
      rows[count] = row;
      count += wanted && !nulls[row] ? 1 : 0;
    }
    return new Selection(rows, count);
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

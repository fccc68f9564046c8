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
package io.vectordb.table.scan;

import io.vectordb.kernels.Norms;
import io.vectordb.kernels.OffHeapRows;
import io.vectordb.kernels.VectorKernels;
import io.vectordb.table.file.Selection;
import io.vectordb.table.file.VectorBlock;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.VectorColumn;

/**
 * One score of the rows of one batch, computed where it is asked for and kept.
 *
 * <p>This is the one place of the scan that turns vectors into scores; the values are the canonical
 * ones.
 */
final class BatchScores implements AutoCloseable {
  /** Scores are computed for so many rows at a time. */
  private static final int STEP = 256;

  private final ScoreColumn score;
  private final VectorBlock block;
  private final OffHeapRows vectors;
  private final double querySquaredNorm;
  private final RowScores memory;
  private final double[] values;
  private final boolean[] computed;
  private final boolean[] nulls;
  private final double[] stepScores = new double[STEP];
  private final double[] stepNorms = new double[STEP];
  private int scored;
  private boolean anyNull;

  /**
   * @param memory for the scores of the batch; clean, and given back by {@link #close}
   */
  BatchScores(VectorKernels kernels, ScoreColumn score, VectorBlock block, RowScores memory) {
    this.score = score;
    this.block = block;
    this.vectors = block.rows(kernels);
    this.querySquaredNorm =
        score.measure() == Measure.COSINE_SIMILARITY ? kernels.squaredNorm(score.query()) : 0;
    this.memory = memory;
    this.values = memory.values();
    this.computed = memory.computed();
    this.nulls = memory.nulls();
  }

  /** Computes the scores of rows that are {@link #unknown}. */
  void compute(Selection rows) {
    for (int from = 0; from < rows.size(); from += STEP) {
      int count = Math.min(STEP, rows.size() - from);
      score(rows, from, count);
      keep(rows, from, count);
    }
    scored += rows.size();
    memory.used(rows);
  }

  /** Those of {@code rows} whose scores have not been computed. */
  Selection unknown(Selection rows) {
    if (scored == 0) {
      return rows;
    }
    int[] unknown = new int[rows.size()];
    int count = 0;
    for (int i = 0; i < unknown.length; i++) {
      if (!computed[rows.row(i)]) {
        unknown[count++] = rows.row(i);
      }
    }
    return new Selection(unknown, count);
  }

  /**
   * Scores rows {@code from} to {@code from + count} of the selection, by runs of consecutive rows.
   */
  private void score(Selection rows, int from, int count) {
    if (block.dimension() == VectorColumn.UNDETERMINED) {
      return; // Every vector of the file is NULL, and so is its score, whatever the query is.
    }
    for (int i = 0; i < count; ) {
      int run = rows.runLength(from + i, count - i);
      scoreRun(rows.row(from + i), run, i);
      i += run;
    }
  }

  private void scoreRun(int firstRow, int count, int at) {
    switch (score.measure()) {
      case DOT_PRODUCT -> vectors.dotProducts(score.query(), firstRow, count, stepScores, at);
      case EUCLIDEAN_DISTANCE -> {
        vectors.squaredDistances(score.query(), firstRow, count, stepScores, at);
        squareRoots(count, at);
      }
      case COSINE_SIMILARITY -> {
        vectors.dotProducts(score.query(), firstRow, count, stepScores, at);
        vectors.squaredNorms(firstRow, count, stepNorms, at);
        for (int i = at; i < at + count; i++) {
          stepScores[i] = VectorKernels.cosine(stepScores[i], querySquaredNorm, stepNorms[i]);
        }
      }
      case L2_NORM -> {
        vectors.squaredNorms(firstRow, count, stepScores, at);
        squareRoots(count, at);
      }
      case L1_NORM -> {
        for (int i = 0; i < count; i++) {
          stepScores[at + i] = Norms.l1Norm(block.widened(firstRow + i));
        }
      }
      case MAX_NORM -> {
        for (int i = 0; i < count; i++) {
          stepScores[at + i] = Norms.maxNorm(block.widened(firstRow + i));
        }
      }
    }
  }

  private void squareRoots(int count, int at) {
    for (int i = at; i < at + count; i++) {
      stepScores[i] = Math.sqrt(stepScores[i]);
    }
  }

  private void keep(Selection rows, int from, int count) {
    boolean isRound = score.precision() == ScoreColumn.Precision.FLOAT;
    for (int i = 0; i < count; i++) {
      int row = rows.row(from + i);
      values[row] = isRound ? (float) stepScores[i] : stepScores[i];
      computed[row] = true;
    }
    if (block.hasNulls()) {
      for (int i = 0; i < count; i++) {
        setNull(rows.row(from + i), block.isNull(rows.row(from + i)));
      }
    }
    if (score.measure() == Measure.COSINE_SIMILARITY) {
      for (int i = 0; i < count; i++) {
        setNull(rows.row(from + i), !VectorKernels.isCosineDefined(querySquaredNorm, stepNorms[i]));
      }
    }
  }

  private void setNull(int row, boolean isNull) {
    if (isNull) {
      nulls[row] = true;
      anyNull = true;
    }
  }

  /**
   * The rows of {@code in}, which have been computed, whose score is not NULL and whose order
   * relative to {@code literal} is wanted.
   */
  Selection compare(Selection in, double literal, Wanted wanted) {
    boolean less = wanted.less();
    boolean equal = wanted.equal();
    boolean greater = wanted.greater();
    int[] rows = new int[in.size()];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      int row = in.row(i);
      double value = values[row];
      boolean isWanted;
      if (value < literal) {
        isWanted = less;
      } else if (value > literal) {
        isWanted = greater;
      } else {
        int order = Scalars.compareDoubles(value, literal);
        isWanted = order == 0 ? equal : order < 0 ? less : greater;
      }
      rows[count] = row;
      count += isWanted && !nulls[row] ? 1 : 0;
    }
    return new Selection(rows, count);
  }

  /** How many scores have been computed. */
  int scored() {
    return scored;
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

  @Override
  public void close() {
    memory.release();
  }
}

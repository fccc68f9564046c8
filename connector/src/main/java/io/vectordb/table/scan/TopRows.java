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

import io.vectordb.kernels.TopK;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.schema.Scalars;
import java.util.Arrays;

/** Collects the rows that may be among the best of a scan. */
final class TopRows {
  private final TopN topN;
  private final TopK best;

  /** Rows come in any order; those with the smallest numbers are kept. */
  private final TopK nulls;

  private final Ties ties;
  private final ScoredRows tied = new ScoredRows();

  TopRows(TopN topN) {
    this.topN = topN;
    this.best = new TopK(topN.k(), topN.direction() == Direction.DESCENDING);
    this.ties = topN.ties();
    this.nulls = new TopK(ties == Ties.ALL ? Integer.MAX_VALUE : topN.k(), false);
  }

  void offerNull(long row) {
    nulls.offer(0, row);
  }

  void offer(double score, long row) {
    if (ties == Ties.ALL && topN.k() > 0 && (!best.isFull() || !isWorse(score))) {
      tied.add(row, score);
      if (tied.size > 4L * topN.k() + 4096 && best.isFull()) {
        tied.removeWorse();
      }
    }
    best.offer(score, row);
  }

  private boolean isWorse(double score) {
    int order = Scalars.compareDoubles(score, best.worst());
    return topN.direction() == Direction.DESCENDING ? order < 0 : order > 0;
  }

  /** The rows to keep, ascending: at least the best k, and nothing that could not be among them. */
  long[] rows() {
    boolean withNulls = topN.nulls() == Nulls.FIRST || !best.isFull();
    long[] nullRows = withNulls ? nulls.rows() : new long[0];
    long[] scored;
    if (ties == Ties.ALL) {
      if (best.isFull()) {
        tied.removeWorse();
      }
      scored = tied.rows();
    } else {
      scored = best.rows();
    }
    long[] rows = Arrays.copyOf(scored, scored.length + nullRows.length);
    System.arraycopy(nullRows, 0, rows, scored.length, nullRows.length);
    Arrays.sort(rows);
    return rows;
  }

  /** Rows with their scores. */
  private final class ScoredRows {
    private long[] rows = new long[16];
    private double[] scores = new double[16];
    private int size;

    void add(long row, double score) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
        scores = Arrays.copyOf(scores, 2 * size);
      }
      rows[size] = row;
      scores[size++] = score;
    }

    void removeWorse() {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (!isWorse(scores[i])) {
          rows[kept] = rows[i];
          scores[kept++] = scores[i];
        }
      }
      size = kept;
    }

    long[] rows() {
      return Arrays.copyOf(rows, size);
    }
  }
}

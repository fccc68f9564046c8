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
import io.vectordb.table.file.Selection;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.TopN;
import java.util.Arrays;

/**
 * Finds the best rows of a scan. Rows with codes are judged by the bounds of their scores first;
 * those that may be among the best after all rows have been seen get their scores then.
 */
final class TopSearch {
  /** Candidates are looked through again when there are more than {@link #checked} of them. */
  private static final int MIN_CHECKED = 4096;

  private final TopN topN;
  private final boolean isLarge;
  private final TopRows scored;
  private final ScoreLimit limit;

  /** The best of what scores are at worst. */
  private final TopK pessimistic;

  private int checked = MIN_CHECKED;
  private long[] rows = new long[64];
  private double[] optimistic = new double[64];
  private int size;

  /** Rows that codes could not rule out when they were looked at. */
  private long open;

  private long undecided;

  TopSearch(TopN topN, ScoreLimit limit) {
    this.topN = topN;
    this.isLarge = topN.direction() == Direction.DESCENDING;
    this.scored = new TopRows(topN);
    this.limit = limit;
    this.pessimistic = new TopK(topN.k(), isLarge);
  }

  /**
   * Looks at the rows {@code in} of a batch.
   *
   * @param firstRow the number in the scan of the batch's first row
   */
  void visit(ScoredBatch batch, Selection in, long firstRow) {
    String score = topN.score();
    CodedScores codes = topN.k() == 0 ? null : batch.codes(score).orElse(null);
    if (codes == null) {
      score(batch, in, firstRow);
      return;
    }
    Selection nulls = batch.nullVectors(score, in);
    for (int i = 0; i < nulls.size(); i++) {
      scored.offerNull(firstRow + nulls.row(i));
    }
    Selection vectors = nulls.isEmpty() ? in : in.minus(nulls);
    double known = limit.score();
    Selection rest =
        codes.select(
            vectors,
            topN.direction(),
            Double.isInfinite(known) ? Double.NaN : known,
            topN.k(),
            new Candidates(firstRow));
    score(batch, rest, firstRow);
  }

  /** Scores rows of a batch. */
  private void score(ScoredBatch batch, Selection in, long firstRow) {
    offer(batch, in, firstRow, true);
    reached();
  }

  /**
   * Scores rows of a batch that {@link #undecided()} has returned. What their scores are at worst
   * has been taken into account before, and no row counts twice.
   */
  void recheck(ScoredBatch batch, Selection in, long firstRow) {
    offer(batch, in, firstRow, false);
  }

  private void offer(ScoredBatch batch, Selection in, long firstRow, boolean isNew) {
    if (in.isEmpty()) {
      return;
    }
    BatchScores scores = batch.scores(topN.score(), in);
    for (int i = 0; i < in.size(); i++) {
      int row = in.row(i);
      if (scores.isNull(row)) {
        scored.offerNull(firstRow + row);
      } else {
        double value = scores.value(row);
        scored.offer(value, firstRow + row);
        if (isNew) {
          pessimistic.offer(value, firstRow + row);
        }
      }
    }
  }

  private void reached() {
    if (pessimistic.isFull() && topN.k() > 0) {
      limit.reached(pessimistic.worst());
    }
  }

  private final class Candidates implements CodedScores.Candidates {
    private final long firstRow;
    private int first = size;

    Candidates(long firstRow) {
      this.firstRow = firstRow;
    }

    @Override
    public void offer(int row, double low, double high) {
      double best = isLarge ? high : low;
      if (limit.admits(best)) {
        add(firstRow + row, best);
        pessimistic.offer(isLarge ? low : high, firstRow + row);
      }
    }

    @Override
    public int settle() {
      reached();
      removeHopeless(first);
      int kept = size - first;
      open += kept;
      if (size > checked) {
        removeHopeless(0);
        checked = 2 * size + MIN_CHECKED;
      }
      first = size;
      return kept;
    }
  }

  private void add(long row, double best) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      optimistic = Arrays.copyOf(optimistic, 2 * size);
    }
    rows[size] = row;
    optimistic[size++] = best;
  }

  private void removeHopeless(int from) {
    int kept = from;
    for (int i = from; i < size; i++) {
      if (limit.admits(optimistic[i])) {
        rows[kept] = rows[i];
        optimistic[kept++] = optimistic[i];
      }
    }
    size = kept;
  }

  /** How many rows the codes ruled out after all, because better ones came later. */
  long ruledOutLater() {
    return open - undecided;
  }

  /** The rows that have to be scored before {@link #best()} is known, ascending. */
  long[] undecided() {
    removeHopeless(0);
    long[] best = Arrays.copyOf(rows, size);
    Arrays.sort(best);
    undecided = size;
    size = 0;
    return best;
  }

  /** The rows to keep, ascending; see {@link TopRows#rows()}. */
  long[] best() {
    return scored.rows();
  }
}

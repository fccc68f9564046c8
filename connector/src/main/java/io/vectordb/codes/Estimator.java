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
import java.util.Arrays;
import java.util.Optional;

/**
 * Decides on which side of a threshold the scores of one query are, block after block, reading
 * levels of codes for as long as rows are undecided. Not thread-safe; keeps its memory from one
 * block to the next.
 */
public final class Estimator {
  private static final int GROUP = CodeKernels.GROUP_ROWS;

  /** If one row of so many is open, reading what belongs to all of them is faster. */
  private static final int DENSE = 24;

  private final EncodedQuery query;
  private final Levels levels;
  private final ScoreBounds bounds;

  /** Rows that go on to the next level, ascending. */
  private final RowList open = new RowList();

  private final RowList above = new RowList();
  private final RowList below = new RowList();

  // By row of the block.
  private float[] norms = new float[0];
  private float[] estimates = new float[0];
  private float[] rowBounds = new float[0];
  private float[] margins = new float[0];
  private float[] tolerances = new float[0];
  private float[] scales = new float[0];
  private float[] errors = new float[0];
  private float[] rests = new float[0];
  private float[] products = new float[0];
  private long codeBytes;
  private long visits;

  /** Receives rows whose place relative to the threshold is known. */
  private enum Side {
    SETTLED,
    DROPPED,
    KEPT
  }

  public Estimator(EncodedQuery query, ScoreBounds bounds) {
    this.query = query;
    this.levels = query.levels();
    this.bounds = bounds;
  }

  /**
   * Compares the scores of rows with a threshold.
   *
   * @param rows ascending rows of the block, {@code count} of them, whose vectors are not NULL
   * @param wantsLarger whether {@link #larger} will be asked for
   * @param wantsSmaller whether {@link #smaller} will be asked for
   * @return false if nothing can be proven about this threshold
   */
  public boolean compare(
      CodeBlock block,
      int[] rows,
      int count,
      double threshold,
      boolean wantsLarger,
      boolean wantsSmaller) {
    Optional<DotThreshold> dots = bounds.threshold(threshold);
    boolean grows = bounds.growsWithDotProduct();
    Side aboves = (grows ? wantsLarger : wantsSmaller) ? Side.SETTLED : Side.DROPPED;
    Side belows = (grows ? wantsSmaller : wantsLarger) ? Side.SETTLED : Side.DROPPED;
    dots.ifPresent(t -> run(block, rows, count, t, aboves, belows));
    return dots.isPresent();
  }

  /**
   * Finds the rows whose score may be as good as a limit, and estimates them as well as the codes
   * can.
   *
   * @param rows as in {@link #compare}
   * @param isLarge whether large scores are good
   * @param limit not-a-number for none
   */
  public void select(CodeBlock block, int[] rows, int count, boolean isLarge, double limit) {
    DotThreshold dots = bounds.threshold(limit).orElse(null);
    boolean wantsAbove = isLarge == bounds.growsWithDotProduct();
    run(
        block,
        rows,
        count,
        dots,
        wantsAbove ? Side.KEPT : Side.DROPPED,
        wantsAbove ? Side.DROPPED : Side.KEPT);
  }

  /** After {@link #compare}: the rows whose score is certainly larger than the threshold. */
  public RowList larger() {
    return bounds.growsWithDotProduct() ? above : below;
  }

  /** After {@link #compare}: the rows whose score is certainly smaller than the threshold. */
  public RowList smaller() {
    return bounds.growsWithDotProduct() ? below : above;
  }

  /** The rows that are neither settled nor dropped. */
  public RowList undecided() {
    return open;
  }

  /** After {@link #select}: a number that the score of this undecided row is not smaller than. */
  public double low(int row) {
    return bounds.low(estimates[row], rowBounds[row], norms[row]);
  }

  /** After {@link #select}: a number that the score of this undecided row is not larger than. */
  public double high(int row) {
    return bounds.high(estimates[row], rowBounds[row], norms[row]);
  }

  /** Bytes of codes and of what belongs to them that were read for the last block. */
  public long codeBytes() {
    return codeBytes;
  }

  /** How often a row of the last block was looked at again, in a level after the first. */
  public long visits() {
    return visits;
  }

  private void run(
      CodeBlock block, int[] rows, int count, DotThreshold threshold, Side aboves, Side belows) {
    codeBytes = 0;
    visits = 0;
    above.size = 0;
    below.size = 0;
    open.size = count;
    if (count == 0) {
      return;
    }
    ensure(count, (rows[count - 1] / GROUP + 1) * GROUP);
    System.arraycopy(rows, 0, open.rows, 0, count);
    estimateFirst(block, threshold);
    for (int level = 0; ; ) {
      if (threshold != null) {
        split(aboves, belows);
      }
      if (++level == levels.count() || open.size == 0) {
        break;
      }
      estimateNext(block, level, threshold);
    }
    if (above.size > 0 && levels.count() > 1) {
      Arrays.sort(above.rows, 0, above.size);
    }
    if (below.size > 0 && levels.count() > 1) {
      Arrays.sort(below.rows, 0, below.size);
    }
  }

  private void ensure(int count, int places) {
    open.ensure(count);
    above.ensure(count + 1);
    below.ensure(count + 1);
    if (norms.length < places) {
      norms = new float[places];
      estimates = new float[places];
      rowBounds = new float[places];
      margins = new float[places];
      tolerances = new float[places];
      scales = new float[places];
      errors = new float[places];
      rests = new float[places];
      products = new float[places];
    }
  }

  /** The first level, whole groups at a time: every run of groups that holds an open row. */
  private void estimateFirst(CodeBlock block, DotThreshold threshold) {
    int first = open.rows[0] / GROUP;
    int last = first;
    for (int i = 1; i < open.size; i++) {
      int group = open.rows[i] / GROUP;
      if (group > last + 1) {
        estimateGroups(block, first, last + 1 - first, threshold);
        first = group;
      }
      last = group;
    }
    estimateGroups(block, first, last + 1 - first, threshold);
  }

  private void estimateGroups(CodeBlock block, int firstGroup, int count, DotThreshold threshold) {
    int from = firstGroup * GROUP;
    int rows = count * GROUP;
    int to = from + rows;
    CodeBlock.Level level = block.level(0);
    block.groups().products(query.elements(), 0, firstGroup, count, estimates, from);
    block.norms().get(from, norms, from, rows);
    level.scales().get(from, scales, from, rows);
    level.errors().get(from, errors, from, rows);
    float head = query.headNorm(0);
    if (level.rests() == null) {
      for (int i = from; i < to; i++) {
        estimates[i] *= scales[i];
        rowBounds[i] = head * errors[i];
      }
    } else {
      float tail = query.tailNorm(0);
      level.rests().get(from, rests, from, rows);
      for (int i = from; i < to; i++) {
        estimates[i] *= scales[i];
        rowBounds[i] = head * errors[i] + tail * rests[i];
      }
    }
    if (threshold != null) {
      threshold.apply(estimates, rowBounds, norms, from, to, margins, tolerances);
    }
    codeBytes += (long) rows * (levels.codes(0) + rowFloats(level) * Float.BYTES + Float.BYTES);
  }

  private static int rowFloats(CodeBlock.Level level) {
    return level.rests() == null ? 2 : 3;
  }

  private void estimateNext(CodeBlock block, int number, DotThreshold threshold) {
    CodeBlock.Level level = block.level(number);
    level
        .rows()
        .products(query.elements(), levels.offset(number), open.rows, open.size, products, 0);
    boolean isDense = open.size >= (open.rows[open.size - 1] - open.rows[0] + 1) / DENSE;
    if (isDense) {
      readBounds(level);
    }
    float head = query.headNorm(number);
    float tail = query.tailNorm(number);
    boolean hasRests = level.rests() != null;
    for (int i = 0; i < open.size; i++) {
      int row = open.rows[i];
      if (!isDense) {
        scales[row] = level.scales().get(row);
        errors[row] = level.errors().get(row);
        rests[row] = hasRests ? level.rests().get(row) : 0;
      }
      float estimate = estimates[row] + scales[row] * products[i];
      float bound = head * errors[row] + (hasRests ? tail * rests[row] : 0);
      estimates[row] = estimate;
      rowBounds[row] = bound;
      if (threshold != null) {
        margins[row] = threshold.margin(estimate, norms[row]);
        tolerances[row] = threshold.tolerance(bound, norms[row]);
      }
    }
    visits += open.size;
    codeBytes += (long) open.size * (levels.codes(number) + rowFloats(level) * Float.BYTES);
  }

  /** Reads what belongs to the codes of all rows at once, from the first to the last open one. */
  private void readBounds(CodeBlock.Level level) {
    int from = open.rows[0];
    int count = open.rows[open.size - 1] + 1 - from;
    level.scales().get(from, scales, from, count);
    level.errors().get(from, errors, from, count);
    if (level.rests() != null) {
      level.rests().get(from, rests, from, count);
    }
  }

  /** Takes the decided rows out of the open ones; first those that nobody asks for. */
  private void split(Side aboves, Side belows) {
    if (aboves == Side.DROPPED) {
      drop(1);
    }
    if (belows == Side.DROPPED) {
      drop(-1);
    }
    if (aboves == Side.SETTLED) {
      settle(above, 1);
    }
    if (belows == Side.SETTLED) {
      settle(below, -1);
    }
  }

  // Without branches, because where few rows are decided, or few are not, is not predictable.

  /** Drops the open rows above the threshold; with sign -1, those below. */
  private void drop(float sign) {
    int[] rows = open.rows;
    float[] margin = margins;
    float[] tolerance = tolerances;
    int kept = 0;
    for (int i = 0, end = open.size; i < end; i++) {
      int row = rows[i];
      rows[kept] = row;
      kept += sign * margin[row] > tolerance[row] ? 0 : 1;
    }
    open.size = kept;
  }

  /** Moves the open rows above the threshold to {@code settled}; with sign -1, those below. */
  private void settle(RowList settled, float sign) {
    int[] rows = open.rows;
    int[] to = settled.rows;
    float[] margin = margins;
    float[] tolerance = tolerances;
    int kept = 0;
    int size = settled.size;
    for (int i = 0, end = open.size; i < end; i++) {
      int row = rows[i];
      int moves = sign * margin[row] > tolerance[row] ? 1 : 0;
      to[size] = row;
      size += moves;
      rows[kept] = row;
      kept += 1 - moves;
    }
    open.size = kept;
    settled.size = size;
  }
}

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
package io.vectordb.kernels;

import java.util.Arrays;

/**
 * The best {@code k} of a stream of (score, row) pairs.
 *
 * <p>The order is Spark's order of doubles: -0.0 equals 0.0, NaN equals NaN and is larger than
 * every other value, also than infinity. Of equal scores the smaller row number is better, whatever
 * the direction, so the result depends on the pairs alone and not on the order in which they
 * arrive.
 *
 * <p>Memory grows with what is admitted, to at most 16 bytes times {@code k} (times 1.5 while it
 * grows); a huge {@code k} costs nothing by itself. Not safe for concurrent use.
 */
public final class TopK {

  private static final int INITIAL_CAPACITY = 16;

  private final int k;
  private final boolean descending;

  /** A heap with the worst pair at index 0; or, while {@code sorted}, the pairs best first. */
  private double[] scores = new double[0];

  private long[] rows = new long[0];
  private int size;
  private boolean sorted;

  /**
   * @param k the number of pairs to keep, at least 0
   * @param descending whether larger scores are better
   */
  public TopK(int k, boolean descending) {
    if (k < 0) {
      throw new IllegalArgumentException("k is negative: " + k);
    }
    this.k = k;
    this.descending = descending;
  }

  /** Offers a pair; returns whether it is among the best {@code k} so far. */
  public boolean offer(double score, long row) {
    if (k == 0) {
      return false;
    }
    restoreHeap();
    if (size < k) {
      grow();
      scores[size] = score;
      rows[size] = row;
      siftUp(size++);
      return true;
    }
    if (!isBetter(score, row, scores[0], rows[0])) {
      return false;
    }
    scores[0] = score;
    rows[0] = row;
    siftDown(0, size);
    return true;
  }

  /**
   * The score that a candidate has to beat, or to tie with a smaller row number, once the collector
   * {@link #isFull() is full}. Before that everything is admitted and this is the infinity that
   * every number beats or ties: negative if descending, else positive. Ascending, a NaN is admitted
   * then although it is worse, so a caller that skips by this score asks {@code isFull} first. With
   * {@code k == 0} it is the opposite infinity.
   */
  public double worst() {
    if (k == 0 || size < k) {
      return descending == (k == 0) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return scores[sorted ? size - 1 : 0];
  }

  /** Whether {@code k} pairs are held; always so with {@code k == 0}. */
  public boolean isFull() {
    return size == k;
  }

  /** A copy of the row numbers, best first. */
  public long[] rows() {
    sort();
    return Arrays.copyOf(rows, size);
  }

  private boolean isBetter(double score, long row, double otherScore, long otherRow) {
    if (score == otherScore) {
      return row < otherRow;
    }
    if (score > otherScore) {
      return descending;
    }
    if (score < otherScore) {
      return !descending;
    }
    boolean isNaN = Double.isNaN(score);
    return isNaN == Double.isNaN(otherScore) ? row < otherRow : isNaN == descending;
  }

  private boolean isBetter(int i, int j) {
    return isBetter(scores[i], rows[i], scores[j], rows[j]);
  }

  private void grow() {
    if (size == scores.length) {
      long wanted = Math.max(INITIAL_CAPACITY, size + (long) (size >> 1));
      int capacity = (int) Math.min(k, wanted);
      scores = Arrays.copyOf(scores, capacity);
      rows = Arrays.copyOf(rows, capacity);
    }
  }

  private void siftUp(int start) {
    int i = start;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (!isBetter(parent, i)) {
        return;
      }
      swap(i, parent);
      i = parent;
    }
  }

  private void siftDown(int start, int end) {
    int i = start;
    // i < end / 2 is "has a child", written so that 2 * i + 1 cannot overflow
    while (i < end >>> 1) {
      int worse = 2 * i + 1;
      if (worse + 1 < end && isBetter(worse, worse + 1)) {
        worse++;
      }
      if (!isBetter(i, worse)) {
        return;
      }
      swap(i, worse);
      i = worse;
    }
  }

  /** Heap sort in place: the worst pair goes behind the shrinking heap each time. */
  private void sort() {
    if (!sorted) {
      for (int end = size - 1; end > 0; end--) {
        swap(0, end);
        siftDown(0, end);
      }
      sorted = true;
    }
  }

  /** Pairs sorted worst first are a heap, so a sorted collector only has to be reversed. */
  private void restoreHeap() {
    if (sorted) {
      for (int i = 0, j = size - 1; i < j; i++, j--) {
        swap(i, j);
      }
      sorted = false;
    }
  }

  private void swap(int i, int j) {
    double score = scores[i];
    scores[i] = scores[j];
    scores[j] = score;
    long row = rows[i];
    rows[i] = rows[j];
    rows[j] = row;
  }
}

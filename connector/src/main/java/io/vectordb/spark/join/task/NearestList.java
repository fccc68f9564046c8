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

import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * The best partners of one row: a heap whose root is the worst of them. Of equal scores the row
 * that comes first in the order of ties is better.
 */
final class NearestList {
  private static final int FIRST_ROOM = 10;

  /** A score, a place in a list, and the object of a row, about. */
  private static final int PARTNER_BYTES = 64;

  private final int k;
  private final boolean smallest;
  private final Comparator<UnsafeRow> ties;
  private double[] scores;
  private UnsafeRow[] rows;
  private int size;
  private long bytes;

  NearestList(int k, boolean smallest, Comparator<UnsafeRow> ties) {
    this.k = k;
    this.smallest = smallest;
    this.ties = ties;
    this.scores = new double[Math.min(k, FIRST_ROOM)];
    this.rows = new UnsafeRow[scores.length];
  }

  boolean isFull() {
    return size == k;
  }

  int size() {
    return size;
  }

  /** The worst score; only of a list that is not empty. */
  double worst() {
    return scores[0];
  }

  /** Bytes of heap, with the partners' rows, which may be in other lists, too. */
  long bytes() {
    return bytes + (long) size * PARTNER_BYTES;
  }

  /** Adds a partner, unless {@code k} others are better. */
  void add(double score, UnsafeRow row) {
    if (size < k) {
      bytes += row.getSizeInBytes();
      if (size == scores.length) {
        int room = (int) Math.min(k, 2L * size);
        scores = Arrays.copyOf(scores, room);
        rows = Arrays.copyOf(rows, room);
      }
      siftUp(size++, score, row);
    } else if (isWorse(scores[0], rows[0], score, row)) {
      bytes += row.getSizeInBytes() - rows[0].getSizeInBytes();
      siftDown(score, row, size);
    }
  }

  /** Puts the best partner first; nothing can be added afterwards. */
  void sort() {
    for (int length = size - 1; length > 0; length--) {
      double score = scores[0];
      UnsafeRow row = rows[0];
      siftDown(scores[length], rows[length], length);
      scores[length] = score;
      rows[length] = row;
    }
  }

  double score(int i) {
    return scores[i];
  }

  UnsafeRow row(int i) {
    return rows[i];
  }

  private void siftUp(int start, double score, UnsafeRow row) {
    int i = start;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (!isWorse(score, row, scores[parent], rows[parent])) {
        break;
      }
      scores[i] = scores[parent];
      rows[i] = rows[parent];
      i = parent;
    }
    scores[i] = score;
    rows[i] = row;
  }

  /** Puts a partner in place of the root, in a heap of {@code length}. */
  private void siftDown(double score, UnsafeRow row, int length) {
    int i = 0;
    while (2 * i + 1 < length) {
      int child = 2 * i + 1;
      if (child + 1 < length
          && isWorse(scores[child + 1], rows[child + 1], scores[child], rows[child])) {
        child++;
      }
      if (!isWorse(scores[child], rows[child], score, row)) {
        break;
      }
      scores[i] = scores[child];
      rows[i] = rows[child];
      i = child;
    }
    scores[i] = score;
    rows[i] = row;
  }

  /**
   * NaN is the largest score and the zeros are equal, as everywhere in Spark; by adding 0, -0.0
   * becomes 0.0.
   */
  private boolean isWorse(double a, UnsafeRow aRow, double b, UnsafeRow bRow) {
    int order = Double.compare(a + 0.0, b + 0.0);
    return order == 0 ? ties.compare(aRow, bRow) > 0 : smallest ? order > 0 : order < 0;
  }
}

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
package io.vectordb.table.file;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** An ascending list of row numbers of one batch. */
public final class Selection {
  /** If fewer than one row of so many is wanted, only these rows are read. */
  private static final int SPARSE = 8;

  private final int[] rows;
  private final int size;

  /** The first {@code size} of {@code rows}, which are ascending and are not changed any more. */
  public Selection(int[] rows, int size) {
    this.rows = rows;
    this.size = size;
  }

  /** The rows from {@code from} up to, not including, {@code to}. */
  public static Selection range(int from, int to) {
    int[] rows = new int[to - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from + i;
    }
    return new Selection(rows, rows.length);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Whether so few of {@code all} rows are selected that it pays to read only them. */
  public boolean isSparse(int all) {
    return (long) size * SPARSE <= all;
  }

  public int row(int index) {
    return rows[index];
  }

  /** How many consecutive rows, at most {@code limit}, begin at {@code index}. */
  public int runLength(int index, int limit) {
    int first = rows[index];
    if (rows[index + limit - 1] - first == limit - 1) {
      return limit;
    }
    int run = 1;
    while (run < limit && rows[index + run] == first + run) {
      run++;
    }
    return run;
  }

  public int[] toArray() {
    return Arrays.copyOf(rows, size);
  }

  /** The rows in an array that may be longer; callers must not change it. */
  public int[] rows() {
    return rows;
  }

  /** The rows after the first {@code skip} ones. */
  public Selection from(int skip) {
    return skip == 0 ? this : new Selection(Arrays.copyOfRange(rows, skip, size), size - skip);
  }

  /** The first {@code limit} rows. */
  public Selection first(int limit) {
    return limit >= size ? this : new Selection(rows, limit);
  }

  /** The rows that pass a test. */
  public Selection where(IntPredicate test) {
    int[] passing = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (test.test(rows[i])) {
        passing[count++] = rows[i];
      }
    }
    return new Selection(passing, count);
  }

  /** The rows of this selection that are not in {@code other}, which is a part of it. */
  public Selection minus(Selection other) {
    int[] rest = new int[size - other.size];
    int count = 0;
    for (int i = 0, j = 0; i < size; i++) {
      if (j < other.size && other.rows[j] == rows[i]) {
        j++;
      } else {
        rest[count++] = rows[i];
      }
    }
    return new Selection(rest, count);
  }

  /** The rows of both selections, which have none in common. */
  public Selection plus(Selection other) {
    if (other.size == 0) {
      return this;
    }
    if (size == 0) {
      return other;
    }
    int[] merged = new int[size + other.size];
    for (int i = 0, j = 0, k = 0; k < merged.length; k++) {
      boolean left = j == other.size || (i < size && rows[i] < other.rows[j]);
      merged[k] = left ? rows[i++] : other.rows[j++];
    }
    return new Selection(merged, merged.length);
  }
}

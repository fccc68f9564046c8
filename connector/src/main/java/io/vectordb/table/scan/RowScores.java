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

import io.vectordb.table.file.Selection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Memory for the scores of a batch, which goes from batch to batch: where codes leave few rows to
 * score, making and clearing it would cost more than the scores.
 */
final class RowScores {
  private final Pool pool;
  private final double[] values;
  private final boolean[] computed;
  private final boolean[] nulls;
  private final List<Selection> used = new ArrayList<>();

  /** The memory that a scan does not use at the moment. Not thread-safe. */
  static final class Pool {
    private final Deque<RowScores> free = new ArrayDeque<>();

    /** Clean memory for at least {@code rows} rows. */
    RowScores take(int rows) {
      RowScores memory = free.poll();
      return memory != null && memory.values.length >= rows ? memory : new RowScores(this, rows);
    }
  }

  private RowScores(Pool pool, int rows) {
    this.pool = pool;
    this.values = new double[rows];
    this.computed = new boolean[rows];
    this.nulls = new boolean[rows];
  }

  double[] values() {
    return values;
  }

  /** By row, whether there is a value. */
  boolean[] computed() {
    return computed;
  }

  boolean[] nulls() {
    return nulls;
  }

  /** These rows have been written to. */
  void used(Selection rows) {
    used.add(rows);
  }

  /** Cleans the memory and gives it back. */
  void release() {
    for (Selection rows : used) {
      for (int i = 0; i < rows.size(); i++) {
        computed[rows.row(i)] = false;
        nulls[rows.row(i)] = false;
      }
    }
    used.clear();
    pool.free.push(this);
  }
}

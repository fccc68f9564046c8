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
package io.vectordb.table.rewrite;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.scan.ScanBatch;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import io.vectordb.table.schema.ScalarReader;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.store.TableStore;
import java.util.List;

/**
 * A file whose rows ascend by a column, among others that are merged with it by this column: the
 * rows of it that are still to come.
 */
final class MergedFile implements Comparable<MergedFile>, AutoCloseable {
  private final SegmentScan scan;
  private final String column;
  private final int number;
  private ScanBatch batch;
  private ScalarReader keys;
  private int[] rows = {};
  private int next;

  /**
   * @param everything reads all columns
   * @param number of equal rows, those of the file with the smaller number come first
   */
  MergedFile(TableStore store, DataFile file, ScanSpec everything, String column, int number) {
    this.scan = new SegmentScan(store, List.of(Segment.of(file)), everything);
    this.column = column;
    this.number = number;
  }

  /** Whether there is a row; to be called before one is asked for. */
  boolean hasNext() {
    while (next == rows.length) {
      if (!scan.next()) {
        return false;
      }
      batch = scan.batch();
      keys = ScalarReader.of(batch.column(column));
      rows = batch.rows();
      next = 0;
    }
    return true;
  }

  /** Where the next row is. */
  ScanBatch batch() {
    return batch;
  }

  /** The next row's number in its batch. */
  int row() {
    return rows[next];
  }

  /**
   * Takes rows that follow each other in the batch without a gap and come before the next one of
   * the other file, if there is one.
   *
   * @return how many, from 1 to {@code limit}
   */
  int take(int limit, MergedFile other) {
    int first = next++;
    while (next < rows.length
        && next - first < limit
        && rows[next] == rows[next - 1] + 1
        && (other == null || compareTo(other) < 0)) {
      next++;
    }
    return next - first;
  }

  @Override
  public int compareTo(MergedFile other) {
    Object key = key();
    Object otherKey = other.key();
    int order;
    if (key == null || otherKey == null) {
      order = Boolean.compare(key != null, otherKey != null);
    } else {
      order = Scalars.compare(key, otherKey);
    }
    return order != 0 ? order : Integer.compare(number, other.number);
  }

  private Object key() {
    return keys.isNull(row()) ? null : keys.comparable(row());
  }

  @Override
  public void close() {
    scan.close();
  }
}

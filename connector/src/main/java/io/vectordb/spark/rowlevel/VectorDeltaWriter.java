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
package io.vectordb.spark.rowlevel;

import io.vectordb.spark.read.RowPositions;
import io.vectordb.spark.write.WrittenFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DeltaWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.unsafe.types.UTF8String;
import org.roaringbitmap.RoaringBitmap;

/** Notes which rows one attempt of one task deletes, and writes those that it adds. */
final class VectorDeltaWriter implements DeltaWriter<InternalRow> {
  private static final int FILE = 0;
  private static final int POSITION = 1;

  private final Supplier<DataWriter<InternalRow>> newWriter;
  private final Map<String, RoaringBitmap> deleted = new HashMap<>();
  private DataWriter<InternalRow> added;
  private UTF8String lastFile;
  private RoaringBitmap lastDeleted;
  private long rowsDeleted;
  private long rowsUpdated;
  private long rowsInserted;

  /**
   * @param newWriter makes the writer of new rows, if there are any
   */
  VectorDeltaWriter(Supplier<DataWriter<InternalRow>> newWriter) {
    this.newWriter = newWriter;
  }

  /** A MERGE may delete a row once for every row of the source that matches. */
  @Override
  public void delete(InternalRow metadata, InternalRow id) {
    if (remove(id)) {
      rowsDeleted++;
    }
  }

  @Override
  public void update(InternalRow metadata, InternalRow id, InternalRow row) throws IOException {
    remove(id);
    add(row);
    rowsUpdated++;
  }

  @Override
  public void insert(InternalRow row) throws IOException {
    add(row);
    rowsInserted++;
  }

  /** Whether the row has not been deleted by this before. */
  private boolean remove(InternalRow id) {
    UTF8String file = id.getUTF8String(FILE);
    if (!file.equals(lastFile)) {
      // Spark uses the memory of the row again.
      lastFile = file.clone();
      lastDeleted = RowPositions.in(deleted, file.toString());
    }
    return lastDeleted.checkedAdd(Math.toIntExact(id.getLong(POSITION)));
  }

  private void add(InternalRow row) throws IOException {
    if (added == null) {
      added = newWriter.get();
    }
    added.write(row);
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    WrittenFiles files =
        added == null ? new WrittenFiles(List.of(), Map.of()) : (WrittenFiles) added.commit();
    return new RowDelta(files, deleted, rowsDeleted, rowsUpdated, rowsInserted);
  }

  @Override
  public void abort() throws IOException {
    if (added != null) {
      added.abort();
    }
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return added == null ? new CustomTaskMetric[0] : added.currentMetricsValues();
  }

  @Override
  public void close() throws IOException {
    if (added != null) {
      added.close();
    }
  }
}

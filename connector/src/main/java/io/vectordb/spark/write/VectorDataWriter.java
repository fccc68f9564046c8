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
package io.vectordb.spark.write;

import io.vectordb.spark.metric.BytesWritten;
import io.vectordb.spark.metric.CodeBytesWritten;
import io.vectordb.spark.metric.RowsWritten;
import io.vectordb.spark.read.TaskMetric;
import io.vectordb.table.file.DataFile;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * Writes the rows of one attempt of one task. The names of its files are its own, so that attempts
 * that run at the same time do not meet; Spark lets one of them commit.
 */
final class VectorDataWriter implements DataWriter<InternalRow> {
  private final RowFiles files;

  VectorDataWriter(RowFiles files) {
    this.files = files;
  }

  @Override
  public void write(InternalRow row) {
    files.write(row);
  }

  /** Completes the last file too, because Spark takes the metrics before it commits the task. */
  @Override
  public void writeAll(Iterator<InternalRow> rows) {
    rows.forEachRemaining(files::write);
    files.finish();
  }

  @Override
  public WriterCommitMessage commit() {
    List<DataFile> written = files.finish();
    requireWanted();
    return new WrittenFiles(written, files.foundDimensions());
  }

  /** What a task commits after its job has failed, nobody would remove. */
  private static void requireWanted() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("its rows are not wanted any more");
    }
  }

  @Override
  public void abort() {
    files.delete();
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return new CustomTaskMetric[] {
      new TaskMetric(RowsWritten.NAME, files.rowsWritten()),
      new TaskMetric(BytesWritten.NAME, files.bytesWritten()),
      new TaskMetric(CodeBytesWritten.NAME, files.codeBytesWritten())
    };
  }

  @Override
  public void close() {
    files.close();
  }
}

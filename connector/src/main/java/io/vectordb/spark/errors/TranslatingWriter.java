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
package io.vectordb.spark.errors;

import java.util.Iterator;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** A task's writer whose errors are Spark's. */
final class TranslatingWriter<T> implements DataWriter<T> {
  private final DataWriter<T> writer;

  TranslatingWriter(DataWriter<T> writer) {
    this.writer = writer;
  }

  @Override
  public void write(T row) {
    TaskErrors.translating(() -> writer.write(row));
  }

  @Override
  public void write(T metadata, T row) {
    TaskErrors.translating(() -> writer.write(metadata, row));
  }

  @Override
  public void writeAll(Iterator<T> rows) {
    TaskErrors.translating(() -> writer.writeAll(rows));
  }

  @Override
  public WriterCommitMessage commit() {
    return TaskErrors.translating(writer::commit);
  }

  @Override
  public void abort() {
    TaskErrors.translating(writer::abort);
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return writer.currentMetricsValues();
  }

  @Override
  public void close() {
    TaskErrors.translating(writer::close);
  }
}

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

import io.vectordb.errors.VectorDbException;
import java.io.IOException;
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
  public void write(T row) throws IOException {
    try {
      writer.write(row);
    } catch (VectorDbException e) {
      throw SparkErrors.ofTask(e);
    }
  }

  @Override
  public void write(T metadata, T row) throws IOException {
    try {
      writer.write(metadata, row);
    } catch (VectorDbException e) {
      throw SparkErrors.ofTask(e);
    }
  }

  @Override
  public void writeAll(Iterator<T> rows) throws IOException {
    try {
      writer.writeAll(rows);
    } catch (VectorDbException e) {
      throw SparkErrors.ofTask(e);
    }
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    try {
      return writer.commit();
    } catch (VectorDbException e) {
      throw SparkErrors.ofTask(e);
    }
  }

  @Override
  public void abort() throws IOException {
    try {
      writer.abort();
    } catch (VectorDbException e) {
      throw SparkErrors.ofTask(e);
    }
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return writer.currentMetricsValues();
  }

  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } catch (VectorDbException e) {
      throw SparkErrors.ofTask(e);
    }
  }
}

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

import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** A task's reader whose errors are Spark's. */
final class TranslatingReader<T> implements PartitionReader<T> {
  private final PartitionReader<T> reader;

  TranslatingReader(PartitionReader<T> reader) {
    this.reader = reader;
  }

  @Override
  public boolean next() {
    return TaskErrors.translating(reader::next);
  }

  @Override
  public T get() {
    return TaskErrors.translating(reader::get);
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return reader.currentMetricsValues();
  }

  @Override
  public void initMetricsValues(CustomTaskMetric[] metrics) {
    reader.initMetricsValues(metrics);
  }

  @Override
  public void close() {
    TaskErrors.translating(reader::close);
  }
}

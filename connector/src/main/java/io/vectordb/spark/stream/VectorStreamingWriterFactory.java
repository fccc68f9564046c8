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
package io.vectordb.spark.stream;

import io.vectordb.spark.write.LimitedTexts;
import io.vectordb.spark.write.VectorWriterFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes the writers of an epoch, on the executors.
 *
 * @param ordinals for every column of the table its place in the stream's rows
 */
record VectorStreamingWriterFactory(VectorWriterFactory writers, int[] ordinals)
    implements StreamingDataWriterFactory {
  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId, long epochId) {
    DataWriter<InternalRow> writer = writers.createWriter(partitionId, taskId);
    LimitedTexts texts = new LimitedTexts(writers.rowSchema(), ordinals);
    boolean asTheyAre =
        texts.isEmpty()
            && IntStream.range(0, ordinals.length).allMatch(column -> ordinals[column] == column);
    return asTheyAre ? writer : new AsTableHasThem(writer, texts, projection(texts));
  }

  private ProjectingInternalRow projection(LimitedTexts texts) {
    List<Object> places = IntStream.of(texts.ordinals(ordinals)).<Object>mapToObj(i -> i).toList();
    return new ProjectingInternalRow(
        writers.rowSchema(), CollectionConverters.asScala(places).toIndexedSeq());
  }

  /** Writes rows with the columns in the table's order, and texts of the table's lengths. */
  private record AsTableHasThem(
      DataWriter<InternalRow> writer, LimitedTexts texts, ProjectingInternalRow projection)
      implements DataWriter<InternalRow> {
    @Override
    public void write(InternalRow row) throws java.io.IOException {
      projection.project(texts.isEmpty() ? row : texts.before(row));
      writer.write(projection);
    }

    @Override
    public WriterCommitMessage commit() throws java.io.IOException {
      return writer.commit();
    }

    @Override
    public void abort() throws java.io.IOException {
      writer.abort();
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
      return writer.currentMetricsValues();
    }

    @Override
    public void close() throws java.io.IOException {
      writer.close();
    }
  }
}

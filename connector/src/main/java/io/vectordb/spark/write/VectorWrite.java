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

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.metric.BytesWritten;
import io.vectordb.spark.metric.CodeBytesWritten;
import io.vectordb.spark.metric.RowsWritten;
import io.vectordb.spark.schema.VectorOptions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** A planned write of rows to a table. */
public final class VectorWrite implements RequiresDistributionAndOrdering {
  private final TargetTable target;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final Replacement replacement;
  private final Streams streams;

  /** Makes the write of a stream's rows; streams are planned elsewhere. */
  @FunctionalInterface
  public interface Streams {
    /** The write of every epoch's rows to {@code target}. */
    StreamingWrite write(
        TargetTable target, LogicalWriteInfo info, VectorOptions options, Replacement replacement);
  }

  /** A write of the rows that a statement has. */
  public VectorWrite(
      TargetTable target, LogicalWriteInfo info, VectorOptions options, Replacement replacement) {
    this(
        target,
        info,
        options,
        replacement,
        (table, query, settings, replaced) -> {
          throw new UnsupportedOperationException("No stream changes rows in their places");
        });
  }

  VectorWrite(
      TargetTable target,
      LogicalWriteInfo info,
      VectorOptions options,
      Replacement replacement,
      Streams streams) {
    this.target = target;
    this.info = info;
    this.options = options;
    this.replacement = replacement;
    this.streams = streams;
  }

  @Override
  public Distribution requiredDistribution() {
    return SparkErrors.translating(this::distribution);
  }

  private Distribution distribution() {
    Expression[] partitioning = WriteOrder.of(target.version());
    return options.clustersByPartition() && partitioning.length > 0
        ? Distributions.clustered(partitioning)
        : Distributions.unspecified();
  }

  /** A large partition may be written by several tasks. */
  @Override
  public boolean distributionStrictlyRequired() {
    return false;
  }

  /**
   * By partition, so that a task has one file open at a time, and within a bucket by its column, so
   * that a scan can tell that the rows of a file have this order.
   */
  @Override
  public SortOrder[] requiredOrdering() {
    return SparkErrors.translating(this::ordering);
  }

  private SortOrder[] ordering() {
    return Stream.of(WriteOrder.of(target.version()), WriteOrder.inBuckets(target.version()))
        .flatMap(Arrays::stream)
        .map(key -> Expressions.sort(key, SortDirection.ASCENDING))
        .toArray(SortOrder[]::new);
  }

  @Override
  public BatchWrite toBatch() {
    return SparkErrors.translating(() -> new VectorBatchWrite(target, info, options, replacement));
  }

  /** A query with the output mode complete replaces all rows, whatever the options say. */
  @Override
  public StreamingWrite toStreaming() {
    return SparkErrors.translating(this::streaming);
  }

  private StreamingWrite streaming() {
    return streams.write(
        target, info, options, replacement.onlyAdds() ? replacement : new Replacement.Everything());
  }

  @Override
  public String description() {
    return target.version().name();
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return new CustomMetric[] {new RowsWritten(), new BytesWritten(), new CodeBytesWritten()};
  }
}

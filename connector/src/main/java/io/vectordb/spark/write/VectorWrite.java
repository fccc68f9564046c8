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

import io.vectordb.spark.VectorTable;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.metric.BytesWritten;
import io.vectordb.spark.metric.CodeBytesWritten;
import io.vectordb.spark.metric.RowsWritten;
import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.stream.VectorStreamingWrite;
import io.vectordb.table.filter.Filter;
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
  private final VectorTable table;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final Replacement replacement;

  /** What the written rows replace. */
  public sealed interface Replacement {
    /** They are added. */
    record Nothing() implements Replacement {}

    /** All rows of the table. */
    record Everything() implements Replacement {}

    /** The partitions that the written rows belong to. */
    record WrittenPartitions() implements Replacement {}

    /** The partitions whose values satisfy a condition. */
    record MatchingPartitions(Filter filter) implements Replacement {}

    /** The rows that satisfy a condition. */
    record MatchingRows(RowsRead rows) implements Replacement {}

    /** The rows whose keys are among the written ones. */
    record MatchingKeys(MergeKeys keys) implements Replacement {}

    /** Whether nothing is replaced if no row is written. */
    default boolean onlyAdds() {
      return this instanceof Nothing || this instanceof MatchingKeys;
    }

    /** The mode as the table's history shows it. */
    default String label() {
      if (this instanceof Nothing) {
        return "append";
      } else if (this instanceof Everything) {
        return "overwrite";
      } else if (this instanceof MatchingPartitions matching) {
        return "overwrite where " + matching.filter();
      } else if (this instanceof MatchingRows matching) {
        return "overwrite where " + matching.rows().label();
      } else if (this instanceof MatchingKeys matching) {
        return "upsert by " + String.join(", ", matching.keys().columns());
      }
      return "overwrite written partitions";
    }
  }

  public VectorWrite(
      VectorTable table, LogicalWriteInfo info, VectorOptions options, Replacement replacement) {
    this.table = table;
    this.info = info;
    this.options = options;
    this.replacement = replacement;
  }

  @Override
  public Distribution requiredDistribution() {
    return SparkErrors.translating(this::distribution);
  }

  private Distribution distribution() {
    Expression[] partitioning = WriteOrder.of(table);
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
    return Stream.of(WriteOrder.of(table), WriteOrder.inBuckets(table))
        .flatMap(Arrays::stream)
        .map(key -> Expressions.sort(key, SortDirection.ASCENDING))
        .toArray(SortOrder[]::new);
  }

  @Override
  public BatchWrite toBatch() {
    return SparkErrors.translating(() -> new VectorBatchWrite(table, info, options, replacement));
  }

  /** A query with the output mode complete replaces all rows, whatever the options say. */
  @Override
  public StreamingWrite toStreaming() {
    return SparkErrors.translating(this::streaming);
  }

  private StreamingWrite streaming() {
    return new VectorStreamingWrite(
        table, info, options, replacement.onlyAdds() ? replacement : new Replacement.Everything());
  }

  @Override
  public String description() {
    return table.name();
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return new CustomMetric[] {new RowsWritten(), new BytesWritten(), new CodeBytesWritten()};
  }
}

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
package io.vectordb.spark.read;

import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.TextComparison;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.PartitionTransform;
import io.vectordb.table.schema.TableMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The order of the rows of every task of a scan that reads a partition per task.
 *
 * @param columns the columns by which the rows ascend
 * @param isOfFiles whether they do only because every task reads one file
 */
record ScanOrder(List<String> columns, boolean isOfFiles) {
  static final ScanOrder NONE = new ScanOrder(List.of(), false);

  /** Only releases of Spark that have this keep track of what becomes of an order in a join. */
  private static final String MERGES_TASKS =
      "spark.sql.sources.v2.bucketing.preserveOrderingOnCoalesce.enabled";

  /**
   * The order in which {@code plan} is read: columns that have one value in a partition, then the
   * column of a bucket, if the log says that it ascends in every file. Several files of a partition
   * would have to be merged, so they have an order only if Spark is told to merge them.
   */
  static ScanOrder of(TableVersion table, StructType readSchema, ScanPlan plan) {
    Option<String> merges = SparkSession.active().conf().getOption(MERGES_TASKS);
    if (merges.isEmpty()) {
      return NONE;
    }
    TableMetadata metadata = table.metadata();
    List<String> columns = new ArrayList<>();
    sources(metadata, PartitionTransform.Identity.class)
        .filter(column -> isRead(column, readSchema))
        .forEach(columns::add);
    Optional<String> sorted =
        sources(metadata, PartitionTransform.Bucket.class)
            .filter(column -> isRead(column, readSchema) && plan.ascends(column))
            .findFirst()
            .filter(column -> Boolean.parseBoolean(merges.get()) || readsSingleFiles(plan));
    sorted.filter(column -> !columns.contains(column)).ifPresent(columns::add);
    return new ScanOrder(List.copyOf(columns), sorted.isPresent());
  }

  private static Stream<String> sources(
      TableMetadata metadata, Class<? extends PartitionTransform> transform) {
    return metadata.partitionFields().stream()
        .filter(field -> transform.isInstance(field.transform()))
        .map((PartitionField field) -> PartitionColumns.name(metadata, field));
  }

  /** Whether a column is read whose values Spark orders as the table does: by their bytes. */
  private static boolean isRead(String column, StructType readSchema) {
    return readSchema.getFieldIndex(column).isDefined()
        && TextComparison.isOrderOfBytes(readSchema.apply(column).dataType());
  }

  private static boolean readsSingleFiles(ScanPlan plan) {
    return plan.tasksByPartition().values().stream()
        .flatMap(Collection::stream)
        .allMatch(task -> task.size() == 1);
  }

  SortOrder[] toSpark() {
    return columns.stream()
        .map(column -> Expressions.sort(References.column(column), SortDirection.ASCENDING))
        .toArray(SortOrder[]::new);
  }
}

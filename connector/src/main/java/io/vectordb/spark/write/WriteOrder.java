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

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.PartitionTransform;
import io.vectordb.table.schema.TableMetadata;
import org.apache.spark.sql.connector.expressions.Expression;

/** The order of the rows of a write that brings those of a partition together. */
final class WriteOrder {
  private WriteOrder() {}

  /**
   * Expressions whose order is that of partitions. Spark finds the functions of transforms in the
   * table's catalog. Without a catalog, times are ordered by themselves, which is as good.
   *
   * @throws VectorDbException if rows have to be ordered by a function that Spark does not find
   */
  static Expression[] of(TableVersion table) {
    TableMetadata metadata = table.metadata();
    if (table.isOfCatalog()) {
      return PartitionColumns.toSpark(metadata);
    }
    return metadata.partitionFields().stream()
        .map(field -> source(table, metadata, field))
        .toArray(Expression[]::new);
  }

  /** The columns of buckets. */
  static Expression[] inBuckets(TableVersion table) {
    TableMetadata metadata = table.metadata();
    return metadata.partitionFields().stream()
        .filter(field -> field.transform() instanceof PartitionTransform.Bucket)
        .map(field -> References.column(PartitionColumns.name(metadata, field)))
        .toArray(Expression[]::new);
  }

  private static Expression source(
      TableVersion table, TableMetadata metadata, PartitionField field) {
    if (field.transform() instanceof PartitionTransform.Bucket) {
      throw new VectorDbException(
          "The table "
              + table.handle().location()
              + " is partitioned by "
              + field.name()
              + ", which Spark computes by a function of a vectordb catalog; write to it through"
              + " one, also by its path: cat.`"
              + table.handle().location()
              + "`");
    }
    return References.column(PartitionColumns.name(metadata, field));
  }
}

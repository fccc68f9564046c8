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
package io.vectordb.spark.changes;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.read.VectorBatch;
import io.vectordb.spark.read.VectorInputPartition;
import io.vectordb.spark.read.VectorScan;
import io.vectordb.spark.read.VectorScanBuilder;
import io.vectordb.spark.read.VectorScanTask;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.scan.Segment;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads the rows that versions have inserted and deleted, with what happened to them. */
final class ChangesScan implements Scan, Batch {
  static final String TYPE = "_change_type";
  static final String VERSION = "_commit_version";
  static final String TIMESTAMP = "_commit_timestamp";

  /** What a changelog adds to the columns of the table. */
  static final StructType METADATA =
      new StructType()
          .add(TYPE, DataTypes.StringType, false)
          .add(VERSION, DataTypes.LongType, false)
          .add(TIMESTAMP, DataTypes.TimestampType, false);

  /** A task should not read much more than this. */
  private static final long MAX_TASK_BYTES = 64L << 20;

  private final VectorScan rows;
  private final StructType readSchema;
  private final long from;
  private final long to;

  private ChangesScan(VectorScan rows, StructType readSchema, long from, long to) {
    this.rows = rows;
    this.readSchema = readSchema;
    this.from = from;
    this.to = to;
  }

  /** Takes over which columns a query needs. */
  static final class Builder implements SupportsPushDownRequiredColumns {
    private final TableVersion table;
    private final long from;
    private final long to;
    private StructType readSchema;

    Builder(TableVersion table, long from, long to) {
      this.table = table;
      this.from = from;
      this.to = to;
      this.readSchema = table.schema();
      for (StructField field : METADATA.fields()) {
        readSchema = readSchema.add(field);
      }
    }

    @Override
    public void pruneColumns(StructType requiredSchema) {
      StructType pruned = new StructType();
      for (String name : requiredSchema.fieldNames()) {
        pruned = pruned.add(readSchema.apply(name));
      }
      readSchema = pruned;
    }

    @Override
    public Scan build() {
      return SparkErrors.translating(this::scan);
    }

    private Scan scan() {
      StructType stored = new StructType();
      for (StructField field : readSchema.fields()) {
        if (METADATA.getFieldIndex(field.name()).isEmpty()) {
          stored = stored.add(field);
        }
      }
      VectorScanBuilder builder = VectorScanBuilder.of(table, VectorOptions.ofCatalog());
      builder.pruneColumns(stored);
      return new ChangesScan((VectorScan) builder.build(), readSchema, from, to);
    }
  }

  @Override
  public StructType readSchema() {
    return readSchema;
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return rows.columnarSupportMode();
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return SparkErrors.translating(this::partitions);
  }

  private InputPartition[] partitions() {
    VectorScanTask task = VectorBatch.task(rows);
    List<InputPartition> partitions = new ArrayList<>();
    for (ChangedRows changed : new RowChanges(rows.table(), from).until(to)) {
      List<Segment> segments = new ArrayList<>();
      long bytes = 0;
      for (Segment segment : changed.rows()) {
        if (bytes >= MAX_TASK_BYTES) {
          partitions.add(partition(changed, segments, task));
          segments = new ArrayList<>();
          bytes = 0;
        }
        segments.add(segment);
        bytes += segment.file().bytes();
      }
      partitions.add(partition(changed, segments, task));
    }
    return partitions.toArray(InputPartition[]::new);
  }

  private ChangesInputPartition partition(
      ChangedRows changed, List<Segment> segments, VectorScanTask task) {
    return new ChangesInputPartition(
        new VectorInputPartition(List.copyOf(segments), task, new String[0]),
        readSchema,
        changed.type(),
        changed.version(),
        changed.timestampMillis());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new ChangesReaderFactory();
  }

  @Override
  public String description() {
    return rows.table().name() + " changes of versions " + from + " to " + to;
  }
}

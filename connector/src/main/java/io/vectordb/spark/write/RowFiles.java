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

import io.vectordb.table.Table;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFilePath;
import io.vectordb.table.file.DataFileWriter;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Writes rows into data files: a new one for every change of the partition values, when a file is
 * full, and when the dimension of a column becomes known. Rows come in the order of their
 * partitions, so one file is open at a time, but a few where a collation takes partition values for
 * equal that are not: they come in any order.
 */
public final class RowFiles implements AutoCloseable {
  /**
   * Data files are mapped as a whole, which an int can address; this leaves room for a last batch.
   */
  private static final long MAX_FILE_BYTES = 1L << 30;

  /** So many texts that are equal by a collation have a file each, however they alternate. */
  private static final int MAX_EQUAL_TEXTS = 16;

  private final Table table;
  private final StructType rowSchema;
  private final List<PartitionValue> partitionColumns = new ArrayList<>();
  private final long rowsPerFile;
  private final CodePolicy codes;
  private final Map<String, Integer> foundDimensions = new HashMap<>();
  private final List<DataFile> finished = new ArrayList<>();
  private final int maxOpen;

  /** By partition values, the one that has waited longest for a row first. */
  private final Map<Map<String, Object>, OpenFile> open = new LinkedHashMap<>(16, 0.75F, true);

  private TableSchema schema;
  private OpenFile current;
  private long rowsWritten;
  private long bytesWritten;
  private long codeBytesWritten;

  /**
   * @param rowSchema the columns of the rows, which are those of {@code schema} in the same order
   */
  public RowFiles(
      Table table,
      TableSchema schema,
      List<String> partitionColumns,
      StructType rowSchema,
      long rowsPerFile,
      CodePolicy codes) {
    this.table = table;
    this.schema = schema;
    this.rowSchema = rowSchema;
    this.rowsPerFile = rowsPerFile;
    this.codes = codes;
    for (PartitionField partition : PartitionField.named(partitionColumns, schema)) {
      Field field = schema.fieldInFiles(partition.source()).orElseThrow();
      int ordinal = schema.fields().indexOf(field);
      this.partitionColumns.add(
          new PartitionValue(
              partition,
              field,
              ordinal,
              rowSchema.fields()[ordinal].dataType(),
              new RowDescription(table.path(), rowSchema)));
    }
    boolean alternate =
        this.partitionColumns.stream().anyMatch(column -> !column.isOrderedByBytes());
    this.maxOpen = alternate ? MAX_EQUAL_TEXTS : 1;
  }

  /** The rows of one partition that are not in a finished file. */
  private static final class OpenFile {
    final Map<String, Object> partition;
    final BatchWriter batch;
    DataFileWriter file;
    long rows;

    OpenFile(Map<String, Object> partition, BatchWriter batch) {
      this.partition = partition;
      this.batch = batch;
    }
  }

  /** Adds a row. */
  public void write(InternalRow row) {
    Map<String, Object> values = partitionValues(row);
    if (current == null || !values.equals(current.partition)) {
      current = open(values);
    }
    Map<String, Integer> dimensions = current.batch.newDimensions(row);
    if (!dimensions.isEmpty()) {
      determine(dimensions);
      current = open(values);
    }
    current.batch.write(row);
    current.rows++;
    if (current.batch.isFull() || current.rows >= rowsPerFile) {
      flush(current);
    }
    if (current.rows >= rowsPerFile
        || (current.file != null && current.file.bytes() >= MAX_FILE_BYTES)) {
      finish(current);
    }
  }

  private OpenFile open(Map<String, Object> partition) {
    OpenFile known = open.get(partition);
    if (known != null) {
      return known;
    }
    BatchWriter batch =
        open.size() < maxOpen ? new BatchWriter(schema, rowSchema, table.path()) : finishEldest();
    OpenFile opened = new OpenFile(partition, batch);
    open.put(partition, opened);
    return opened;
  }

  /** Makes room for another partition; returns the batch that it can have. */
  private BatchWriter finishEldest() {
    OpenFile eldest = open.values().iterator().next();
    finish(eldest);
    open.remove(eldest.partition);
    return eldest.batch;
  }

  private Map<String, Object> partitionValues(InternalRow row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (PartitionValue column : partitionColumns) {
      values.put(column.name(), column.of(row));
    }
    return values;
  }

  /** Files have fixed dimensions, so the next rows go to other ones. */
  private void determine(Map<String, Integer> dimensions) {
    finishAll();
    closeBatches();
    foundDimensions.putAll(dimensions);
    schema = schema.withDimensions(dimensions);
  }

  private void flush(OpenFile part) {
    BatchWriter batch = part.batch;
    if (batch.rows() == 0) {
      return;
    }
    if (part.file == null) {
      part.file =
          codes.newFile(table.store(), schema, DataFilePath.next(part.partition), part.partition);
    }
    long before = part.file.bytes();
    part.file.write(batch.finish());
    rowsWritten += batch.rows();
    bytesWritten += part.file.bytes() - before;
    batch.reset();
  }

  private void finish(OpenFile part) {
    flush(part);
    if (part.file != null) {
      finished.add(part.file.finish());
      part.file = null;
      encodeLast();
    }
    part.rows = 0;
  }

  private void finishAll() {
    open.values().forEach(this::finish);
  }

  /** The file is among the finished ones already, so that it goes if encoding fails. */
  private void encodeLast() {
    int last = finished.size() - 1;
    DataFile encoded = codes.encode(table.store(), schema, finished.get(last));
    finished.set(last, encoded);
    for (CodeFile codeFile : encoded.codes().values()) {
      codeBytesWritten += codeFile.file().bytes();
    }
  }

  /** Completes the files that are not complete; returns all. */
  public List<DataFile> finish() {
    finishAll();
    return List.copyOf(finished);
  }

  /** The dimensions that the table did not know, as the rows have them. */
  public Map<String, Integer> foundDimensions() {
    return Map.copyOf(foundDimensions);
  }

  public long rowsWritten() {
    return rowsWritten;
  }

  /** Bytes of data files. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /** Bytes of codes; rotations, which files share, are not counted. */
  public long codeBytesWritten() {
    return codeBytesWritten;
  }

  /**
   * Removes everything that has been written, except for rotations, which files of others may use
   * by now.
   */
  public void delete() {
    close();
    for (DataFile done : finished) {
      done.ownPaths().forEach(table.store()::delete);
    }
    finished.clear();
  }

  /** Releases memory, and removes files that are not complete. */
  @Override
  public void close() {
    for (OpenFile part : open.values()) {
      if (part.file != null) {
        part.file.close();
        part.file = null;
      }
    }
    closeBatches();
  }

  private void closeBatches() {
    open.values().forEach(part -> part.batch.close());
    open.clear();
    current = null;
  }
}

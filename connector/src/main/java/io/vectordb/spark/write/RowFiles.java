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

import io.vectordb.table.CodeFile;
import io.vectordb.table.CodePolicy;
import io.vectordb.table.DataFile;
import io.vectordb.table.DataFilePath;
import io.vectordb.table.DataFileWriter;
import io.vectordb.table.PartitionField;
import io.vectordb.table.Table;
import io.vectordb.table.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Writes rows into data files, one file open at a time: a new one for every change of the partition
 * values, when a file is full, and when the dimension of a column becomes known.
 */
public final class RowFiles implements AutoCloseable {
  /**
   * Data files are mapped as a whole, which an int can address; this leaves room for a last batch.
   */
  private static final long MAX_FILE_BYTES = 1L << 30;

  private final Table table;
  private final StructType rowSchema;
  private final List<PartitionValue> partitionColumns = new ArrayList<>();
  private final long rowsPerFile;
  private final CodePolicy codes;
  private final Map<String, Integer> foundDimensions = new HashMap<>();
  private final List<DataFile> finished = new ArrayList<>();
  private TableSchema schema;
  private BatchWriter batch;
  private DataFileWriter file;
  private Map<String, Object> partition;
  private long fileRows;
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
    this.batch = new BatchWriter(schema, rowSchema, table.path());
  }

  /** Adds a row. */
  public void write(InternalRow row) {
    Map<String, Object> values = partitionValues(row);
    if (!values.equals(partition)) {
      finishFile();
      partition = values;
    }
    Map<String, Integer> dimensions = batch.newDimensions(row);
    if (!dimensions.isEmpty()) {
      determine(dimensions);
    }
    batch.write(row);
    fileRows++;
    if (batch.isFull() || fileRows >= rowsPerFile) {
      flush();
    }
    if (fileRows >= rowsPerFile || (file != null && file.bytes() >= MAX_FILE_BYTES)) {
      finishFile();
    }
  }

  private Map<String, Object> partitionValues(InternalRow row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (PartitionValue column : partitionColumns) {
      values.put(column.name(), column.of(row));
    }
    return values;
  }

  /** Files have fixed dimensions, so the next rows go to another one. */
  private void determine(Map<String, Integer> dimensions) {
    finishFile();
    foundDimensions.putAll(dimensions);
    schema = schema.withDimensions(dimensions);
    batch.close();
    batch = new BatchWriter(schema, rowSchema, table.path());
  }

  private void flush() {
    if (batch.rows() == 0) {
      return;
    }
    if (file == null) {
      file = new DataFileWriter(table.store(), schema, DataFilePath.next(partition), partition);
    }
    long before = file.bytes();
    file.write(batch.finish());
    rowsWritten += batch.rows();
    bytesWritten += file.bytes() - before;
    batch.reset();
  }

  private void finishFile() {
    flush();
    if (file != null) {
      finished.add(file.finish());
      file = null;
      encodeLast();
    }
    fileRows = 0;
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

  /** Completes the last file if there is one that is not complete; returns all. */
  public List<DataFile> finish() {
    finishFile();
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

  /** Releases memory, and removes a file that is not complete. */
  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
    batch.close();
  }
}

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
package io.vectordb.table.file;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.store.TableStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Writes one data file: an Arrow IPC file with checksums in its footer. The file is invisible until
 * the {@link DataFile} that {@link #finish} returns has been committed; a writer that is closed
 * before is undone.
 */
public final class DataFileWriter implements AutoCloseable {
  private static final String KIND = "data file";

  private final Map<String, Object> partitionValues;
  private final ArrowFileWriter file;
  private final List<Field> fields;
  private final FileStatistics statistics;
  private long rows;

  /**
   * Starts a file.
   *
   * @param path relative to the table, must not exist
   * @param partitionValues the value of each partition column, which all rows share
   */
  public DataFileWriter(
      TableStore store, TableSchema schema, String path, Map<String, Object> partitionValues) {
    this(schema, partitionValues, new ArrowFileWriter(store, KIND, path, schema.inFiles()));
  }

  /** As the constructor, of a file that is going to be read on this machine. */
  static DataFileWriter ofFileToRead(
      TableStore store, TableSchema schema, String path, Map<String, Object> partitionValues) {
    return new DataFileWriter(
        schema,
        partitionValues,
        new ArrowFileWriter(store, KIND, path, schema.inFiles(), store.createToRead(path)));
  }

  private DataFileWriter(
      TableSchema schema, Map<String, Object> partitionValues, ArrowFileWriter file) {
    this.partitionValues = new HashMap<>(partitionValues);
    this.fields = schema.fields();
    this.statistics = new FileStatistics(schema);
    this.file = file;
  }

  /**
   * Appends the rows of {@code batch}, whose columns must be those of the schema, as one record
   * batch.
   */
  public void write(VectorSchemaRoot batch) {
    if (batch.getRowCount() == 0) {
      return;
    }
    requireNoForbiddenNull(batch);
    file.write(batch);
    statistics.add(batch);
    rows += batch.getRowCount();
  }

  private void requireNoForbiddenNull(VectorSchemaRoot batch) {
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).isNullable() && batch.getVector(i).getNullCount() > 0) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_VALUE_INVALID,
            "Column "
                + fields.get(i).getName()
                + " is NOT NULL, but a row that is written has NULL there. Nothing was committed;"
                + " give a value, or let the column be NULL with ALTER COLUMN ... DROP NOT NULL");
      }
    }
  }

  /** The number of rows written so far. */
  public long rows() {
    return rows;
  }

  /** The number of bytes written so far. */
  public long bytes() {
    return file.bytes();
  }

  /** Completes the file, makes it durable and describes it for the commit. */
  public DataFile finish() {
    StoredFile stored = file.finish(Map.of());
    return new DataFile(
        stored.path(),
        partitionValues,
        rows,
        stored.bytes(),
        stored.footerChecksum(),
        statistics.columns(),
        statistics.vectors(),
        Map.of());
  }

  /** Removes the file unless it was finished. */
  @Override
  public void close() {
    file.close();
  }
}

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

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.VectorStats;
import io.vectordb.table.store.RelativePath;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One immutable data file of a table, as an {@code add} action of the log describes it.
 *
 * @param path relative to the table's root, with {@code /} as separator
 * @param partitionValues the value of every partition column (types of {@code Scalars}; null for
 *     NULL)
 * @param rows the number of rows that are stored, deleted ones too
 * @param bytes the file's length
 * @param footerChecksum CRC32C of the file's footer, which in turn holds a checksum of every column
 *     of every batch
 * @param columns statistics of the scalar columns, by name, over all rows that are stored; a column
 *     without statistics is absent
 * @param vectors statistics of the vector columns, by name
 * @param codes the compressed vectors of vector columns, by name; a column without codes is absent.
 *     They may be replaced while the data file stays the same
 * @param deletes which of the rows are deleted; null if none is
 */
public record DataFile(
    String path,
    Map<String, Object> partitionValues,
    long rows,
    long bytes,
    int footerChecksum,
    Map<String, ColumnStats> columns,
    Map<String, VectorStats> vectors,
    Map<String, CodeFile> codes,
    DeletionVector deletes)
    implements Serializable {

  /** A data file of which no row is deleted. */
  public DataFile(
      String path,
      Map<String, Object> partitionValues,
      long rows,
      long bytes,
      int footerChecksum,
      Map<String, ColumnStats> columns,
      Map<String, VectorStats> vectors,
      Map<String, CodeFile> codes) {
    this(path, partitionValues, rows, bytes, footerChecksum, columns, vectors, codes, null);
  }

  /** This data file with exactly these codes. */
  public DataFile withCodes(Map<String, CodeFile> newCodes) {
    return new DataFile(
        path, partitionValues, rows, bytes, footerChecksum, columns, vectors, newCodes, deletes);
  }

  /** This data file with these statistics of scalar columns. */
  public DataFile withColumns(Map<String, ColumnStats> newColumns) {
    return new DataFile(
        path, partitionValues, rows, bytes, footerChecksum, newColumns, vectors, codes, deletes);
  }

  /** This data file with exactly these rows deleted. */
  public DataFile withDeletes(DeletionVector newDeletes) {
    return new DataFile(
        path, partitionValues, rows, bytes, footerChecksum, columns, vectors, codes, newDeletes);
  }

  /**
   * This data file if its own path and those of what belongs to it stay inside the table.
   *
   * @param root of the table, for messages
   * @throws VectorDbException as {@link RelativePath#check}
   */
  public DataFile requireInside(String root) {
    RelativePath.check(path, root);
    CodeFile.requireInside(codes, root);
    if (deletes != null) {
      RelativePath.check(deletes.path(), root);
    }
    return this;
  }

  /** The file itself, without what is known of its rows. */
  public StoredFile stored() {
    return new StoredFile(path, bytes, footerChecksum);
  }

  /** The number of rows that are not deleted. */
  public long liveRows() {
    return rows - deletedRows();
  }

  /** The number of rows that are deleted. */
  public long deletedRows() {
    return deletes == null ? 0 : deletes.rows();
  }

  /**
   * The files that nothing needs without this data file: itself, its codes and its deletion vector.
   */
  public List<String> ownPaths() {
    List<String> paths = new ArrayList<>();
    paths.add(path);
    codes.values().forEach(code -> paths.add(code.file().path()));
    if (deletes != null) {
      paths.add(deletes.path());
    }
    return paths;
  }
}

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
package io.vectordb.table.scan;

import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletedRows;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.file.MappedArrowFile;
import io.vectordb.table.file.Selection;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.store.TableStore;
import java.io.Serializable;
import java.util.Map;

/**
 * A range of the rows of one data file: what one task scans.
 *
 * @param file the data file
 * @param codes its codes, by vector column
 * @param deletes which of its rows are deleted; null if none is
 * @param among the only rows to scan, unless they are deleted; null for all
 * @param firstRow the first row, counted from 0
 * @param rows the number of rows, deleted ones too
 */
public record Segment(
    StoredFile file,
    Map<String, CodeFile> codes,
    DeletionVector deletes,
    DeletionVector among,
    long firstRow,
    long rows)
    implements Serializable {
  /** All rows of {@code file}. */
  public static Segment of(DataFile file) {
    return new Segment(file.stored(), file.codes(), file.deletes(), null, 0, file.rows());
  }

  /** The rows of {@code file} that it loses if {@code deletes} are its deleted rows. */
  public static Segment lost(DataFile file, DeletionVector deletes) {
    Segment all = of(file);
    return new Segment(all.file, all.codes, all.deletes, deletes, 0, all.rows);
  }

  /**
   * The rows of a batch, from {@code from} up to, not including, {@code to}, that are not deleted.
   */
  Selection live(TableStore store, MappedArrowFile mapped, int batch, int from, int to) {
    if (among != null) {
      DeletedRows only = DeletedRows.open(store, among);
      DeletedRows rest = deletes == null ? only : only.without(DeletedRows.open(store, deletes));
      return rest.deleted(mapped.firstRow(batch), from, to);
    }
    return DeletedRows.live(store, deletes, mapped.firstRow(batch), from, to);
  }

  /**
   * The part of this segment that starts {@code skip} rows further and holds at most {@code limit}
   * rows.
   */
  public Segment part(long skip, long limit) {
    return new Segment(file, codes, deletes, among, firstRow + skip, Math.min(limit, rows - skip));
  }
}

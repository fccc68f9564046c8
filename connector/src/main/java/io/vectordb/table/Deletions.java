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
package io.vectordb.table;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletedRows;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.store.ParallelDelete;
import io.vectordb.table.store.TableStore;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * The rows that a commit deletes, as it says it.
 *
 * @param vectors the new deletion vectors, by data file; already written
 * @param emptied the data files that have no row left
 */
record Deletions(TableStore store, Map<String, DeletionVector> vectors, Set<String> emptied) {
  /** Adds the rows to those that are deleted in {@code base}, and writes the deletion vectors. */
  static Deletions write(TableStore store, Changes.Files changes, Replay base) {
    Deletions deletions = new Deletions(store, new LinkedHashMap<>(), new LinkedHashSet<>());
    try {
      changes
          .deleted()
          .forEach(
              (path, rows) -> {
                if (!changes.removed().containsKey(path)) {
                  deletions.add(base.file(path), rows);
                }
              });
    } catch (RuntimeException e) {
      deletions.discardAfter(e);
      throw e;
    }
    return deletions;
  }

  private void add(DataFile file, RoaringBitmap rows) {
    RoaringBitmap all = DeletedRows.of(store, file);
    all.or(rows);
    long deleted = all.getLongCardinality();
    if (deleted == file.rows()) {
      emptied.add(file.path());
    } else if (deleted > file.deletedRows()) {
      vectors.put(file.path(), DeletedRows.write(store, all));
    }
  }

  /** Removes what was written; only if nothing has been committed, for certain. */
  void discard() {
    vectors.values().forEach(vector -> store.delete(vector.path()));
  }

  /** As {@link #discard()}, because of {@code failure}. */
  void discardAfter(RuntimeException failure) {
    ParallelDelete.undo(
        store, vectors.values().stream().map(DeletionVector::path).toList(), failure);
  }
}

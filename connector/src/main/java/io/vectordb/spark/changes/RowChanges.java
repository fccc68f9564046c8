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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.VersionChanges;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.scan.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out from the log which rows versions of a table have inserted and deleted. */
final class RowChanges {
  private final TableVersion planned;
  private final Table table;
  private final long from;
  private final Map<String, DataFile> files = new HashMap<>();
  private boolean knowsBase;

  /**
   * @param from the first version
   */
  RowChanges(TableVersion planned, long from) {
    this.planned = planned;
    this.table = planned.handle().open();
    this.from = from;
  }

  /**
   * What the versions up to {@code to} have inserted and deleted, the oldest first.
   *
   * @throws VectorDbException if one of them does not exist or has expired, or if rows cannot be
   *     read with the columns of the planned version
   */
  List<ChangedRows> until(long to) {
    List<ChangedRows> all = new ArrayList<>();
    if (from <= to) {
      for (VersionChanges version : table.changes(from, to)) {
        follow(version, all);
      }
    }
    return all;
  }

  private void follow(VersionChanges version, List<ChangedRows> all) {
    List<Segment> deleted = new ArrayList<>();
    List<Segment> inserted = new ArrayList<>();
    for (String path : version.removed()) {
      if (version.changesRows()) {
        deleted.add(Segment.of(before(version, path)));
      }
      files.remove(path);
    }
    for (Map.Entry<String, DeletionVector> deletes : version.deletes().entrySet()) {
      DataFile before = before(version, deletes.getKey());
      deleted.add(Segment.lost(before, deletes.getValue()));
      files.put(before.path(), before.withDeletes(deletes.getValue()));
    }
    if (!version.added().isEmpty()) {
      planned.requireReadable(version.version(), version.schema());
    }
    for (DataFile file : version.added()) {
      inserted.add(Segment.of(file));
      files.put(file.path(), file);
    }
    if (version.changesRows()) {
      add(ChangedRows.DELETE, version, deleted, all);
      add(ChangedRows.INSERT, version, inserted, all);
    }
  }

  private static void add(
      String type, VersionChanges version, List<Segment> rows, List<ChangedRows> all) {
    if (!rows.isEmpty()) {
      all.add(new ChangedRows(type, version.version(), version.timestampMillis(), rows));
    }
  }

  /** A file as it was before {@code version}. One that is older than all is looked up. */
  private DataFile before(VersionChanges version, String path) {
    if (!files.containsKey(path) && !knowsBase) {
      Snapshot base = base(version);
      planned.requireReadable(base.version(), base.schema());
      base.files().forEach(file -> files.put(file.path(), file));
      knowsBase = true;
    }
    return files.get(path);
  }

  /** The table before all versions, which the log may have forgotten though it knows these. */
  private Snapshot base(VersionChanges version) {
    try {
      return table.snapshot(from - 1);
    } catch (VectorDbException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
          "Which rows version "
              + version.version()
              + " of "
              + planned.name()
              + " has deleted can only be told with version "
              + (from - 1)
              + ", and that cannot be read: start from version "
              + (version.version() + 1)
              + ". "
              + e.getMessage(),
          e);
    }
  }
}

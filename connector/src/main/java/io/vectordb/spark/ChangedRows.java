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
package io.vectordb.spark;

import io.vectordb.table.DataFile;
import io.vectordb.table.DeletionVector;
import io.vectordb.table.Segment;
import io.vectordb.table.Table;
import io.vectordb.table.VersionChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that one version has inserted or deleted.
 *
 * @param type as in {@code _change_type}
 * @param rows where they are stored
 */
record ChangedRows(String type, long version, long timestampMillis, List<Segment> rows) {
  private static final String INSERT = "insert";
  private static final String DELETE = "delete";

  /** What the versions {@code from} to {@code to} have inserted and deleted, the oldest first. */
  static List<ChangedRows> of(Table table, long from, long to) {
    Map<String, DataFile> files = new HashMap<>();
    if (from > 0 && from <= to) {
      table.snapshot(from - 1).files().forEach(file -> files.put(file.path(), file));
    }
    List<ChangedRows> all = new ArrayList<>();
    if (from <= to) {
      for (VersionChanges version : table.changes(from, to)) {
        all.addAll(of(version, files));
      }
    }
    return all;
  }

  /**
   * @param files the table before the version, by path; afterwards it is as after the version
   */
  private static List<ChangedRows> of(VersionChanges version, Map<String, DataFile> files) {
    List<Segment> deleted = new ArrayList<>();
    List<Segment> inserted = new ArrayList<>();
    for (String path : version.removed()) {
      deleted.add(Segment.of(files.remove(path)));
    }
    for (Map.Entry<String, DeletionVector> deletes : version.deletes().entrySet()) {
      DataFile before = files.get(deletes.getKey());
      if (before != null) {
        deleted.add(Segment.lost(before, deletes.getValue()));
        files.put(deletes.getKey(), before.withDeletes(deletes.getValue()));
      }
    }
    for (DataFile file : version.added()) {
      inserted.add(Segment.of(file));
      files.put(file.path(), file);
    }
    List<ChangedRows> changed = new ArrayList<>();
    if (version.changesRows() && !deleted.isEmpty()) {
      changed.add(new ChangedRows(DELETE, version.version(), version.timestampMillis(), deleted));
    }
    if (version.changesRows() && !inserted.isEmpty()) {
      changed.add(new ChangedRows(INSERT, version.version(), version.timestampMillis(), inserted));
    }
    return changed;
  }
}

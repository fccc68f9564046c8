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
package io.vectordb.table.rewrite;

import io.vectordb.table.PartitionKey;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which data files are to be merged: small ones of one partition, so many that together they are
 * about as large as wanted, and those that have lost many rows.
 *
 * @param targetBytes the length that files should have
 * @param deletedShare a file that has lost at least this share of its rows is written anew
 */
record CompactionPlan(long targetBytes, double deletedShare) {
  /** Files that are nearly as large as wanted are left alone. */
  private static final double LARGE_ENOUGH = 0.75;

  /** The groups of files to be merged, each in the order of the table. */
  List<List<DataFile>> groups(Snapshot snapshot, String table) {
    Map<PartitionKey, List<DataFile>> candidates = new LinkedHashMap<>();
    List<String> columns = snapshot.metadata().partitionColumns();
    for (DataFile file : snapshot.files()) {
      if (isSmall(file) || hasLostMany(file)) {
        candidates
            .computeIfAbsent(PartitionKey.of(file, columns, table), key -> new ArrayList<>())
            .add(file);
      }
    }
    List<List<DataFile>> groups = new ArrayList<>();
    for (List<DataFile> files : candidates.values()) {
      List<DataFile> group = new ArrayList<>();
      long bytes = 0;
      for (DataFile file : files) {
        if (!group.isEmpty() && bytes + liveBytes(file) > targetBytes) {
          addIfUseful(groups, group);
          group = new ArrayList<>();
          bytes = 0;
        }
        group.add(file);
        bytes += liveBytes(file);
      }
      addIfUseful(groups, group);
    }
    return groups;
  }

  private void addIfUseful(List<List<DataFile>> groups, List<DataFile> group) {
    if (isUseful(group)) {
      groups.add(group);
    }
  }

  /** Whether it helps to write these files anew, as one. */
  boolean isUseful(List<DataFile> group) {
    return group.size() > 1 || group.stream().anyMatch(this::hasLostMany);
  }

  private boolean isSmall(DataFile file) {
    return liveBytes(file) < LARGE_ENOUGH * targetBytes;
  }

  private boolean hasLostMany(DataFile file) {
    return file.deletedRows() > 0 && file.deletedRows() >= deletedShare * file.rows();
  }

  private static long liveBytes(DataFile file) {
    return file.rows() == 0 ? 0 : (long) ((double) file.bytes() / file.rows() * file.liveRows());
  }
}

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

import io.vectordb.errors.ConflictException;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Replaces groups of data files by one file each.
 *
 * @param worker writes the new file
 * @param begunNanos when {@code codes} was found out from the table
 */
record GroupCompaction(
    Table table,
    CompactionPlan plan,
    CodePolicy codes,
    Function<CompactionTask, DataFile> worker,
    long begunNanos) {
  private static final int ATTEMPTS = 4;

  /** Replaces what is left of {@code group} by the time it is done. */
  CompactionResult run(List<DataFile> group) {
    Set<String> paths = group.stream().map(DataFile::path).collect(Collectors.toSet());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Transaction transaction =
          table
              .begin("COMPACT", Map.of("targetFileBytes", Long.toString(plan.targetBytes())))
              .keepsRows()
              .begunAt(begunNanos);
      Snapshot base = transaction.base().orElseThrow(table::noTable);
      List<DataFile> files =
          base.files().stream().filter(file -> paths.contains(file.path())).toList();
      if (!plan.isUseful(files)) {
        return CompactionResult.NOTHING;
      }
      CompactionTask task = new CompactionTask(base.schema(), files, codes);
      DataFile merged = worker.apply(task);
      files.forEach(transaction::remove);
      try {
        transaction.add(merged).commit();
        return result(files, merged);
      } catch (ConflictException e) {
        merged.ownPaths().forEach(table.store()::delete);
      }
    }
    return CompactionResult.conflict();
  }

  private static CompactionResult result(List<DataFile> files, DataFile merged) {
    return new CompactionResult(
        1,
        0,
        files.size(),
        1,
        merged.rows(),
        files.stream().mapToLong(DataFile::deletedRows).sum(),
        files.stream().mapToLong(DataFile::bytes).sum(),
        merged.bytes());
  }
}

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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what versions changed from their commits alone. */
final class ChangeReader {
  private final TableLog log;

  ChangeReader(TableLog log) {
    this.log = log;
  }

  /** What the versions {@code from} to {@code to} changed, both included. */
  List<VersionChanges> read(long from, long to) {
    if (log.readInfo(from).isEmpty()) {
      throw gone(from);
    }
    // The schema after a commit decodes it as well: its own metaData stands before its files.
    return read(from, to, log.at(from).orElseThrow(() -> gone(from)).schema());
  }

  /**
   * What the versions {@code from} to {@code to} changed, both included.
   *
   * @param schema of the version before {@code from}, null if {@code from} is 0
   */
  List<VersionChanges> read(long from, long to, TableSchema schema) {
    List<VersionChanges> versions = new ArrayList<>();
    TableSchema current = schema;
    for (long version = from; version <= to; version++) {
      long missing = version;
      CommitFile commit = log.read(version, current).orElseThrow(() -> gone(missing));
      VersionChanges changes = changes(commit, current);
      versions.add(changes);
      current = changes.schema();
    }
    if (log.hasExpired(from)) {
      throw gone(from);
    }
    return versions;
  }

  private static VersionChanges changes(CommitFile commit, TableSchema before) {
    Optional<TableMetadata> metadata = Optional.empty();
    Map<String, DataFile> added = new LinkedHashMap<>();
    List<String> removed = new ArrayList<>();
    Map<String, DeletionVector> deletes = new LinkedHashMap<>();
    Map<String, Long> transactions = new LinkedHashMap<>();
    for (Action action : commit.actions()) {
      if (action instanceof Action.MetaData metaData) {
        metadata = Optional.of(metaData.metadata());
      } else if (action instanceof Action.Add add) {
        added.put(add.file().path(), add.file());
      } else if (action instanceof Action.Remove remove) {
        removed.add(remove.path());
      } else if (action instanceof Action.Deletes deleted) {
        if (added.containsKey(deleted.path())) {
          added.computeIfPresent(
              deleted.path(), (path, file) -> file.withDeletes(deleted.deletes()));
        } else {
          deletes.put(deleted.path(), deleted.deletes());
        }
      } else if (action instanceof Action.Txn txn) {
        transactions.merge(txn.appId(), txn.version(), Math::max);
      }
    }
    Action.CommitInfo info = commit.info();
    return new VersionChanges(
        info.version(),
        info.timestampMillis(),
        info.operation(),
        info.operationParameters(),
        info.changesRows(),
        metadata,
        metadata.map(TableMetadata::schema).orElse(before),
        List.copyOf(added.values()),
        removed,
        deletes,
        transactions);
  }

  private VectorDbException gone(long version) {
    LogListing listing = log.listing();
    long newest = listing.newest().orElse(-1);
    if (version > newest) {
      return new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
          "Version "
              + version
              + " of "
              + log.path()
              + " does not exist; the table's versions go up to "
              + newest);
    }
    return new VectorDbException(
        ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
        "What version "
            + version
            + " of "
            + log.path()
            + " changed is not known any more: it has expired; the oldest version that has not is "
            + listing.oldest().orElse(newest)
            + ". Start from that one or a later one, or read the whole table anew");
  }
}

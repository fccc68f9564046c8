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
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The state of a table while commits are applied to it one after the other. */
final class Replay {
  private long version = -1;
  private long timestampMillis = Long.MIN_VALUE;
  private Action.Protocol protocol;
  private TableMetadata metadata;
  private FileSet.Changes files = FileSet.EMPTY.change();
  private final Map<String, Long> transactions = new HashMap<>();

  /** Starts from {@code snapshot}, or before the first commit. */
  static Replay from(Optional<Snapshot> snapshot) {
    Replay replay = new Replay();
    snapshot.ifPresent(replay::start);
    return replay;
  }

  private void start(Snapshot snapshot) {
    version = snapshot.version();
    timestampMillis = snapshot.timestampMillis();
    protocol = snapshot.protocol();
    metadata = snapshot.metadata();
    files = snapshot.fileSet().change();
    transactions.putAll(snapshot.transactions());
  }

  /** Applies the next commit, read from the file {@code name}. */
  void apply(CommitFile commit, String name) {
    TableMetadata before = metadata;
    for (Action action : commit.actions()) {
      apply(action, name);
    }
    if (metadata == null || protocol == null) {
      throw inconsistent(name, "the first commit has no metaData or no protocol");
    }
    if (before != null && before != metadata && files.size() > added(commit)) {
      Optional<String> problem = new SchemaChange(before, metadata).unreadable();
      if (problem.isPresent()) {
        throw inconsistent(name, problem.get());
      }
    }
    version = commit.info().version();
    timestampMillis = Math.max(timestampMillis, commit.info().timestampMillis());
  }

  private static long added(CommitFile commit) {
    return commit.actions().stream().filter(Action.Add.class::isInstance).count();
  }

  private void apply(Action action, String name) {
    if (action instanceof Action.Protocol newProtocol) {
      protocol = newProtocol;
    } else if (action instanceof Action.MetaData metaData) {
      change(metaData.metadata(), name);
    } else if (action instanceof Action.Add add) {
      requireFits(add.file(), name);
      if (file(add.file().path()) != null) {
        throw inconsistent(name, "it adds " + add.file().path() + ", which is in the table");
      }
      files.add(add.file());
    } else if (action instanceof Action.Remove remove) {
      if (file(remove.path()) == null) {
        throw inconsistent(name, "it removes " + remove.path() + ", which is not in the table");
      }
      files.remove(remove.path());
    } else if (action instanceof Action.Codes codes) {
      // The file may be gone: whoever wrote its codes may have begun before it was removed.
      DataFile file = file(codes.path());
      if (file != null) {
        files.replace(file.withCodes(codes.codes()));
      }
    } else if (action instanceof Action.Deletes deletes) {
      delete(deletes, name);
    } else if (action instanceof Action.Txn txn) {
      transactions.merge(txn.appId(), txn.version(), Math::max);
    }
  }

  private void requireFits(DataFile file, String name) {
    for (String column : metadata.partitionColumns()) {
      if (!file.partitionValues().containsKey(column)) {
        throw inconsistent(name, file.path() + " has no partition value of " + column);
      }
    }
    if (file.deletedRows() > file.rows()) {
      throw inconsistent(
          name,
          "of "
              + file.path()
              + " with "
              + file.rows()
              + " rows, "
              + file.deletedRows()
              + " are deleted");
    }
  }

  private void delete(Action.Deletes deletes, String name) {
    DataFile file = file(deletes.path());
    if (file == null) {
      throw inconsistent(
          name, "it deletes rows of " + deletes.path() + ", which is not in the table");
    }
    long rows = deletes.deletes().rows();
    if (rows > file.rows() || rows < file.deletedRows()) {
      throw inconsistent(
          name,
          "it says that "
              + rows
              + " rows of "
              + file.path()
              + " are deleted, which had "
              + file.liveRows()
              + " of "
              + file.rows()
              + " rows left");
    }
    files.replace(file.withDeletes(deletes.deletes()));
  }

  /** The log states statistics in the types that the columns have at the time. */
  private void change(TableMetadata newMetadata, String name) {
    if (metadata != null) {
      SchemaChange change = new SchemaChange(metadata, newMetadata);
      if (change.widens()) {
        files = widened(change, name).change();
      }
    }
    metadata = newMetadata;
  }

  private FileSet widened(SchemaChange change, String name) {
    try {
      return change.widened(files.result());
    } catch (ClassCastException e) {
      throw inconsistent(name, "its statistics are not of the types of the columns: " + e);
    }
  }

  Snapshot snapshot() {
    return new Snapshot(version, timestampMillis, protocol, metadata, files.result(), transactions);
  }

  long version() {
    return version;
  }

  long timestampMillis() {
    return timestampMillis;
  }

  TableMetadata metadata() {
    return metadata;
  }

  TableSchema schema() {
    return metadata == null ? null : metadata.schema();
  }

  Action.Protocol protocol() {
    return protocol;
  }

  int fileCount() {
    return files.size();
  }

  /** The file {@code path} of the table as it is now, or null. */
  DataFile file(String path) {
    return files.get(path);
  }

  /** Whether {@code txn} or something newer of its application is committed. */
  boolean hasCommitted(Action.Txn txn) {
    return transactions.getOrDefault(txn.appId(), Long.MIN_VALUE) >= txn.version();
  }

  private static VectorDbException inconsistent(String name, String what) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_TABLE_DAMAGED,
        "Log file "
            + name
            + " contradicts the commits before it: "
            + what
            + "; another program wrote it wrongly, or it belongs to another table");
  }
}

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

import io.vectordb.spark.VectorOptions.WriteIdentity;
import io.vectordb.spark.VectorWrite.Replacement;
import io.vectordb.table.DataFile;
import io.vectordb.table.ScanPlan;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.TableSchema;
import io.vectordb.table.Transaction;
import io.vectordb.table.VectorDbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** One version of a table in the making: what the tasks of a write have written, on the driver. */
final class WriteTransaction {
  private final VectorTable planned;
  private final Table table;
  private final Optional<StagedChanges> staged;
  private final Transaction transaction;

  /**
   * Begins on the newest version of the planned table, or to create it; or takes part in what a
   * statement has begun, which then commits.
   *
   * @throws VectorDbException if there is another table by now
   */
  WriteTransaction(VectorTable planned, String operation, Map<String, String> parameters) {
    this.planned = planned;
    this.table = planned.handle().open();
    this.staged = planned.staged();
    this.transaction =
        staged.map(StagedChanges::transaction).orElseGet(() -> begin(operation, parameters));
  }

  private Transaction begin(String operation, Map<String, String> parameters) {
    Transaction begun = table.begin(operation, parameters);
    if (begun.base().isEmpty()) {
      begun.create(planned.metadata());
    } else {
      requireSameTable(planned, begun.base().get());
      requireSameColumns(begun.base().get());
    }
    return begun;
  }

  /** Refuses a version of another table than the planned one. */
  static void requireSameTable(VectorTable planned, Snapshot snapshot) {
    if (!snapshot.metadata().id().equals(planned.metadata().id())) {
      throw new VectorDbException(
          "Another table has been created at "
              + planned.handle().location()
              + " since this write was planned; plan the write again");
    }
  }

  /** Spark has resolved the rows' columns by those that the table had. */
  private void requireSameColumns(Snapshot snapshot) {
    if (!SchemaMapping.toSpark(snapshot.schema()).equals(planned.schema())) {
      throw new VectorDbException(
          "The columns of "
              + planned.handle().location()
              + " have been changed at or before version "
              + snapshot.version()
              + " since this write was planned. Nothing was written; plan the write again");
    }
  }

  /** The version that this begins on; nothing if it creates the table, or replaces it. */
  Optional<Snapshot> base() {
    return staged.isPresent() ? Optional.empty() : transaction.base();
  }

  /** The columns that the data files have to have. */
  TableSchema schema() {
    return base().map(Snapshot::schema).orElse(planned.tableSchema());
  }

  /** Whether this write, by its identity, or a later one of the same application was committed. */
  boolean isDone(WriteIdentity identity) {
    return base().isPresent()
        && base().get().transactionVersion(identity.appId()).orElse(Long.MIN_VALUE)
            >= identity.version();
  }

  void commit(
      WriterCommitMessage[] messages, Replacement replacement, Optional<WriteIdentity> identity) {
    Map<String, Integer> dimensions = new HashMap<>();
    List<DataFile> files = files(messages);
    for (WriterCommitMessage message : messages) {
      ((WrittenFiles) message)
          .dimensions()
          .forEach((column, found) -> agree(dimensions, column, found));
    }
    base().ifPresent(base -> replace(base, replacement, files));
    transaction.fixDimensions(dimensions);
    files.forEach(transaction::add);
    identity.ifPresent(i -> transaction.identifiedBy(i.appId(), i.version()));
    staged.ifPresentOrElse(changes -> changes.own(files), transaction::commit);
  }

  private void replace(Snapshot base, Replacement replacement, List<DataFile> files) {
    if (replacement instanceof Replacement.Everything) {
      transaction.overwriteAll();
    } else if (replacement instanceof Replacement.WrittenPartitions) {
      transaction.overwritePartitions(partitions(files));
    } else if (replacement instanceof Replacement.MatchingPartitions matching) {
      transaction.overwritePartitions(ScanPlan.partitions(base, matching.filter()));
    }
  }

  private void agree(Map<String, Integer> dimensions, String column, int found) {
    Integer other = dimensions.putIfAbsent(column, found);
    if (other != null && other != found) {
      throw new VectorDbException(
          "Column "
              + column
              + " of "
              + table.path()
              + " has vectors of dimension "
              + other
              + " and of dimension "
              + found
              + "; all vectors of a column must have the same dimension. Nothing was written");
    }
  }

  private static Set<Map<String, Object>> partitions(List<DataFile> files) {
    Set<Map<String, Object>> partitions = new HashSet<>();
    files.forEach(file -> partitions.add(file.partitionValues()));
    return partitions;
  }

  /**
   * Removes what tasks have written for a commit that was not made. Nobody would see it, but it
   * takes space. If it is not certain that the commit was not made, because the answer of the file
   * system got lost, everything stays.
   */
  static void discard(VectorTable planned, WriterCommitMessage[] messages) {
    discard(planned.handle().open(), files(messages));
  }

  /** As {@link #discard(VectorTable, WriterCommitMessage[])}, for files of {@code table}. */
  static void discard(Table table, List<DataFile> files) {
    if (files.isEmpty()) {
      return;
    }
    Set<String> committed = new HashSet<>();
    if (table.exists()) {
      table.snapshot().files().forEach(file -> committed.add(file.path()));
    }
    for (DataFile file : files) {
      if (!committed.contains(file.path())) {
        file.ownPaths().forEach(table.store()::delete);
      }
    }
  }

  /** The files that tasks have written; of a task that failed there is no message. */
  static List<DataFile> files(WriterCommitMessage[] messages) {
    List<DataFile> files = new ArrayList<>();
    for (WriterCommitMessage message : messages) {
      if (message instanceof WrittenFiles written) {
        files.addAll(written.files());
      }
    }
    return files;
  }
}

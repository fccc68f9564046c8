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

import io.vectordb.spark.VectorWrite.Replacement;
import io.vectordb.table.CodePolicy;
import io.vectordb.table.DataFile;
import io.vectordb.table.ScanPlan;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.VectorDbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Commits what the tasks have written, on the driver, as one version of the table. */
final class VectorBatchWrite implements BatchWrite {
  private final VectorTable planned;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final Replacement replacement;
  private final Table table;
  private final Transaction transaction;

  VectorBatchWrite(
      VectorTable planned, LogicalWriteInfo info, VectorOptions options, Replacement replacement) {
    this.planned = planned;
    this.info = info;
    this.options = options;
    this.replacement = replacement;
    this.table = planned.handle().open();
    this.transaction =
        table.begin("WRITE", Map.of("mode", replacement.label(), "queryId", info.queryId()));
    if (transaction.base().isEmpty()) {
      transaction.create(planned.metadata());
    } else if (!sameTable(transaction.base().get())) {
      throw new VectorDbException(
          "Another table has been created at "
              + table.path()
              + " since this write was planned; plan the write again");
    }
  }

  private boolean sameTable(Snapshot base) {
    return base.metadata().id().equals(planned.metadata().id());
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo physicalInfo) {
    return new VectorWriterFactory(
        planned.handle(),
        transaction.base().map(Snapshot::schema).orElse(planned.tableSchema()),
        planned.metadata().partitionColumns(),
        info.schema(),
        options.rowsPerFile(),
        CodePolicy.of(options.codes(), transaction.base()));
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    if (isDoneAlready()) {
      abort(messages);
      return;
    }
    Map<String, Integer> dimensions = new HashMap<>();
    List<DataFile> files = new ArrayList<>();
    for (WriterCommitMessage message : messages) {
      WrittenFiles written = (WrittenFiles) message;
      files.addAll(written.files());
      written.dimensions().forEach((column, found) -> agree(dimensions, column, found));
    }
    transaction.base().ifPresent(base -> replace(base, files));
    transaction.fixDimensions(dimensions);
    files.forEach(transaction::add);
    options
        .writeIdentity()
        .ifPresent(identity -> transaction.identifiedBy(identity.appId(), identity.version()));
    transaction.commit();
  }

  private void replace(Snapshot base, List<DataFile> files) {
    if (replacement instanceof Replacement.Everything) {
      transaction.overwriteAll();
    } else if (replacement instanceof Replacement.WrittenPartitions) {
      transaction.overwritePartitions(partitions(files));
    } else if (replacement instanceof Replacement.MatchingPartitions matching) {
      transaction.overwritePartitions(ScanPlan.partitions(base, matching.filter()));
    }
  }

  /**
   * Whether this write, by its identity, or a later one of the same application was committed
   * before.
   */
  private boolean isDoneAlready() {
    return options
        .writeIdentity()
        .map(
            identity ->
                transaction
                        .base()
                        .map(base -> base.transactionVersion(identity.appId()))
                        .orElse(OptionalLong.empty())
                        .orElse(Long.MIN_VALUE)
                    >= identity.version())
        .orElse(false);
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

  /** Nothing is visible, so nothing would be wrong if files stayed; but they take space. */
  @Override
  public void abort(WriterCommitMessage[] messages) {
    for (WriterCommitMessage message : messages) {
      if (message instanceof WrittenFiles written) {
        for (DataFile file : written.files()) {
          file.ownPaths().forEach(table.store()::delete);
        }
      }
    }
  }
}

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
package io.vectordb.spark.write;

import io.vectordb.errors.ConflictException;
import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.read.RowFinder;
import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.schema.PendingColumns;
import io.vectordb.spark.schema.SchemaMapping;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.WriteIdentity;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.RowMatch;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.roaringbitmap.RoaringBitmap;

/** One version of a table in the making: what the tasks of a write have written, on the driver. */
public final class WriteTransaction {
  /** How often an upsert is done again because others have committed before it. */
  private static final int MAX_RETRIES = 20;

  private final TargetTable target;
  private final TableVersion planned;
  private final Table table;
  private final Optional<StagedChanges> staged;
  private String operation;
  private final Map<String, String> parameters;
  private final long begunNanos;
  private Transaction transaction;
  private Optional<Snapshot> base;

  /**
   * Begins on the newest version of the planned table, or to create it; or takes part in what a
   * statement has begun, which then commits.
   *
   * @throws VectorDbException if there is another table by now
   */
  public WriteTransaction(TargetTable target, String operation, Map<String, String> parameters) {
    this(target, operation, parameters, System.nanoTime());
  }

  /**
   * As {@link #WriteTransaction(TargetTable, String, Map)}, of work that has begun earlier.
   *
   * @param begunNanos since when files have been written, as {@link System#nanoTime} told
   */
  public WriteTransaction(
      TargetTable target, String operation, Map<String, String> parameters, long begunNanos) {
    this.target = target;
    this.planned = target.version();
    this.table = planned.handle().open();
    this.staged = target.staged();
    this.operation = operation;
    this.parameters = parameters;
    this.begunNanos = begunNanos;
    if (staged.isPresent()) {
      this.transaction = staged.get().transaction();
      this.base = Optional.empty();
    } else {
      begin();
    }
  }

  private void begin() {
    Transaction begun = table.begin(operation, parameters).begunAt(begunNanos);
    if (begun.base().isEmpty()) {
      begun.create(planned.metadata());
    } else {
      requirePlanned(planned, begun.base().get());
    }
    use(begun);
  }

  private void use(Transaction begun) {
    transaction = begun;
    base = begun.base();
    if (base.isPresent() && planned.pending().isPresent()) {
      Snapshot changed = planned.pending().get().in(base.get());
      transaction.alter(changed.metadata());
      base = Optional.of(changed);
    }
  }

  /**
   * Begins on the planned version itself, because what is written depends on what was read of it.
   *
   * @throws VectorDbException if there is another table by now
   */
  public static WriteTransaction ofPlanned(
      TargetTable target, String operation, Map<String, String> parameters) {
    WriteTransaction write = new WriteTransaction(target, operation, parameters);
    TableVersion planned = target.version();
    planned
        .pending()
        .map(PendingColumns::planned)
        .or(planned::snapshot)
        .ifPresent(version -> write.use(write.table.begin(version, operation, parameters)));
    return write;
  }

  /**
   * Refuses a version of another table than the planned one, or with other columns: Spark has
   * resolved the rows' columns by those that the table had.
   */
  public static void requirePlanned(TableVersion planned, Snapshot snapshot) {
    if (!snapshot.metadata().id().equals(planned.metadata().id())) {
      throw changed(planned, "Another table has been created at ", "");
    } else if (!hasSameColumns(planned, snapshot)) {
      throw changed(
          planned,
          "The columns of ",
          " have been changed at or before version " + snapshot.version());
    }
  }

  /** Whether a version of the planned table has its columns and its partitioning. */
  private static boolean hasSameColumns(TableVersion planned, Snapshot snapshot) {
    TableMetadata before =
        planned
            .pending()
            .map(PendingColumns::planned)
            .map(Snapshot::metadata)
            .orElse(planned.metadata());
    return SchemaMapping.toSpark(snapshot.schema()).equals(SchemaMapping.toSpark(before.schema()))
        && snapshot.schema().namesInFiles().equals(before.schema().namesInFiles())
        && snapshot.metadata().partitionColumns().equals(before.partitionColumns());
  }

  private static VectorDbException changed(TableVersion planned, String before, String after) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
        before
            + planned.handle().location()
            + after
            + " since this write was planned. Nothing was written; plan the write again, or restart"
            + " the query if it is a streaming one");
  }

  /**
   * The version that this begins on, with the columns that it will have; nothing if this creates
   * the table, or replaces it.
   */
  public Optional<Snapshot> base() {
    return base;
  }

  /** Says what this does, as the table's history shows it. */
  void named(String newOperation) {
    operation = newOperation;
    transaction.named(newOperation);
  }

  /** The columns that the data files have to have. */
  TableSchema schema() {
    return base().map(Snapshot::schema).orElse(planned.tableSchema());
  }

  /** Whether this write, by its identity, or a later one of the same application was committed. */
  public boolean isDone(WriteIdentity identity) {
    return base().isPresent()
        && base().get().transactionVersion(identity.appId()).orElse(Long.MIN_VALUE)
            >= identity.version();
  }

  /** Makes the commit depend on rows of the base; see {@link Transaction#read}. */
  public void read(RowsRead rows) {
    if (base().isPresent()) {
      RowsRead known = known(rows);
      transaction.read(known.filter(), known.scores());
    }
  }

  /**
   * What others have committed does not know the columns that this changes, so then the commit
   * depends on all rows.
   */
  private RowsRead known(RowsRead rows) {
    return planned.pending().isPresent() ? RowsRead.ALL : rows;
  }

  /**
   * Deletes rows of the base.
   *
   * @param rows positions by data file
   */
  public void delete(Map<String, RoaringBitmap> rows) {
    for (DataFile file : base().map(Snapshot::files).orElse(List.of())) {
      if (rows.containsKey(file.path())) {
        transaction.delete(file, rows.get(file.path()));
      }
    }
  }

  /** Removes files of the base. */
  public void remove(List<DataFile> files) {
    files.forEach(transaction::remove);
  }

  public void commit() {
    transaction.commit();
  }

  public void commit(
      WriterCommitMessage[] messages, Replacement replacement, Optional<WriteIdentity> identity) {
    Map<String, Integer> dimensions = new HashMap<>();
    List<DataFile> files = WrittenFiles.of(messages);
    for (WriterCommitMessage message : messages) {
      ((WrittenFiles) message)
          .dimensions()
          .forEach((column, found) -> agree(dimensions, column, found));
    }
    if (replacement instanceof Replacement.MatchingKeys matching) {
      upsert(matching.keys(), files, dimensions, identity);
      return;
    }
    base().ifPresent(base -> replace(base, replacement, files));
    commit(files, dimensions, identity);
  }

  private void commit(
      List<DataFile> files, Map<String, Integer> dimensions, Optional<WriteIdentity> identity) {
    transaction.fixDimensions(dimensions);
    files.forEach(transaction::add);
    identity.ifPresent(i -> transaction.identifiedBy(i.appId(), i.version()));
    staged.ifPresentOrElse(changes -> changes.own(files), transaction::commit);
  }

  /**
   * Finds out which rows the written ones replace, again if somebody else commits meanwhile. The
   * written files stay the same.
   */
  private void upsert(
      MergeKeys keys,
      List<DataFile> files,
      Map<String, Integer> dimensions,
      Optional<WriteIdentity> identity) {
    keys.requireDistinct(base().map(Snapshot::metadata).orElse(planned.metadata()), files);
    for (int retries = 0; ; retries++) {
      if (base().isPresent()) {
        delete(keys.replaced(base().get(), files));
        for (Filter range : keys.ranges(files)) {
          transaction.readSerializably(known(new RowsRead(range, List.of())).filter());
        }
      }
      try {
        commit(files, dimensions, identity);
        return;
      } catch (ConflictException e) {
        if (retries == MAX_RETRIES || target.readsItself()) {
          throw e;
        }
        begin();
      }
    }
  }

  private void replace(Snapshot base, Replacement replacement, List<DataFile> files) {
    if (replacement instanceof Replacement.Everything) {
      transaction.overwriteAll();
    } else if (replacement instanceof Replacement.WrittenPartitions) {
      transaction.overwritePartitions(partitions(files));
    } else if (replacement instanceof Replacement.MatchingPartitions matching) {
      transaction.overwritePartitions(ScanPlan.partitions(base, matching.filter()));
      read(new RowsRead(matching.filter(), List.of()));
    } else if (replacement instanceof Replacement.MatchingRows matching) {
      delete(base, matching.rows());
    }
  }

  private void delete(Snapshot base, RowsRead rows) {
    List<DataFile> partly = new ArrayList<>();
    Function<DataFile, RowMatch> matches =
        rows.scores().isEmpty() ? base.match(rows.filter()) : file -> RowMatch.SOME;
    for (DataFile file : base.files()) {
      RowMatch match = matches.apply(file);
      if (match == RowMatch.ALL) {
        transaction.remove(file);
      } else if (match == RowMatch.SOME) {
        partly.add(file);
      }
    }
    delete(RowFinder.find(planned.handle(), base, partly, rows));
    read(rows);
  }

  private void agree(Map<String, Integer> dimensions, String column, int found) {
    Integer other = dimensions.putIfAbsent(column, found);
    if (other != null && other != found) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
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
}

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
import io.vectordb.table.schema.VectorColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Brings a transaction into the log: tries the version after its base, and if somebody else has it,
 * checks what they changed and tries the next one.
 */
final class Commit {
  private static final String ENGINE = "vectordb";

  private final TableLog log;
  private final Transaction transaction;
  private final Replay state;
  private Deletions deletions;

  Commit(TableLog log, Transaction transaction) {
    this.log = log;
    this.transaction = transaction;
    this.state = Replay.from(transaction.base());
  }

  long run() {
    if (isDoneAlready()) {
      return state.version();
    }
    checkBase();
    if (transaction.age().compareTo(Ages.LONGEST_UNCHECKED) >= 0) {
      checkAfterLongWork();
    }
    if (isDoneAlready()) {
      return state.version();
    }
    deletions = Deletions.write(log.store(), transaction, state);
    Optional<CommitFile> next = orDiscard(() -> Optional.of(commitFile()));
    while (next.isPresent()) {
      CommitFile commit = next.get();
      long version = commit.info().version();
      byte[] bytes = commit.encode(schemaAfter(commit));
      if (put(version, bytes)) {
        boolean isKept = new WrittenCommit(log, transaction, deletions, version, bytes).isKept();
        if (isKept) {
          state.apply(commit, log.commitFile(version));
          log.maybeCheckpoint(state);
        }
        return version;
      }
      next = orDiscard(this::afterOthers);
    }
    deletions.discard();
    return state.version();
  }

  /**
   * Whether the commit's file was created, or may have been: where a name that is taken makes
   * writing fail, it cannot be told from another failure if the file has expired since.
   */
  private boolean put(long version, byte[] content) {
    try {
      return log.put(version, content);
    } catch (VectorDbException e) {
      if (hasExpired(version, e)) {
        return true;
      }
      throw e;
    }
  }

  private boolean hasExpired(long version, VectorDbException problem) {
    try {
      return log.hasExpired(version);
    } catch (VectorDbException e) {
      problem.addSuppressed(e);
      return false;
    }
  }

  /** The commit after those of others; empty if one of them did what this transaction wants. */
  private Optional<CommitFile> afterOthers() {
    catchUp();
    return isDoneAlready() ? Optional.empty() : Optional.of(commitFile());
  }

  /** If {@code next} fails, the transaction is not committed, and nobody needs its files. */
  private Optional<CommitFile> orDiscard(Supplier<Optional<CommitFile>> next) {
    try {
      return next.get();
    } catch (RuntimeException e) {
      deletions.discardAfter(e);
      throw e;
    }
  }

  /** Old versions may expire and forgotten files be vacuumed, but not within an hour. */
  private void checkAfterLongWork() {
    readWinners();
    if (log.newestVersion().orElse(-1) > state.version()
        && log.read(state.version() + 1, state.schema()).isEmpty()) {
      throw expired(state.version());
    }
    for (String path : transaction.newPaths()) {
      if (!log.store().exists(path)) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
            "This "
                + transaction.operation()
                + " took "
                + transaction.age().toMinutes()
                + " minutes, and "
                + log.store().describe(path)
                + ", which it needs, has been removed meanwhile. Nothing was committed; retry, and"
                + " vacuum with a retention longer than any write takes");
      }
    }
  }

  private VectorDbException expired(long base) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
        "This "
            + transaction.operation()
            + " of "
            + log.path()
            + " is based on version "
            + base
            + ", and what was committed since has expired. Nothing was committed; retry");
  }

  private boolean isDoneAlready() {
    return transaction.identity().map(state::hasCommitted).orElse(false);
  }

  private void checkBase() {
    transaction.removed().keySet().forEach(path -> checkInBase("remove", path));
    transaction.deleted().keySet().forEach(path -> checkInBase("delete rows of", path));
    transaction.replacedCodes().keySet().forEach(path -> checkInBase("replace the codes of", path));
    if (state.version() < 0) {
      if (transaction.newMetadata().isEmpty()) {
        throw new VectorDbException(
            ErrorCondition.PATH_NOT_FOUND,
            Map.of("path", log.path()),
            "Cannot commit to " + log.path() + ": there is no table; create it first");
      }
      return;
    }
    checkNewMetadata();
    if (!isBaseThere()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
          "Version "
              + state.version()
              + " of "
              + log.path()
              + ", on which this "
              + transaction.operation()
              + " is based, is gone: it has expired, or the table was dropped or replaced"
              + " meanwhile. Nothing was committed; check the table, then retry");
    }
  }

  /** A table that was dropped and created anew has other versions of the same numbers. */
  private boolean isBaseThere() {
    return log.readInfo(state.version())
        .map(info -> info.timestampMillis() == state.timestampMillis())
        .orElseGet(() -> log.has(state.version()));
  }

  private void checkNewMetadata() {
    if (transaction.newMetadata().isEmpty()) {
      return;
    }
    List<DataFile> staying =
        transaction.base().orElseThrow().files().stream()
            .filter(file -> !transaction.removed().containsKey(file.path()))
            .toList();
    new SchemaChange(state.metadata(), transaction.newMetadata().get())
        .problem(staying)
        .ifPresent(
            problem -> {
              throw new VectorDbException(
                  "Cannot change the table "
                      + log.path()
                      + ": "
                      + problem
                      + ". Nothing was committed; make a new table, or replace all rows of this"
                      + " one");
            });
  }

  private void checkInBase(String what, String path) {
    if (state.file(path) == null) {
      throw new VectorDbException(
          "Cannot "
              + what
              + " "
              + path
              + ": it is no file of version "
              + state.version()
              + " of "
              + log.path());
    }
  }

  /** Reads the commits of others after one of them was in the way. */
  private void catchUp() {
    long before = state.version();
    readWinners();
    if (state.version() == before) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
          "Version "
              + (before + 1)
              + " of "
              + log.path()
              + " could not be written because it exists, but it cannot be read: it has expired, or"
              + " the table was dropped meanwhile. Nothing was committed; check the table, then"
              + " retry");
    }
  }

  /**
   * Reads the commits that others made since, and checks each of them.
   *
   * @throws VectorDbException if one of them may be a commit that does not count, because its
   *     number had expired when it was created
   */
  private void readWinners() {
    long before = state.version();
    Optional<CommitFile> next = readNext();
    while (next.isPresent()) {
      CommitFile winner = next.get();
      if (!commits(winner, transaction.identity())) {
        new ConflictCheck(log.path(), transaction, state, winner).run();
      }
      state.apply(winner, log.commitFile(winner.info().version()));
      next = isDoneAlready() ? Optional.empty() : readNext();
    }
    if (state.version() > before && log.hasExpired(before + 1)) {
      throw expired(before);
    }
  }

  private Optional<CommitFile> readNext() {
    return log.read(state.version() + 1, state.schema());
  }

  /** Whether {@code winner} is what this transaction wanted to do, as after a retried task. */
  private static boolean commits(CommitFile winner, Optional<Action.Txn> identity) {
    return identity.isPresent()
        && winner.actions().stream()
            .anyMatch(
                action ->
                    action instanceof Action.Txn txn
                        && txn.appId().equals(identity.get().appId())
                        && txn.version() >= identity.get().version());
  }

  /** The commit for the version after {@link #state}. */
  private CommitFile commitFile() {
    checkProtocol();
    long now = Math.max(System.currentTimeMillis(), state.timestampMillis());
    List<Action> actions = new ArrayList<>();
    if (state.protocol() == null) {
      actions.add(Action.Protocol.CURRENT);
    }
    metadataToWrite().ifPresent(metadata -> actions.add(new Action.MetaData(metadata)));
    transaction.identity().ifPresent(actions::add);
    for (String path : transaction.removed().keySet()) {
      actions.add(new Action.Remove(path, now));
    }
    deletions.emptied().forEach(path -> actions.add(new Action.Remove(path, now)));
    deletions.vectors().forEach((path, rows) -> actions.add(new Action.Deletes(path, rows)));
    List<String> partitionColumns =
        transaction.newMetadata().orElse(state.metadata()).partitionColumns();
    for (DataFile file : transaction.added()) {
      if (state.file(file.path()) != null) {
        throw new VectorDbException(
            "Data file " + file.path() + " is in " + log.path() + " already; add new files only");
      }
      PartitionKey.of(file, partitionColumns, log.path());
      actions.add(new Action.Add(file));
    }
    transaction
        .replacedCodes()
        .forEach(
            (path, codes) -> {
              if (state.file(path) != null && !transaction.removed().containsKey(path)) {
                actions.add(new Action.Codes(path, codes));
              }
            });
    Action.CommitInfo info =
        new Action.CommitInfo(
            state.version() + 1,
            now,
            transaction.operation(),
            transaction.operationParameters(),
            transaction
                .base()
                .map(base -> OptionalLong.of(base.version()))
                .orElse(OptionalLong.empty()),
            transaction.changesRows(),
            counts(actions),
            ENGINE,
            UUID.randomUUID().toString());
    return new CommitFile(info, actions);
  }

  private CommitCounts counts(List<Action> actions) {
    long filesAdded = 0;
    long filesRemoved = 0;
    long rowsAdded = 0;
    long rowsRemoved = 0;
    for (Action action : actions) {
      if (action instanceof Action.Add add) {
        filesAdded++;
        rowsAdded += add.file().liveRows();
      } else if (action instanceof Action.Remove remove) {
        filesRemoved++;
        rowsRemoved += state.file(remove.path()).liveRows();
      } else if (action instanceof Action.Deletes deletes) {
        DataFile before = state.file(deletes.path());
        rowsRemoved += before.withDeletes(deletes.deletes()).deletedRows() - before.deletedRows();
      }
    }
    return new CommitCounts(filesAdded, filesRemoved, rowsAdded, rowsRemoved);
  }

  private void checkProtocol() {
    int supported = Action.Protocol.CURRENT.minWriterVersion();
    if (state.protocol() != null && state.protocol().minWriterVersion() > supported) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_TOO_NEW,
          "Writing to "
              + log.path()
              + " takes protocol version "
              + state.protocol().minWriterVersion()
              + ", but this version of vectordb writes up to "
              + supported
              + "; use a newer version of vectordb. Reading works");
    }
  }

  private Optional<TableMetadata> metadataToWrite() {
    TableMetadata metadata = transaction.newMetadata().orElse(state.metadata());
    Map<String, Integer> toFix = new HashMap<>();
    transaction
        .dimensions()
        .forEach(
            (column, dimension) -> {
              if (mustFix(metadata.schema(), column, dimension)) {
                toFix.put(column, dimension);
              }
            });
    return toFix.isEmpty()
        ? transaction.newMetadata()
        : Optional.of(metadata.withSchema(metadata.schema().withDimensions(toFix)));
  }

  /** Whether the column has no dimension yet; refuses a dimension that it cannot get. */
  private boolean mustFix(TableSchema schema, String name, int dimension) {
    VectorColumn column =
        schema
            .vectorColumn(name)
            .orElseThrow(
                () ->
                    new VectorDbException(
                        ErrorCondition.VECTORDB_COLUMN_INVALID,
                        "'" + name + "' is no vector column of " + log.path()));
    if (dimension < 1 || dimension > VectorColumn.MAX_DIMENSION) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Vector column '"
              + name
              + "' of "
              + log.path()
              + " cannot have dimension "
              + dimension
              + "; it must be 1 to "
              + VectorColumn.MAX_DIMENSION);
    }
    if (column.isDetermined() && column.dimension() != dimension) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
          "Vector column '"
              + name
              + "' of "
              + log.path()
              + " has dimension "
              + column.dimension()
              + " at version "
              + state.version()
              + " but this "
              + transaction.operation()
              + " has vectors of dimension "
              + dimension
              + "; write vectors of dimension "
              + column.dimension());
    }
    return !column.isDetermined();
  }

  private TableSchema schemaAfter(CommitFile commit) {
    for (Action action : commit.actions()) {
      if (action instanceof Action.MetaData metaData) {
        return metaData.metadata().schema();
      }
    }
    return state.schema();
  }
}

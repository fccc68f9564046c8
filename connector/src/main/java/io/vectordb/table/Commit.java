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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings changes into the log: tries the version after their base, and if somebody else has it,
 * checks what they changed and tries the next one.
 */
final class Commit {
  private final TableLog log;
  private final Changes changes;
  private final Replay state;
  private Deletions deletions;

  Commit(TableLog log, Changes changes) {
    this.log = log;
    this.changes = changes;
    this.state = Replay.from(changes.base());
  }

  long run() {
    if (isDoneAlready()) {
      return state.version();
    }
    checkBase();
    if (changes.work().age().compareTo(Ages.LONGEST_UNCHECKED) >= 0) {
      checkAfterLongWork();
    }
    if (isDoneAlready()) {
      return state.version();
    }
    deletions = Deletions.write(log.store(), changes.files(), state);
    Optional<CommitFile> next = orDiscard(() -> Optional.of(next()));
    while (next.isPresent()) {
      CommitFile commit = next.get();
      long version = commit.info().version();
      byte[] bytes = commit.encode(commit.schemaAfter(state.schema()));
      if (put(version, bytes)) {
        boolean isKept = new WrittenCommit(log, changes, deletions, version, bytes).isKept();
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

  /** The commit after those of others; empty if one of them did what this is to do. */
  private Optional<CommitFile> afterOthers() {
    catchUp();
    return isDoneAlready() ? Optional.empty() : Optional.of(next());
  }

  /** If {@code next} fails, nothing is committed, and nobody needs the files. */
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
    for (String path : changes.files().newPaths()) {
      if (!log.store().exists(path)) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
            "This "
                + changes.operation()
                + " took "
                + changes.work().age().toMinutes()
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
            + changes.operation()
            + " of "
            + log.path()
            + " is based on version "
            + base
            + ", and what was committed since has expired. Nothing was committed; retry");
  }

  private boolean isDoneAlready() {
    return changes.identity().map(state::hasCommitted).orElse(false);
  }

  private void checkBase() {
    changes.files().removed().keySet().forEach(path -> checkInBase("remove", path));
    changes.files().deleted().keySet().forEach(path -> checkInBase("delete rows of", path));
    changes.files().codes().keySet().forEach(path -> checkInBase("replace the codes of", path));
    if (state.version() < 0) {
      if (changes.metadata().isEmpty()) {
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
              + changes.operation()
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
    if (changes.metadata().isEmpty()) {
      return;
    }
    List<DataFile> staying =
        changes.base().orElseThrow().files().stream()
            .filter(file -> !changes.files().removed().containsKey(file.path()))
            .toList();
    new SchemaChange(state.metadata(), changes.metadata().get())
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
      if (!commits(winner, changes.identity())) {
        new ConflictCheck(log.path(), changes, state, winner).run();
      }
      state.apply(winner, log.commitFile(winner.info().version()));
      next = isDoneAlready() ? Optional.empty() : readNext();
    }
    if (state.version() > before && log.hasExpired(before + 1)) {
      throw expired(before);
    }
  }

  private CommitFile next() {
    return new NextCommit(log.path(), changes, deletions, state).file();
  }

  private Optional<CommitFile> readNext() {
    return log.read(state.version() + 1, state.schema());
  }

  /** Whether {@code winner} did what this is to do, as after a retried task. */
  private static boolean commits(CommitFile winner, Optional<Action.Txn> identity) {
    return identity.isPresent()
        && winner.actions().stream()
            .anyMatch(
                action ->
                    action instanceof Action.Txn txn
                        && txn.appId().equals(identity.get().appId())
                        && txn.version() >= identity.get().version());
  }
}

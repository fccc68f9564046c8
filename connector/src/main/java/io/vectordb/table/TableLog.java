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
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.store.FileEntry;
import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.TableStore;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The log of a table: one file per commit, and checkpoints so that no reader replays all. */
final class TableLog {
  /** Table property: a checkpoint is written every that many commits. */
  static final String CHECKPOINT_INTERVAL = "checkpointInterval";

  private static final long DEFAULT_CHECKPOINT_INTERVAL = 10;
  private static final int FILES_PER_CHECKPOINT_FACTOR = 10_000;

  private final String path;
  private final TableStore store;
  private volatile Seen lastSeen;

  TableLog(String path, TableStore store) {
    this.path = path;
    this.store = store;
  }

  TableStore store() {
    return store;
  }

  String path() {
    return path;
  }

  /** The number of the newest commit; empty if there is no table. */
  OptionalLong newestVersion() {
    return listing().newest();
  }

  /** The newest version; empty if there is no table. */
  Optional<Snapshot> newest() {
    Seen seen = lastSeen;
    Optional<Seen> newest = seen != null && seen.isUsable(store) ? follow(seen) : Optional.empty();
    if (newest.isEmpty()) {
      newest = whileVersionsExpire(this::newest);
    }
    lastSeen = newest.orElse(null);
    return newest.map(Seen::snapshot);
  }

  private Optional<Seen> newest(LogListing listing) {
    if (listing.newest().isEmpty()) {
      return Optional.empty();
    }
    long version = listing.newest().getAsLong();
    // Before the version is read: what is read later can only be newer.
    FileEntry entry = store.find(LogNames.commit(version)).orElse(null);
    return Optional.of(new Seen(load(version, listing), entry, System.nanoTime()));
  }

  /**
   * The version after all commits that follow {@code known}, reading nothing else; empty if one of
   * them is gone again, or may be one that was created after its number had expired.
   */
  private Optional<Seen> follow(Seen known) {
    long now = System.nanoTime();
    Replay replay = Replay.from(Optional.of(known.snapshot));
    FileEntry entry = known.entry;
    Optional<FileEntry> next = store.find(LogNames.commit(replay.version() + 1));
    while (next.isPresent()) {
      entry = next.get();
      Optional<CommitFile> commit = read(replay.version() + 1, replay.schema());
      if (commit.isEmpty()) {
        return Optional.empty();
      }
      replay.apply(commit.get(), commitFile(replay.version() + 1));
      next = store.find(LogNames.commit(replay.version() + 1));
    }
    boolean isSame = replay.version() == known.snapshot.version();
    if (!isSame && hasExpired(known.snapshot.version() + 1)) {
      return Optional.empty();
    }
    return Optional.of(new Seen(isSame ? known.snapshot : replay.snapshot(), entry, now));
  }

  /** The version {@code version}; empty if there is no table. */
  Optional<Snapshot> at(long version) {
    return whileVersionsExpire(listing -> at(version, listing));
  }

  private Optional<Snapshot> at(long version, LogListing listing) {
    OptionalLong newest = listing.newest();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    if (version < 0 || version > newest.getAsLong()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
          "Version "
              + version
              + " of "
              + path
              + " does not exist; the table's versions go up to "
              + newest.getAsLong());
    }
    checkRetained(version, listing);
    return Optional.of(load(version, listing));
  }

  /** Refuses a version that has expired. */
  void checkRetained(long version, LogListing listing) {
    OptionalLong oldest = listing.oldest();
    if (oldest.isPresent() && version < oldest.getAsLong()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
          "Version "
              + version
              + " of "
              + path
              + " has expired: the oldest version kept is "
              + oldest.getAsLong()
              + ", and the log of those before it was removed to save space; read version "
              + oldest.getAsLong()
              + " or a newer one");
    }
  }

  /**
   * Reads from the log again as long as what was to be read has expired meanwhile.
   *
   * @param read what to do with the files that the log has
   */
  <T> T whileVersionsExpire(Function<LogListing, T> read) {
    LogListing listing = listing();
    while (true) {
      try {
        return read.apply(listing);
      } catch (VectorDbException e) {
        LogListing now = listing();
        if (now.oldest().equals(listing.oldest())) {
          throw e;
        }
        listing = now;
      }
    }
  }

  /** Version {@code version} by the newest checkpoint that helps, of those listed. */
  Snapshot load(long version, LogListing listing) {
    String ignored = "";
    for (long checkpoint : listing.checkpoints().headSet(version, true).descendingSet()) {
      try {
        return replay(Optional.of(readCheckpoint(checkpoint)), version, listing, ignored);
      } catch (Checkpoint.UnusableException e) {
        warn("Ignored a checkpoint: " + e.getMessage());
        ignored = " (ignored a checkpoint: " + e.getMessage() + ")";
      }
    }
    return replay(Optional.empty(), version, listing, ignored);
  }

  private Snapshot replay(
      Optional<Snapshot> start, long version, LogListing listing, String remark) {
    if (start.isPresent() && start.get().version() == version) {
      return start.get();
    }
    Replay replay = Replay.from(start);
    long first = replay.version() + 1;
    CommitReader commits = new CommitReader(store, version);
    while (replay.version() < version) {
      long next = replay.version() + 1;
      byte[] commit = commits.read(next).orElseThrow(() -> gap(next, version, remark));
      replay.apply(decode(commit, next, replay.schema()), commitFile(next));
    }
    long expired = LogListing.expired(store);
    if (expired > first && expired > listing.expired()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
          "Version " + first + " of " + path + " has expired while it was read; retry");
    }
    return replay.snapshot();
  }

  private VectorDbException gap(long missing, long version, String remark) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_TABLE_DAMAGED,
        "The log of "
            + path
            + " has a gap: version "
            + missing
            + " ("
            + LogNames.commit(missing)
            + ") is missing but version "
            + version
            + " exists; restore this file from a backup or a replica"
            + remark);
  }

  /** The commit {@code version} of a table that had {@code schema} before it, if it exists. */
  Optional<CommitFile> read(long version, TableSchema schema) {
    return store
        .readIfExists(LogNames.commit(version))
        .map(bytes -> decode(bytes, version, schema));
  }

  /** As {@link #read}, of a file whose content is known. */
  CommitFile decode(byte[] commit, long version, TableSchema schema) {
    return CommitFile.decode(commit, version, schema, commitFile(version));
  }

  /** Who made the commit {@code version} and when, if its file exists. */
  Optional<Action.CommitInfo> readInfo(long version) {
    return store
        .readIfExists(LogNames.commit(version))
        .map(bytes -> CommitFile.decodeInfo(bytes, version, commitFile(version)));
  }

  /**
   * The state in the checkpoint {@code version}.
   *
   * @throws VectorDbException if there is none (any more)
   */
  Snapshot readCheckpoint(long version) throws Checkpoint.UnusableException {
    String name = LogNames.checkpoint(version);
    Optional<byte[]> content;
    try {
      content = store.readIfExists(name);
    } catch (VectorDbException e) {
      throw new Checkpoint.UnusableException(e.getMessage(), e);
    }
    return Checkpoint.decode(
        content.orElseThrow(() -> VectorDbErrors.noSuchFile(store.describe(name))),
        version,
        store.describe(name));
  }

  /** Writes the commit {@code version} unless somebody else did. */
  boolean put(long version, byte[] commit) {
    return store.putIfAbsent(LogNames.commit(version), commit);
  }

  /**
   * Whether the commit {@code version} may have been removed. If so, what now has its number may be
   * no part of the table.
   */
  boolean hasExpired(long version) {
    return version < LogListing.expired(store);
  }

  /**
   * Says that all versions before {@code version} expire. Only then may their commits be removed: a
   * writer who finds one of their numbers free looks for this.
   */
  void expireBefore(long version) {
    store.putIfAbsent(LogNames.mark(version), new byte[0]);
  }

  /** The oldest version that has not expired. */
  Snapshot oldest() {
    return whileVersionsExpire(listing -> load(listing.oldest().orElse(0), listing));
  }

  /** Whether this version is still there; not if it has expired, or if the table was dropped. */
  boolean has(long version) {
    return store.exists(LogNames.commit(version)) || store.exists(LogNames.checkpoint(version));
  }

  /** Writes a checkpoint if the interval says so. The commit is done, so nothing may fail. */
  void maybeCheckpoint(Replay state) {
    long interval = checkpointInterval(state.metadata()) * checkpointFactor(state.fileCount());
    if (state.version() == 0 || state.version() % interval != 0) {
      return;
    }
    String name = LogNames.checkpoint(state.version());
    try {
      store.putIfAbsent(name, Checkpoint.encode(state.snapshot()));
    } catch (RuntimeException | LinkageError e) {
      warn(
          "Could not write the checkpoint "
              + store.describe(name)
              + "; the commit is complete, but opening the table takes longer: "
              + e);
    }
  }

  /**
   * Makes sure that version {@code version} can be read without any commit.
   *
   * @throws VectorDbException if it cannot
   */
  void ensureCheckpoint(long version) {
    try {
      if (!store.exists(LogNames.checkpoint(version))) {
        Snapshot snapshot = at(version).orElseThrow();
        store.putIfAbsent(LogNames.checkpoint(version), Checkpoint.encode(snapshot));
      }
      readCheckpoint(version);
    } catch (Checkpoint.UnusableException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_DAMAGED,
          "Nothing of "
              + path
              + " was expired, because the oldest version to be kept, "
              + version
              + ", has no sound checkpoint: "
              + e.getMessage()
              + "; delete this file, then retry",
          e);
    }
  }

  /** Asks for a logger only now, because the first one costs more than opening a small table. */
  private static void warn(String message) {
    System.getLogger(TableLog.class.getName()).log(Level.WARNING, message);
  }

  /** Every how many commits {@code metadata} wants a checkpoint. */
  static long checkpointInterval(TableMetadata metadata) {
    String value = metadata.properties().get(CHECKPOINT_INTERVAL);
    if (value == null) {
      return DEFAULT_CHECKPOINT_INTERVAL;
    }
    if (!value.matches("[1-9]\\d{0,8}")) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Table property "
              + CHECKPOINT_INTERVAL
              + "="
              + value
              + " is not understood; give a number of commits of at least 1");
    }
    return Long.parseLong(value);
  }

  /**
   * By how much checkpoints become rarer as a table grows, because they become larger, too, while
   * to read the commits since the last one takes as long as ever. A power of two, so that some
   * versions still have a checkpoint when it changes.
   */
  private static long checkpointFactor(int files) {
    long factor = 1;
    while (factor * FILES_PER_CHECKPOINT_FACTOR < files) {
      factor *= 2;
    }
    return factor;
  }

  /** The full name of the file of a commit, for messages. */
  String commitFile(long version) {
    return store.describe(LogNames.commit(version));
  }

  /** What the log's directories hold now. */
  LogListing listing() {
    return LogListing.of(store);
  }

  /**
   * A version that was the newest at some time.
   *
   * @param entry its commit, null if there is a checkpoint only
   * @param nanos the time
   */
  private record Seen(Snapshot snapshot, FileEntry entry, long nanos) {
    /**
     * Whether the commits after this version are found by their numbers, without a list of all: not
     * if so much time has passed that some of them may have expired, nor if the table was made anew
     * after a drop. The same entry means the same commit.
     */
    boolean isUsable(TableStore store) {
      return entry != null
          && System.nanoTime() - nanos < Ages.LONGEST_UNCHECKED.toNanos() / 2
          && store.find(LogNames.commit(snapshot.version())).equals(Optional.of(entry));
    }
  }
}

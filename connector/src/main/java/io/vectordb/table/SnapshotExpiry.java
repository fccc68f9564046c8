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
import io.vectordb.table.store.FileEntry;
import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.ParallelDelete;
import io.vectordb.table.store.StoreClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Removes the log of old versions, which can no longer be read then. The files that only they
 * mention stay for {@link Vacuum}. May run beside readers, writers and itself, and may be killed at
 * any point: run it again.
 *
 * <pre>{@code
 * ExpiryResult result = SnapshotExpiry.of(table).olderThan(Duration.ofDays(5)).run();
 * }</pre>
 */
public final class SnapshotExpiry {
  /** A version is kept so long after it was replaced unless told otherwise. */
  public static final Duration DEFAULT_AGE = Duration.ofDays(5);

  private final Table table;
  private Duration age = DEFAULT_AGE;
  private int newest = 1;
  private boolean force;
  private boolean dryRun;

  private SnapshotExpiry(Table table) {
    this.table = table;
  }

  public static SnapshotExpiry of(Table table) {
    return new SnapshotExpiry(table);
  }

  /**
   * Keeps every version that was the newest less than {@code duration} ago: whoever began to read
   * it since can go on.
   */
  public SnapshotExpiry olderThan(Duration duration) {
    age = duration;
    return this;
  }

  /** Keeps the newest {@code count} versions, at least 1, whatever their age. */
  public SnapshotExpiry keepNewest(int count) {
    if (count < 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Cannot keep the newest " + count + " versions of " + table + "; keep at least 1");
    }
    newest = count;
    return this;
  }

  /**
   * Allows ages below one hour. Nothing that is committed is ever lost, but readers and writers
   * that are at work may find the version expired that they began with, and fail.
   */
  public SnapshotExpiry force() {
    force = true;
    return this;
  }

  /** Only finds out what would be removed, by this machine's clock, and writes nothing. */
  public SnapshotExpiry dryRun() {
    dryRun = true;
    return this;
  }

  /**
   * Runs.
   *
   * @throws VectorDbException if the oldest version to be kept cannot be kept by itself because its
   *     checkpoint cannot be written or is damaged; nothing is removed then
   */
  public ExpiryResult run() {
    Ages.check("expire versions of " + table, age, force);
    TableLog log = table.log();
    LogListing listing = log.listing();
    OptionalLong newestVersion = listing.newest();
    if (newestVersion.isEmpty()) {
      throw table.noTable();
    }
    long oldest = oldest(listing);
    long keep =
        Math.max(oldest, Math.min(firstYoung(oldest), newestVersion.getAsLong() - newest + 1));
    // What an expiry that was killed left behind goes, too, though no version expires by it.
    NavigableSet<Long> commits = listing.commits().headSet(keep, false);
    NavigableSet<Long> checkpoints = listing.checkpoints().headSet(keep, false);
    if (!dryRun && !(commits.isEmpty() && checkpoints.isEmpty())) {
      log.ensureCheckpoint(keep);
      log.expireBefore(keep);
    }
    List<String> paths = new ArrayList<>();
    commits.forEach(version -> paths.add(LogNames.commit(version)));
    checkpoints.forEach(version -> paths.add(LogNames.checkpoint(version)));
    long bytes = bytes(paths);
    if (!dryRun) {
      ParallelDelete.run(table.store(), paths);
      listing.marks().headSet(keep).forEach(old -> table.store().delete(LogNames.mark(old)));
    }
    return new ExpiryResult(keep, keep - oldest, paths.size(), bytes, dryRun);
  }

  private long bytes(List<String> paths) {
    Set<String> wanted = new HashSet<>(paths);
    long bytes = 0;
    for (String directory : List.of(LogNames.DIRECTORY, LogNames.CHECKPOINT_DIRECTORY)) {
      for (FileEntry entry : table.store().list(directory)) {
        bytes += wanted.contains(directory + "/" + entry.name()) ? entry.bytes() : 0;
      }
    }
    return bytes;
  }

  private long oldest(LogListing listing) {
    return listing
        .oldest()
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_TABLE_DAMAGED,
                    "The log of "
                        + table
                        + " has a gap and no checkpoint after it, so nothing was expired;"
                        + " restore the missing commits from a backup or a replica"));
  }

  /**
   * The version that was the newest {@link #age} ago, as far as the clocks of writers tell; or an
   * older one that by the store's own clock was replaced later than that.
   */
  private long firstYoung(long oldest) {
    long cutoff = StoreClock.cutoff(table.store(), age, dryRun);
    long young = new History(table.log()).versionAtOrOldest(cutoff);
    Map<String, Long> written = new HashMap<>();
    for (FileEntry entry : table.store().list(LogNames.DIRECTORY)) {
      written.put(LogNames.DIRECTORY + "/" + entry.name(), entry.modifiedMillis());
    }
    long version = oldest;
    while (version < young && written.getOrDefault(LogNames.commit(version + 1), 0L) < cutoff) {
      version++;
    }
    return version;
  }
}

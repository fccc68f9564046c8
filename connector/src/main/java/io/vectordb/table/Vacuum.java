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

import io.vectordb.table.store.FileEntry;
import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.ParallelDelete;
import io.vectordb.table.store.StoreClock;
import io.vectordb.table.store.TableStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Removes files that no version of a table mentions any more, or never did: those of versions that
 * {@link SnapshotExpiry} removed, of failed writes, and temporary files of writers that were
 * killed. Never removes anything outside the directories of data files, code files and deletion
 * vectors but temporary files of the log, nor anything behind a symbolic link, nor what is younger
 * than a retention by the store's own clock. May run beside readers, writers and itself, and may be
 * killed at any point: run it again.
 *
 * <pre>{@code
 * VacuumResult result = Vacuum.of(table).olderThan(Duration.ofDays(7)).run();
 * }</pre>
 */
public final class Vacuum {
  /** Files younger than this stay unless told otherwise: a writer may be about to commit them. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  private static final Pattern TEMPORARY =
      Pattern.compile("\\.\\d{20}\\.(json|arrow)\\.[0-9a-f-]{36}\\.tmp");

  /** So many files are looked up and deleted before the log is asked for what is new in it. */
  private static final int BATCH_FILES = 10_000;

  private final Table table;
  private final TableStore store;
  private Duration retention = DEFAULT_RETENTION;
  private boolean force;
  private boolean dryRun;

  private Vacuum(Table table) {
    this.table = table;
    this.store = table.store();
  }

  public static Vacuum of(Table table) {
    return new Vacuum(table);
  }

  /** Keeps files that were written less than {@code duration} ago. */
  public Vacuum olderThan(Duration duration) {
    retention = duration;
    return this;
  }

  /** Allows a retention below one hour, which is safe only while nobody writes to the table. */
  public Vacuum force() {
    force = true;
    return this;
  }

  /** Only finds out what would be removed, by this machine's clock, and writes nothing. */
  public Vacuum dryRun() {
    dryRun = true;
    return this;
  }

  /**
   * Runs.
   *
   * @throws VectorDbException if a retained version cannot be read, so that nobody knows which
   *     files it has; nothing is removed then
   */
  public VacuumResult run() {
    Ages.check("vacuum " + table, retention, force);
    MentionedFiles mentioned = MentionedFiles.of(table);
    long cutoff = StoreClock.cutoff(store, retention, dryRun);
    Removed data = removeBelow("data", cutoff, mentioned);
    Removed codes = removeBelow("codes", cutoff, mentioned);
    Removed deletes = removeBelow("deletes", cutoff, mentioned);
    Removed temporary =
        removeTemporary(LogNames.DIRECTORY, cutoff, name -> TEMPORARY.matcher(name).matches())
            .plus(
                removeTemporary(
                    LogNames.CHECKPOINT_DIRECTORY,
                    cutoff,
                    name -> TEMPORARY.matcher(name).matches()))
            .plus(removeTemporary("_vectordb", cutoff, StoreClock::isLeftover));
    return new VacuumResult(
        data.files(),
        codes.files(),
        deletes.files(),
        temporary.files(),
        data.bytes() + codes.bytes() + deletes.bytes() + temporary.bytes(),
        dryRun);
  }

  private record Removed(long files, long bytes) {
    Removed plus(Removed other) {
      return new Removed(files + other.files, bytes + other.bytes);
    }
  }

  /** One directory at a time, because all of a large table's files may not fit into memory. */
  private Removed removeBelow(String top, long cutoff, MentionedFiles mentioned) {
    Removed removed = new Removed(0, 0);
    Deque<String> directories = new ArrayDeque<>(List.of(top));
    List<String> candidates = new ArrayList<>();
    List<FileEntry> entries = new ArrayList<>();
    while (!directories.isEmpty()) {
      String directory = directories.pop();
      for (FileEntry entry : own(directory)) {
        String path = directory + "/" + entry.name();
        if (entry.isDirectory()) {
          directories.push(path.substring(0, path.length() - 1));
        } else if (entry.modifiedMillis() < cutoff && !mentioned.contains(path)) {
          candidates.add(path);
          entries.add(entry);
          if (candidates.size() == BATCH_FILES) {
            removed = removed.plus(remove(candidates, entries, mentioned));
          }
        }
      }
    }
    return removed.plus(remove(candidates, entries, mentioned));
  }

  /** Removes what has not been committed since, and forgets the lists. */
  private Removed remove(
      List<String> candidates, List<FileEntry> entries, MentionedFiles mentioned) {
    if (!candidates.isEmpty()) {
      mentioned.update();
    }
    List<String> paths = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (!mentioned.contains(candidates.get(i))) {
        paths.add(candidates.get(i));
        bytes += entries.get(i).bytes();
      }
    }
    candidates.clear();
    entries.clear();
    delete(paths);
    return new Removed(paths.size(), bytes);
  }

  private Removed removeTemporary(String directory, long cutoff, Predicate<String> isTemporary) {
    List<String> paths = new ArrayList<>();
    long bytes = 0;
    for (FileEntry entry : own(directory)) {
      if (!entry.isDirectory()
          && entry.modifiedMillis() < cutoff
          && isTemporary.test(entry.name())) {
        paths.add(directory + "/" + entry.name());
        bytes += entry.bytes();
      }
    }
    delete(paths);
    return new Removed(paths.size(), bytes);
  }

  /** What is in a directory of the table, nothing if a link leads there. */
  private List<FileEntry> own(String directory) {
    return store.isOwn(directory) ? store.list(directory) : List.of();
  }

  private void delete(List<String> paths) {
    if (!dryRun) {
      ParallelDelete.run(store, paths);
    }
  }
}

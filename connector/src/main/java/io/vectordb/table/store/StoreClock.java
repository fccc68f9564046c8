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
package io.vectordb.table.store;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The clock by which a store dates its files: that of another machine, which may be hours off from
 * this one's, so that ages of files must not be taken by this one's.
 */
public final class StoreClock {
  private static final String DIRECTORY = "_vectordb";

  private static final String PREFIX = ".clock-";

  private StoreClock() {}

  /**
   * The time, by {@code store}'s clock, before which everything is older than {@code age}. Clocks
   * tick too slowly to tell what has just been written from what is written now, so everything is
   * older than no time at all.
   *
   * @param dryRun whether nothing depends on it, so that nothing is to be written for it
   */
  public static long cutoff(TableStore store, Duration age, boolean dryRun) {
    if (age.isZero()) {
      return Long.MAX_VALUE;
    }
    return (dryRun ? System.currentTimeMillis() : now(store)) - age.toMillis();
  }

  /** The time by {@code store}'s clock, or an earlier one, in milliseconds since 1970. */
  private static long now(TableStore store) {
    String name = PREFIX + UUID.randomUUID() + ".tmp";
    String path = DIRECTORY + "/" + name;
    try {
      // Nothing is in it, so that it finds room on a disk that is full.
      store.create(path).close();
    } catch (IOException | VectorDbException e) {
      return ofNewestCommit(store, path, e);
    }
    try {
      return newest(store, DIRECTORY, name).orElseThrow(() -> noClock(store));
    } finally {
      store.delete(path);
    }
  }

  /** It is not later than now, and less is removed by it; the point may be to make room. */
  private static long ofNewestCommit(TableStore store, String path, Exception problem) {
    System.getLogger(StoreClock.class.getName())
        .log(
            Level.WARNING,
            "Files are taken for younger than they are, by the time of the newest commit, because "
                + store.describe(path)
                + " cannot be written: "
                + problem.getMessage());
    // Every change of the table adds a commit.
    return newest(store, LogNames.DIRECTORY, "").orElseThrow(() -> noClock(store));
  }

  private static OptionalLong newest(TableStore store, String directory, String prefix) {
    return store.list(directory).stream()
        .filter(entry -> entry.name().startsWith(prefix) && entry.modifiedMillis() > 0)
        .mapToLong(FileEntry::modifiedMillis)
        .max();
  }

  private static VectorDbException noClock(TableStore store) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STORAGE_FAILED,
        "The file system of "
            + store.location()
            + " does not say when its files were written, so nothing can be removed by age");
  }

  /** Whether this is a file that was left by somebody who was killed while he looked. */
  public static boolean isLeftover(String name) {
    return name.startsWith(PREFIX) && name.endsWith(".tmp");
  }
}

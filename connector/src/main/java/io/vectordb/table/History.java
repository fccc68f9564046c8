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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The retained versions of a table and when they were made, read from as few files as it takes. */
final class History {
  private final TableLog log;

  History(TableLog log) {
    this.log = log;
  }

  /** The newest versions, newest first; empty if there is no table. */
  Optional<List<HistoryEntry>> entries(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a history of " + limit + " versions");
    }
    LogListing listing = log.listing();
    OptionalLong newest = listing.newest();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    long oldest = listing.oldest().orElse(newest.getAsLong());
    List<HistoryEntry> entries = new ArrayList<>();
    for (long v = newest.getAsLong(); v >= oldest && entries.size() < limit; v--) {
      Optional<Action.CommitInfo> info = log.readInfo(v);
      if (info.isEmpty()) {
        // It expired since, and so did all before it.
        break;
      }
      entries.add(HistoryEntry.of(info.get()));
    }
    return Optional.of(entries);
  }

  /** The newest version not younger than {@code timestampMillis}; empty if there is no table. */
  Optional<Long> versionAt(long timestampMillis) {
    while (true) {
      LogListing listing = log.listing();
      OptionalLong newest = listing.newest();
      if (newest.isEmpty()) {
        return Optional.empty();
      }
      long oldest = listing.oldest().orElse(newest.getAsLong());
      OptionalLong found = search(timestampMillis, oldest, newest.getAsLong());
      if (found.isPresent()) {
        return Optional.of(found.getAsLong());
      }
    }
  }

  /** Empty if a version expired meanwhile, so that the oldest is another one now. */
  private OptionalLong search(long timestampMillis, long oldest, long newest) {
    Optional<Long> first = timestampMillis(oldest);
    if (first.isEmpty()) {
      return OptionalLong.empty();
    }
    if (first.get() > timestampMillis) {
      throw tooEarly(timestampMillis, oldest, first.get());
    }
    long from = oldest;
    long to = newest;
    while (from < to) {
      long middle = from + (to - from + 1) / 2;
      Optional<Action.CommitInfo> info = log.readInfo(middle);
      if (info.isEmpty()) {
        return OptionalLong.empty();
      }
      if (info.get().timestampMillis() <= timestampMillis) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return OptionalLong.of(from);
  }

  /** When the oldest version was made; of the oldest, the commit may be gone. */
  private Optional<Long> timestampMillis(long oldest) {
    Optional<Long> fromCommit = log.readInfo(oldest).map(Action.CommitInfo::timestampMillis);
    if (fromCommit.isPresent() || !log.has(oldest)) {
      return fromCommit;
    }
    try {
      return Optional.of(log.readCheckpoint(oldest).timestampMillis());
    } catch (Checkpoint.UnusableException e) {
      throw new VectorDbException(
          "When version "
              + oldest
              + " of "
              + log.path()
              + " was made is unknown: its commit is gone and "
              + e.getMessage()
              + "; name a version instead of a time",
          e);
    }
  }

  private VectorDbException tooEarly(long timestampMillis, long oldest, long oldestMillis) {
    return new VectorDbException(
        "There is no version of "
            + log.path()
            + " at "
            + Instant.ofEpochMilli(timestampMillis)
            + ": its oldest version"
            + (oldest == 0 ? "" : " that has not expired")
            + ", "
            + oldest
            + ", was committed at "
            + Instant.ofEpochMilli(oldestMillis)
            + "; ask for this time or a later one");
  }
}

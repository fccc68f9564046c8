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
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "A history of " + limit + " versions; ask for 0 or more");
    }
    LogListing listing = log.listing();
    OptionalLong newest = listing.newest();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    long oldest = oldest(listing);
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
    return log.whileVersionsExpire(
        listing -> {
          if (listing.newest().isEmpty()) {
            return Optional.empty();
          }
          long oldest = oldest(listing);
          long oldestMillis = timestampMillis(oldest);
          if (oldestMillis > timestampMillis) {
            throw tooEarly(timestampMillis, oldest, oldestMillis);
          }
          return Optional.of(search(timestampMillis, oldest, listing.newest().getAsLong()));
        });
  }

  /** The first version not older than {@code timestampMillis}; empty if there is no table. */
  Optional<Long> versionSince(long timestampMillis) {
    LogListing listing = log.listing();
    if (listing.oldest().orElse(-1) == 0 && timestampMillis(0) >= timestampMillis) {
      return Optional.of(0L);
    }
    return versionAt(timestampMillis - 1).map(before -> before + 1);
  }

  /** As {@link #versionAt}, but the oldest version if all are younger. */
  long versionAtOrOldest(long timestampMillis) {
    return log.whileVersionsExpire(
        listing -> search(timestampMillis, oldest(listing), listing.newest().orElseThrow()));
  }

  private static long oldest(LogListing listing) {
    return listing.oldest().orElse(listing.newest().orElseThrow());
  }

  private long search(long timestampMillis, long oldest, long newest) {
    long from = oldest;
    long to = newest;
    while (from < to) {
      long middle = from + (to - from + 1) / 2;
      if (info(middle).timestampMillis() <= timestampMillis) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return from;
  }

  private Action.CommitInfo info(long version) {
    return log.readInfo(version)
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_TABLE_DAMAGED,
                    "Version "
                        + version
                        + " of "
                        + log.path()
                        + " is missing: "
                        + log.commitFile(version)
                        + " does not exist; restore it from a backup or a replica"));
  }

  /** When the oldest version was made; its commit may be gone. */
  private long timestampMillis(long oldest) {
    Optional<Action.CommitInfo> info = log.readInfo(oldest);
    if (info.isPresent()) {
      return info.get().timestampMillis();
    }
    try {
      return log.readCheckpoint(oldest).timestampMillis();
    } catch (Checkpoint.UnusableException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
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
        ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
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

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

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which commits and checkpoints the log of a table has, by their names. */
record LogListing(Map<Long, FileEntry> commits, NavigableMap<Long, FileEntry> checkpoints) {
  private static final Pattern COMMIT_NAME = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKPOINT_NAME = Pattern.compile("(\\d{20})\\.arrow");

  static LogListing of(TableStore store) {
    Map<Long, FileEntry> commits = new HashMap<>();
    for (FileEntry entry : store.list(TableLog.DIRECTORY)) {
      version(COMMIT_NAME, entry).ifPresent(version -> commits.put(version, entry));
    }
    NavigableMap<Long, FileEntry> checkpoints = new TreeMap<>();
    for (FileEntry entry : store.list(TableLog.CHECKPOINT_DIRECTORY)) {
      version(CHECKPOINT_NAME, entry).ifPresent(version -> checkpoints.put(version, entry));
    }
    return new LogListing(commits, checkpoints);
  }

  private static Optional<Long> version(Pattern pattern, FileEntry entry) {
    Matcher matcher = pattern.matcher(entry.name());
    // 19 digits fit; a larger number is no version that anybody reaches.
    return matcher.matches() && entry.name().startsWith("0")
        ? Optional.of(Long.parseLong(matcher.group(1)))
        : Optional.empty();
  }

  /** The number of the newest version; empty if there is no table. */
  OptionalLong newest() {
    long newest = checkpoints.isEmpty() ? -1 : checkpoints.lastKey();
    for (long version : commits.keySet()) {
      newest = Math.max(newest, version);
    }
    return newest < 0 ? OptionalLong.empty() : OptionalLong.of(newest);
  }

  /**
   * The oldest version from which on every version can be read if the checkpoints are sound; empty
   * if there is none.
   */
  OptionalLong oldest() {
    OptionalLong newest = newest();
    if (newest.isEmpty()) {
      return newest;
    }
    long first = newest.getAsLong() + 1;
    while (commits.containsKey(first - 1)) {
      first--;
    }
    if (first == 0) {
      return OptionalLong.of(0);
    }
    Long checkpoint = checkpoints.ceilingKey(first - 1);
    return checkpoint == null ? OptionalLong.empty() : OptionalLong.of(checkpoint);
  }
}

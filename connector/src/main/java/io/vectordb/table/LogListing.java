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

import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.TableStore;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which commits and checkpoints the log of a table has, by their names.
 *
 * @param marks versions before which all have expired, or are about to
 */
record LogListing(
    NavigableSet<Long> commits, NavigableSet<Long> checkpoints, NavigableSet<Long> marks) {
  private static final Pattern COMMIT_NAME = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKPOINT_NAME = Pattern.compile("(\\d{20})\\.arrow");
  private static final Pattern MARK_NAME = Pattern.compile("(\\d{20})\\.oldest");

  /**
   * What is there now. Others may commit between the two lists; none of the versions that were
   * there at the beginning is left out.
   */
  static LogListing of(TableStore store) {
    NavigableSet<Long> commits = versions(store.names(LogNames.DIRECTORY), COMMIT_NAME);
    List<String> names = store.names(LogNames.CHECKPOINT_DIRECTORY);
    NavigableSet<Long> checkpoints = versions(names, CHECKPOINT_NAME);
    if (!checkpoints.isEmpty() && !commits.contains(checkpoints.last())) {
      // A checkpoint after a gap would say that all before it have expired.
      commits.addAll(versions(store.names(LogNames.DIRECTORY), COMMIT_NAME));
    }
    return new LogListing(commits, checkpoints, versions(names, MARK_NAME));
  }

  /** As {@link #expired()}, by nothing but the names that tell it. */
  static long expired(TableStore store) {
    return last(versions(store.names(LogNames.CHECKPOINT_DIRECTORY), MARK_NAME));
  }

  /** The version before which all have expired, or are about to; 0 if none has. */
  long expired() {
    return last(marks);
  }

  private static long last(NavigableSet<Long> marks) {
    return marks.isEmpty() ? 0 : marks.last();
  }

  private static NavigableSet<Long> versions(List<String> names, Pattern pattern) {
    NavigableSet<Long> versions = new TreeSet<>();
    for (String name : names) {
      Matcher matcher = pattern.matcher(name);
      // 18 digits fit; a larger number is no version that anybody reaches.
      if (name.startsWith("00") && matcher.matches()) {
        versions.add(Long.parseLong(matcher.group(1)));
      }
    }
    return versions;
  }

  /** The number of the newest version; empty if there is no table. */
  OptionalLong newest() {
    long newest =
        Math.max(
            checkpoints.isEmpty() ? -1 : checkpoints.last(),
            commits.isEmpty() ? -1 : commits.last());
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
    while (first > expired() && commits.contains(first - 1)) {
      first--;
    }
    if (first == 0) {
      return OptionalLong.of(0);
    }
    Long checkpoint = checkpoints.ceiling(Math.max(first - 1, expired()));
    return checkpoint == null ? OptionalLong.empty() : OptionalLong.of(checkpoint);
  }
}

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

import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.schema.TableMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * What one commit is to change, and what that is based on.
 *
 * @param base the version on which it is based; empty if there was no table
 * @param work what is done, for people and for the conflict rules
 * @param identity the step of an application that this is, if it is one
 * @param metadata the new metadata, if it changes
 * @param dimensions of the vector columns whose dimension this is the first to know
 * @param reads the rows on which it depends
 */
record Changes(
    Optional<Snapshot> base,
    Work work,
    Optional<Action.Txn> identity,
    Optional<TableMetadata> metadata,
    Map<String, Integer> dimensions,
    Files files,
    List<Read> reads,
    Replaced replaced) {
  Changes {
    dimensions = copy(dimensions);
    reads = List.copyOf(reads);
  }

  /** In the same order. */
  private static <K, V> Map<K, V> copy(Map<K, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** What is done: {@code DELETE}, for example. */
  String operation() {
    return work.operation;
  }

  /**
   * What is done, and how.
   *
   * @param begunNanos when it began, as {@link System#nanoTime} tells
   * @param changesRows not if rows are rearranged or encoded only
   */
  record Work(
      String operation, Map<String, String> parameters, long begunNanos, boolean changesRows) {
    Work {
      parameters = copy(parameters);
    }

    /** How long ago it began. */
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - begunNanos);
    }
  }

  /**
   * What happens to data files, by their paths.
   *
   * @param codes new codes by vector column
   * @param deleted the rows that are deleted, in addition to those that are already
   */
  record Files(
      Map<String, DataFile> added,
      Map<String, DataFile> removed,
      Map<String, Map<String, CodeFile>> codes,
      Map<String, RoaringBitmap> deleted) {
    Files {
      added = copy(added);
      removed = copy(removed);
      codes = copy(codes);
      deleted = copy(deleted);
    }

    /** Whether the file is removed, or loses rows. */
    boolean takeRowsFrom(String path) {
      return removed.containsKey(path) || deleted.containsKey(path);
    }

    /** The files that come into the table, with all that these need. */
    Set<String> newPaths() {
      Set<String> paths = new LinkedHashSet<>();
      List<CodeFile> newCodes = new ArrayList<>();
      for (DataFile file : added.values()) {
        paths.addAll(file.ownPaths());
        newCodes.addAll(file.codes().values());
      }
      codes.values().forEach(byColumn -> newCodes.addAll(byColumn.values()));
      newCodes.forEach(code -> paths.addAll(code.paths()));
      return paths;
    }
  }

  /**
   * The rows that have been read, for the conflict rules.
   *
   * @param level decides whether rows matter that others add
   */
  record Read(Filter filter, FileSkipping skipping, IsolationLevel level) {
    boolean mayHaveRowsIn(DataFile file) {
      return skipping.mayMatch(filter, file);
    }
  }

  /** What an overwrite replaces, for the conflict rules. */
  sealed interface Replaced {
    record Nothing() implements Replaced {}

    record Everything() implements Replaced {}

    record Partitions(Set<PartitionKey> keys) implements Replaced {
      public Partitions {
        keys = Set.copyOf(keys);
      }
    }
  }
}

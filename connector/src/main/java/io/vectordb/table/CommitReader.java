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
import io.vectordb.table.store.ParallelTasks;
import io.vectordb.table.store.TableStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Reads the files of commits one after the other; those of remote stores, which answer slowly, some
 * at a time.
 */
final class CommitReader {
  /** Not more, because commits may be large. */
  private static final int REQUESTS = 16;

  private final TableStore store;
  private final long newest;
  private Map<Long, byte[]> ahead = Map.of();

  /**
   * @param newest the last commit to be read
   */
  CommitReader(TableStore store, long newest) {
    this.store = store;
    this.newest = newest;
  }

  /** The file of the commit {@code version}, if it exists. */
  Optional<byte[]> read(long version) {
    if (!ahead.containsKey(version)) {
      ahead = readFrom(version);
    }
    return Optional.ofNullable(ahead.get(version));
  }

  private Map<Long, byte[]> readFrom(long version) {
    Map<Long, byte[]> files = new ConcurrentHashMap<>();
    Consumer<Long> read =
        each ->
            store.readIfExists(LogNames.commit(each)).ifPresent(bytes -> files.put(each, bytes));
    if (store.isLocal() || version == newest) {
      read.accept(version);
    } else {
      List<Long> versions =
          LongStream.rangeClosed(version, Math.min(newest, version + REQUESTS - 1))
              .boxed()
              .toList();
      ParallelTasks.run("Reading the log", versions.size(), versions, read);
    }
    return files;
  }
}

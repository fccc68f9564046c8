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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Reads the files of commits; of remote stores, which answer slowly, some at a time. */
final class CommitReader {
  /** Not more, because commits may be large. */
  private static final int REQUESTS = 16;

  private CommitReader() {}

  /**
   * The files of the commits {@code from} to {@code to}, by version, as far as they exist; of many
   * commits the first ones.
   */
  static Map<Long, byte[]> read(TableStore store, long from, long to) {
    Map<Long, byte[]> files = new ConcurrentHashMap<>();
    Consumer<Long> read =
        version ->
            store
                .readIfExists(TableLog.commitName(version))
                .ifPresent(bytes -> files.put(version, bytes));
    if (store.isLocal() || from == to) {
      read.accept(from);
    } else {
      List<Long> versions =
          LongStream.rangeClosed(from, Math.min(to, from + REQUESTS - 1)).boxed().toList();
      ParallelTasks.run("Reading the log", versions.size(), versions, read);
    }
    return files;
  }
}

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
package io.vectordb.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Splits rows among all processors. */
final class Threads {
  private static final long CHUNK_ROWS = 1024;

  private Threads() {}

  static int count() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** What one thread does with the rows that it gets. */
  interface Worker extends AutoCloseable {
    void work(long from, long to) throws Exception;

    @Override
    default void close() {}
  }

  /** Makes a worker on its thread. */
  interface Workers {
    Worker start() throws Exception;
  }

  /** Every row goes to one worker; a chunk begins at a multiple of 1024. */
  static void forRows(long rows, Workers workers) throws Exception {
    AtomicLong next = new AtomicLong();
    Callable<Void> thread =
        () -> {
          try (Worker worker = workers.start()) {
            long from = next.getAndAdd(CHUNK_ROWS);
            while (from < rows) {
              worker.work(from, Math.min(rows, from + CHUNK_ROWS));
              from = next.getAndAdd(CHUNK_ROWS);
            }
          }
          return null;
        };
    ExecutorService pool = Executors.newFixedThreadPool(count());
    try {
      List<Callable<Void>> threads = new ArrayList<>();
      for (int t = 0; t < count(); t++) {
        threads.add(thread);
      }
      for (Future<Void> done : pool.invokeAll(threads)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}

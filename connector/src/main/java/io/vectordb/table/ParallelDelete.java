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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Deletes many files; remote stores answer slowly, but several requests at a time. */
final class ParallelDelete {
  private static final int REQUESTS = 16;

  private ParallelDelete() {}

  /** Deletes all; a file that is gone already is fine. */
  static void run(TableStore store, List<String> paths) {
    if (store.isLocal() || paths.size() < REQUESTS) {
      paths.forEach(store::delete);
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);
    try {
      List<Callable<Void>> parts = new ArrayList<>();
      for (int part = 0; part < REQUESTS; part++) {
        int first = part;
        parts.add(
            () -> {
              for (int i = first; i < paths.size(); i += REQUESTS) {
                store.delete(paths.get(i));
              }
              return null;
            });
      }
      for (Future<Void> future : threads.invokeAll(parts)) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VectorDbException("Deleting files was interrupted; run it again", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof VectorDbException known
          ? known
          : new VectorDbException("Deleting files failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}

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

import io.vectordb.errors.VectorDbException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does the same with many things, several at a time. */
public final class ParallelTasks {
  private ParallelTasks() {}

  /**
   * Gives every item to {@code task}. After a failure, no further item is begun.
   *
   * @param what is done, for messages: {@code The optimization}
   * @throws VectorDbException if a task failed or this thread was interrupted; no task is running
   *     any more then
   */
  public static <T> void run(String what, int threads, List<T> items, Consumer<T> task) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      items.forEach(item -> running.add(executor.submit(() -> task.accept(item))));
      for (Future<?> future : running) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VectorDbException(what + " was interrupted; it can be run again", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof VectorDbException known
          ? known
          : new VectorDbException(what + " failed: " + e.getCause(), e.getCause());
    } finally {
      executor.shutdownNow();
      awaitEnd(executor);
    }
  }

  /** Tasks that were interrupted may still be writing files. */
  private static void awaitEnd(ExecutorService executor) {
    try {
      executor.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

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

import java.util.List;

/** Deletes many files; remote stores answer slowly, but several requests at a time. */
public final class ParallelDelete {
  private static final int REQUESTS = 16;

  private ParallelDelete() {}

  /** Deletes all in this order, or nearly so; a file that is gone already is fine. */
  public static void run(TableStore store, List<String> paths) {
    if (store.isLocal() || paths.size() < REQUESTS) {
      paths.forEach(store::delete);
    } else {
      ParallelTasks.run("Deleting files", REQUESTS, paths, store::delete);
    }
  }

  /** Deletes what was written before {@code failure}, which is what the user is to hear of. */
  public static void undo(TableStore store, List<String> paths, RuntimeException failure) {
    for (String path : paths) {
      try {
        store.delete(path);
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }
}

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
package io.vectordb.table.file;

import com.google.common.cache.Cache;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.vectordb.errors.VectorDbException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** What is known of files, in caches that read them when they are asked for the first time. */
final class CachedFiles {
  private CachedFiles() {}

  /**
   * What {@code cache} has of {@code key}, or else {@code reader} finds.
   *
   * @param failure makes the error if the reader ends with one that is no {@link VectorDbException}
   */
  static <K, V> V get(
      Cache<K, V> cache,
      K key,
      Callable<V> reader,
      Function<Throwable, VectorDbException> failure) {
    try {
      return cache.get(key, reader);
    } catch (ExecutionException | UncheckedExecutionException e) {
      throw e.getCause() instanceof VectorDbException known
          // A copy, so that the stack of the caller is in the trace too.
          ? new VectorDbException(known)
          : failure.apply(e.getCause());
    }
  }
}

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
package io.vectordb.spark.read;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScoreLimit;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * What the tasks of this executor know together of the best rows of a search: a task that starts
 * later ignores rows that cannot be better than what others have found.
 *
 * <p>A limit holds for a version of a table, a filter and a query, all of which the tasks of one
 * search share, however often Spark runs them. Nothing but time is lost if it is forgotten.
 */
final class SharedLimits {
  private static final Cache<UUID, ScoreLimit> LIMITS =
      CacheBuilder.newBuilder().maximumSize(4096).expireAfterAccess(Duration.ofMinutes(15)).build();

  private SharedLimits() {}

  static ScoreLimit of(UUID search, Direction direction) {
    try {
      return LIMITS.get(search, () -> new ScoreLimit(direction));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}

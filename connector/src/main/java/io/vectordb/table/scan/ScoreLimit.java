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
package io.vectordb.table.scan;

import io.vectordb.table.scan.ScanSpec.Direction;
import java.util.concurrent.atomic.DoubleAccumulator;

/**
 * A score that the best rows of a search are known to reach: the k-th best of scores, or of bounds
 * of scores, that some scan has seen. The scans of one search in one process share it, and each can
 * ignore rows that do not reach it. Thread-safe.
 */
public final class ScoreLimit {
  private final Direction direction;
  private final DoubleAccumulator best;

  public ScoreLimit(Direction direction) {
    this.direction = direction;
    boolean isLarge = direction == Direction.DESCENDING;
    this.best =
        new DoubleAccumulator(
            isLarge ? Math::max : Math::min,
            isLarge ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
  }

  /** There are k rows whose scores are {@code score} or better. */
  void reached(double score) {
    if (!Double.isNaN(score)) {
      best.accumulate(score);
    }
  }

  /** The limit; infinite while there is none. */
  double score() {
    return best.get();
  }

  /** Whether a row whose score is {@code optimistic} at best may be among the best. */
  boolean admits(double optimistic) {
    return direction == Direction.DESCENDING
        ? !(optimistic < best.get())
        : !(optimistic > best.get());
  }
}

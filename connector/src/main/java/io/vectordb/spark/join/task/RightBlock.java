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
package io.vectordb.spark.join.task;

import io.vectordb.kernels.pairs.VectorRows;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Rows of the right side that have a vector, and the same keys as those of a {@link LeftGroup}. */
final class RightBlock {
  private static final int FIRST_ROOM = 16;

  private final VectorRows vectors;
  private final IntFunction<UnsafeRow> copy;
  private UnsafeRow[] payloads = new UnsafeRow[FIRST_ROOM];
  private int[] places = new int[FIRST_ROOM];
  private LeftGroup group;
  private boolean isMirrored;
  private int copied;

  /**
   * @param vectors none yet
   * @param copy what the join needs of the row at a place, besides its vector
   */
  RightBlock(VectorRows vectors, IntFunction<UnsafeRow> copy) {
    this.vectors = vectors;
    this.copy = copy;
  }

  /** Forgets the rows, and begins to gather others. */
  RightBlock begin(LeftGroup next, boolean isNextMirrored) {
    Arrays.fill(payloads, 0, vectors.size(), null);
    vectors.clear();
    copied = 0;
    group = next;
    isMirrored = isNextMirrored;
    return this;
  }

  /**
   * Adds the row at a place, whose vector {@code reader} has read.
   *
   * @return whether all rows before it were copied
   */
  boolean add(VectorReader reader, int place) {
    int size = vectors.size();
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      payloads = Arrays.copyOf(payloads, 2 * size);
    }
    places[size] = place;
    reader.addTo(vectors);
    return copied == size;
  }

  /** Copies what the join needs of all rows, because their places are about to change. */
  void copyAll() {
    for (; copied < vectors.size(); copied++) {
      payload(copied);
    }
  }

  int size() {
    return vectors.size();
  }

  /** Those whose keys the rows have. */
  LeftGroup group() {
    return group;
  }

  /** Whether the rows are left rows, too, and their pairs to be made both ways. */
  boolean isMirrored() {
    return isMirrored;
  }

  VectorRows vectors() {
    return vectors;
  }

  /** What the join needs of a row besides its vector. */
  UnsafeRow payload(int row) {
    if (payloads[row] == null) {
      payloads[row] = copy.apply(places[row]);
    }
    return payloads[row];
  }
}

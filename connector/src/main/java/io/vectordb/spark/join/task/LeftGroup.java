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
import java.util.OptionalInt;

/**
 * Rows of a {@link LeftChunk} that have the same keys, and whose vectors are compared to those of
 * right rows with these keys.
 */
final class LeftGroup {
  private static final int FIRST_ROOM = 4;

  private final VectorRows vectors;
  private int[] rows = new int[FIRST_ROOM];
  private OptionalInt otherDim = OptionalInt.empty();
  private RightBlock gathered;

  /**
   * @param vectors none yet
   */
  LeftGroup(VectorRows vectors) {
    this.vectors = vectors;
  }

  /** Adds the row of the chunk of that number, whose vector {@code reader} has read. */
  void add(int row, VectorReader reader) {
    int size = vectors.size();
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
    }
    rows[size] = row;
    reader.addTo(vectors);
  }

  /** A row of the group has a vector of another dimension. */
  void foundDim(int dim) {
    otherDim = OptionalInt.of(dim);
  }

  /**
   * Fails if there are vectors of several dimensions: not before there is a vector of the right
   * side, because without one nothing is compared.
   */
  void requireOneDim(VectorJoinSpec spec) {
    if (otherDim.isPresent()) {
      throw spec.dimensionMismatch(otherDim.getAsInt(), vectors.dim());
    }
  }

  int size() {
    return vectors.size();
  }

  VectorRows vectors() {
    return vectors;
  }

  /** The number in the chunk of row {@code i} of the group. */
  int row(int i) {
    return rows[i];
  }

  /** The right rows that were gathered for the group in this pass; null before the first one. */
  RightBlock gathered() {
    return gathered;
  }

  void gather(RightBlock block) {
    gathered = block;
  }
}

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
package io.vectordb.spark.column;

import io.vectordb.table.scan.ScanVectors;
import org.apache.spark.sql.vectorized.ColumnarArray;

/**
 * Vectors of a scan on the heap, a few at a time: mapped memory is not safe to hand out, and a few
 * vectors stay in the processor's cache until Spark reads them. Arrays that were handed out keep
 * their window.
 */
final class VectorWindow {
  private static final int BYTES = 64 << 10;

  private final ScanVectors vectors;
  private final int length;
  private int first;
  private int end;
  private HeapElements elements;

  VectorWindow(ScanVectors vectors) {
    this.vectors = vectors;
    this.length = Math.max(1, BYTES / Double.BYTES / Math.max(1, vectors.dimension()));
  }

  /** The vector at {@code index}, which is not NULL. */
  ColumnarArray array(int index) {
    moveTo(index);
    return new ColumnarArray(elements, start(index), vectors.dimension());
  }

  /** The elements around the vector at {@code index}, from {@link #start} on. */
  HeapElements elements(int index) {
    moveTo(index);
    return elements;
  }

  /** Where in its window the vector at {@code index} begins. */
  int start(int index) {
    return (index - first) * vectors.dimension();
  }

  private void moveTo(int index) {
    if (index < first || index >= end) {
      int count = Math.min(length, vectors.size() - index);
      elements = new HeapElements(vectors.copy(index, count), nulls(index, count));
      first = index;
      end = index + count;
    }
  }

  private boolean[] nulls(int from, int count) {
    if (!vectors.hasNullElements()) {
      return null;
    }
    int dimension = vectors.dimension();
    boolean[] nulls = new boolean[count * dimension];
    for (int i = 0; i < nulls.length; i++) {
      nulls[i] = vectors.isNull(from + i / dimension, i % dimension);
    }
    return nulls;
  }
}

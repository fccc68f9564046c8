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

import io.vectordb.table.file.Selection;
import io.vectordb.table.file.VectorBlock;

/**
 * The vectors of one column in the rows of a {@link ScanBatch}, by the index of the row there. They
 * are copied when they are asked for. Valid until the scan moves on.
 */
public final class ScanVectors {
  private final BatchColumns columns;
  private final VectorBlock block;
  private final Selection rows;

  ScanVectors(BatchColumns columns, String name, Selection rows) {
    this.columns = columns;
    this.block = columns.vectors(name, rows);
    this.rows = rows;
  }

  /** The number of vectors. */
  public int size() {
    return rows.size();
  }

  /** The number of elements of a vector; 0 if all of them are NULL. */
  public int dimension() {
    return block.dimension();
  }

  /** How many of the vectors are NULL. */
  public int nullCount() {
    int count = 0;
    for (int i = 0; i < size() && block.hasNulls(); i++) {
      count += isNull(i) ? 1 : 0;
    }
    return count;
  }

  /** Whether the vector is NULL. */
  public boolean isNull(int index) {
    return block.isNullVector(rows.row(index));
  }

  /** Whether a vector that is not NULL may have an element that is. */
  public boolean hasNullElements() {
    return block.hasNullElements();
  }

  /** Whether an element of the vector is NULL. */
  public boolean isNull(int index, int element) {
    return block.isNullElement(rows.row(index), element);
  }

  /** One vector: a float[] or double[] as the column has them, or null. */
  public Object vector(int index) {
    return isNull(index) ? null : copy(index, 1);
  }

  /**
   * Vectors that follow each other, as one float[] or double[] with all their elements; those of a
   * vector that is NULL mean nothing.
   *
   * @throws VectorDbException if the file has been cut short meanwhile
   */
  public Object copy(int from, int count) {
    int elements = Math.multiplyExact(count, dimension());
    Object vectors = block.hasFloats() ? new float[elements] : new double[elements];
    return columns.read(
        () -> {
          for (int i = 0; i < count; ) {
            int run = rows.runLength(from + i, count - i);
            block.copy(rows.row(from + i), run, vectors, i * dimension());
            i += run;
          }
          return vectors;
        });
  }
}

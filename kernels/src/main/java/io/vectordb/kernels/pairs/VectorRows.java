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
package io.vectordb.kernels.pairs;

import java.util.Arrays;

/**
 * Vectors of one dimension, row-major, floats or doubles: element {@code i} of row {@code r} is
 * {@code floats()[r * dim + i]}.
 *
 * <p>To add a row: {@link #reserve}, write it at {@code floats()[size() * dim]} or {@code
 * doubles()[size() * dim]} and the elements after, then {@link #added}. Not safe for concurrent
 * use.
 */
public final class VectorRows {

  /** The longest array that every JVM allocates. */
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  private final int dim;
  private final boolean isDouble;
  private float[] floats;
  private double[] doubles;
  private int size;

  private VectorRows(int dim, int capacity, boolean isDouble) {
    if (dim < 0 || capacity < 0) {
      throw new IllegalArgumentException(
          "dimension and capacity must not be negative, they are " + dim + " and " + capacity);
    }
    this.dim = dim;
    this.isDouble = isDouble;
    this.floats = new float[isDouble ? 0 : elements(capacity)];
    this.doubles = new double[isDouble ? elements(capacity) : 0];
  }

  /**
   * No rows yet.
   *
   * @param capacity rows that there is room for without {@link #reserve}
   * @throws IllegalArgumentException if a number is negative or the rows exceed an array
   */
  public static VectorRows ofFloats(int dim, int capacity) {
    return new VectorRows(dim, capacity, false);
  }

  /** As {@link #ofFloats}, of doubles. */
  public static VectorRows ofDoubles(int dim, int capacity) {
    return new VectorRows(dim, capacity, true);
  }

  private int elements(int rows) {
    if ((long) rows * dim > MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          rows + " rows of dimension " + dim + " exceed an array; search in smaller batches");
    }
    return rows * dim;
  }

  public int dim() {
    return dim;
  }

  /** Rows that were added. */
  public int size() {
    return size;
  }

  public boolean isDouble() {
    return isDouble;
  }

  /** The elements of float rows; empty if the rows are doubles. */
  public float[] floats() {
    return floats;
  }

  /** The elements of double rows; empty if the rows are floats. */
  public double[] doubles() {
    return doubles;
  }

  /**
   * Makes room for one more row; the array may be another one afterwards.
   *
   * @throws IllegalArgumentException if the rows would exceed an array
   */
  public void reserve() {
    int needed = elements(size + 1);
    int capacity = isDouble ? doubles.length : floats.length;
    if (needed > capacity) {
      int grown = (int) Math.min(MOST_ELEMENTS, Math.max(needed, capacity + (capacity >> 1)));
      if (isDouble) {
        doubles = Arrays.copyOf(doubles, grown);
      } else {
        floats = Arrays.copyOf(floats, grown);
      }
    }
  }

  /** Counts the row that was written behind the others. */
  public void added() {
    size++;
  }

  /** Forgets the rows and keeps the room. */
  public void clear() {
    size = 0;
  }

  /** Bytes of heap. */
  public long bytes() {
    return (long) Float.BYTES * floats.length + (long) Double.BYTES * doubles.length;
  }
}

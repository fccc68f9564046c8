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

import io.vectordb.kernels.PanelKernels;
import java.util.Arrays;

/**
 * A block of rows in the layout of {@link PanelKernels}, each in a slot. Rows that have no estimate
 * are left out, so a slot knows the number of its row. The last panel is filled up with zeros.
 */
final class PackedRows {

  private final Packing packing;
  private final PairScorer scorer;
  private final int panel;
  private final int dim;
  private final float[] values;
  private final int[] numbers;
  private final double[] squaredNorms;
  private final double[] norms;
  private final float[] biases;
  private int count;
  private double maxNorm;

  /**
   * @param panel rows of a panel
   * @param capacity the most rows of the block, filled up to whole panels
   */
  PackedRows(Packing packing, PairScorer scorer, int panel, int dim, int capacity) {
    int slots = (capacity + panel - 1) / panel * panel;
    this.packing = packing;
    this.scorer = scorer;
    this.panel = panel;
    this.dim = dim;
    this.values = new float[slots * dim];
    this.numbers = new int[slots];
    this.squaredNorms = new double[slots];
    this.norms = new double[slots];
    this.biases = new float[slots];
  }

  /**
   * Packs rows, until the block is full.
   *
   * @param from the first of them
   * @param end row after the last of them
   * @param aside receives the rows that have scores but no estimates
   * @return the row to go on with
   */
  int pack(VectorRows rows, int from, int end, AsideRows aside) {
    count = 0;
    maxNorm = 0;
    int row = from;
    for (; row < end && count < numbers.length; row++) {
      double squaredNorm = scorer.squaredNorm(rows, row);
      if (packing.isPacked(squaredNorm)) {
        add(row, squaredNorm);
      } else if (!packing.isWithoutScores(squaredNorm)) {
        aside.add(row, squaredNorm);
      }
    }
    Arrays.fill(biases, count, slots(), 0);
    copy(rows);
    return row;
  }

  private void add(int row, double squaredNorm) {
    numbers[count] = row;
    squaredNorms[count] = squaredNorm;
    biases[count] = packing.bias(squaredNorm);
    norms[count] = packing.norm(squaredNorm);
    maxNorm = Math.max(maxNorm, norms[count]);
    count++;
  }

  private void copy(VectorRows rows) {
    int slots = slots();
    for (int chunk = 0; chunk < dim; chunk += PanelKernels.CHUNK) {
      int terms = Math.min(PanelKernels.CHUNK, dim - chunk);
      for (int slot = 0; slot < slots; slot++) {
        int lane = slot % panel;
        int to = chunk * slots + (slot - lane) * terms + lane;
        if (slot >= count) {
          fill(to, terms);
        } else if (rows.isDouble()) {
          copy(rows.doubles(), numbers[slot] * dim + chunk, terms, scale(slot), to);
        } else if (packing.isNormalised()) {
          copy(rows.floats(), numbers[slot] * dim + chunk, terms, scale(slot), to);
        } else {
          copy(rows.floats(), numbers[slot] * dim + chunk, terms, to);
        }
      }
    }
  }

  private double scale(int slot) {
    return packing.scale(squaredNorms[slot]);
  }

  private void fill(int to, int terms) {
    for (int i = 0; i < terms; i++) {
      values[to + i * panel] = 0;
    }
  }

  private void copy(float[] from, int start, int terms, int to) {
    for (int i = 0; i < terms; i++) {
      values[to + i * panel] = from[start + i];
    }
  }

  private void copy(float[] from, int start, int terms, double scale, int to) {
    for (int i = 0; i < terms; i++) {
      values[to + i * panel] = (float) (from[start + i] * scale);
    }
  }

  private void copy(double[] from, int start, int terms, double scale, int to) {
    for (int i = 0; i < terms; i++) {
      values[to + i * panel] = (float) (from[start + i] * scale);
    }
  }

  /** Rows that were packed, in slots from 0 on. */
  int count() {
    return count;
  }

  /** Slots of whole panels. */
  int slots() {
    return (count + panel - 1) / panel * panel;
  }

  float[] values() {
    return values;
  }

  /** What the estimates of a slot start from. */
  float[] biases() {
    return biases;
  }

  int number(int slot) {
    return numbers[slot];
  }

  /** The canonical squared norm. */
  double squaredNorm(int slot) {
    return squaredNorms[slot];
  }

  /** The norm that errors are relative to. */
  double norm(int slot) {
    return norms[slot];
  }

  /** The largest of these norms. */
  double maxNorm() {
    return maxNorm;
  }

  long bytes() {
    return (long) Float.BYTES * values.length + (long) numbers.length * bytesPerSlot();
  }

  /** Bytes of heap of a slot besides the elements of the row. */
  static int bytesPerSlot() {
    return Integer.BYTES + 2 * Double.BYTES + Float.BYTES;
  }
}

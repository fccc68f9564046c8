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

import java.util.Random;

/** Rows for tests of searches, of every kind that an estimate may stumble over. */
final class PairRows {

  private static final double[] SCALES = {1e-42, 1e-30, 1e-20, 1e-3, 1, 1, 1, 1e6, 1e18, 1e30};
  private static final double[] DOUBLE_SCALES = {1e-310, 1e-200, 1e-160, 1e-60, 1e60, 1e155, 1e300};
  private static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  private PairRows() {}

  static VectorRows empty(int dim, boolean isDouble) {
    return isDouble ? VectorRows.ofDoubles(dim, 1) : VectorRows.ofFloats(dim, 1);
  }

  static void add(VectorRows rows, double... row) {
    rows.reserve();
    for (int i = 0; i < row.length; i++) {
      if (rows.isDouble()) {
        rows.doubles()[rows.size() * rows.dim() + i] = row[i];
      } else {
        rows.floats()[rows.size() * rows.dim() + i] = (float) row[i];
      }
    }
    rows.added();
  }

  /** The elements of a row, widened. */
  static double[] row(VectorRows rows, int row) {
    double[] elements = new double[rows.dim()];
    for (int i = 0; i < elements.length; i++) {
      int at = row * rows.dim() + i;
      elements[i] = rows.isDouble() ? rows.doubles()[at] : rows.floats()[at];
    }
    return elements;
  }

  /** Random directions of norm about 1. */
  static VectorRows normal(Random random, int count, int dim, boolean isDouble) {
    VectorRows rows = empty(dim, isDouble);
    for (int r = 0; r < count; r++) {
      add(rows, gaussian(random, dim, 1 / Math.sqrt(Math.max(1, dim))));
    }
    return rows;
  }

  /** Every kind, one after the other at random. */
  static VectorRows mixed(Random random, int count, int dim, boolean isDouble) {
    VectorRows rows = empty(dim, isDouble);
    double[] base = gaussian(random, dim, 1);
    for (int r = 0; r < count; r++) {
      add(rows, mixedRow(random, base, isDouble));
    }
    return rows;
  }

  private static double[] mixedRow(Random random, double[] base, boolean isDouble) {
    int dim = base.length;
    double[] scales = isDouble && random.nextBoolean() ? DOUBLE_SCALES : SCALES;
    double[] row = gaussian(random, dim, scales[random.nextInt(scales.length)]);
    int kind = random.nextInt(8);
    if (kind == 0) {
      return new double[dim];
    } else if (kind == 1 && dim > 0) {
      row[random.nextInt(dim)] = SPECIAL[random.nextInt(SPECIAL.length)];
    } else if (kind < 5) {
      // Nearly the same row again and again: scores that differ in their last bits, or not at all.
      double factor = random.nextInt(3) == 0 ? 1 + random.nextInt(3) * 0x1p-23 : 1;
      for (int i = 0; i < dim; i++) {
        row[i] = base[i] * factor;
      }
      if (dim > 0) {
        row[random.nextInt(dim)] *= 1 + random.nextInt(3) * 0x1p-23;
      }
    }
    return row;
  }

  private static double[] gaussian(Random random, int dim, double scale) {
    double[] row = new double[dim];
    for (int i = 0; i < dim; i++) {
      row[i] = random.nextGaussian() * scale;
    }
    return row;
  }
}

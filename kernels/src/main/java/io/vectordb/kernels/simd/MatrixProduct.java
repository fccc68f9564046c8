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
package io.vectordb.kernels.simd;

import io.vectordb.kernels.CodeKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Rows times a matrix. A panel, which is a chunk of the matrix's rows by a few registers of its
 * columns, is copied into one piece that stays in the L1 cache, since the rows of the matrix lie a
 * power of two apart and would evict each other there. Then every block of four rows passes over
 * it, with all sums in registers.
 */
final class MatrixProduct {
  private static final int CHUNK = CodeKernels.TRANSFORM_CHUNK;
  private static final int BLOCK = 4;
  private static final int WIDTH = CodeSpecies.WIDTH;

  /**
   * Registers of columns in a panel: 4 x 4 sums need 32 registers, which AVX-512 and NEON have;
   * AVX2 has 16.
   */
  private static final int VECTORS = CodeSpecies.WIDTH == 8 ? 2 : 4;

  private static final int COLUMNS = VECTORS * WIDTH;

  private MatrixProduct() {}

  static void multiply(float[] rows, int count, float[] matrix, int dim, float[] out) {
    Arrays.fill(out, 0, count * dim, 0f);
    float[] panel = new float[CHUNK * COLUMNS];
    float[] sums = new float[BLOCK * COLUMNS];
    int[] starts = new int[BLOCK];
    for (int i = 0; i < dim; i += CHUNK) {
      int terms = Math.min(CHUNK, dim - i);
      for (int j = 0; j < dim; j += COLUMNS) {
        int columns = Math.min(COLUMNS, dim - j);
        copyPanel(matrix, i * dim + j, dim, terms, columns, panel);
        for (int r = 0; r < count; r += BLOCK) {
          int n = Math.min(BLOCK, count - r);
          for (int b = 0; b < BLOCK; b++) {
            // A missing row is the last one once more, whose sums nobody reads.
            starts[b] = (r + Math.min(b, n - 1)) * dim + i;
          }
          if (VECTORS == 4) {
            multiplyWide(rows, starts[0], starts[1], starts[2], starts[3], panel, terms, sums);
          } else {
            multiply(rows, starts[0], starts[1], starts[2], starts[3], panel, terms, sums);
          }
          for (int b = 0; b < n; b++) {
            add(sums, b * COLUMNS, columns, out, (r + b) * dim + j);
          }
        }
      }
    }
  }

  /** Columns that the matrix does not have keep what they held; their sums are not used. */
  private static void copyPanel(
      float[] matrix, int start, int dim, int terms, int columns, float[] panel) {
    for (int i = 0; i < terms; i++) {
      System.arraycopy(matrix, start + i * dim, panel, i * COLUMNS, columns);
    }
  }

  private static void add(float[] sums, int from, int columns, float[] out, int at) {
    for (int j = 0; j < columns; j++) {
      out[at + j] += sums[from + j];
    }
  }

  private static void multiply(
      float[] rows, int s0, int s1, int s2, int s3, float[] panel, int terms, float[] sums) {
    FloatVector a0 = FloatVector.zero(CodeSpecies.FLOATS);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    for (int i = 0; i < terms; i++) {
      FloatVector m0 = CodeSpecies.load(panel, i * COLUMNS);
      FloatVector m1 = CodeSpecies.load(panel, i * COLUMNS + WIDTH);
      FloatVector x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s0 + i]);
      a0 = x.mul(m0).add(a0);
      a1 = x.mul(m1).add(a1);
      x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s1 + i]);
      b0 = x.mul(m0).add(b0);
      b1 = x.mul(m1).add(b1);
      x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s2 + i]);
      c0 = x.mul(m0).add(c0);
      c1 = x.mul(m1).add(c1);
      x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s3 + i]);
      d0 = x.mul(m0).add(d0);
      d1 = x.mul(m1).add(d1);
    }
    a0.intoArray(sums, 0);
    a1.intoArray(sums, WIDTH);
    b0.intoArray(sums, COLUMNS);
    b1.intoArray(sums, COLUMNS + WIDTH);
    c0.intoArray(sums, 2 * COLUMNS);
    c1.intoArray(sums, 2 * COLUMNS + WIDTH);
    d0.intoArray(sums, 3 * COLUMNS);
    d1.intoArray(sums, 3 * COLUMNS + WIDTH);
  }

  private static void multiplyWide(
      float[] rows, int s0, int s1, int s2, int s3, float[] panel, int terms, float[] sums) {
    FloatVector a0 = FloatVector.zero(CodeSpecies.FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector d2 = a0;
    FloatVector d3 = a0;
    for (int i = 0; i < terms; i++) {
      int at = i * COLUMNS;
      FloatVector m0 = CodeSpecies.load(panel, at);
      FloatVector m1 = CodeSpecies.load(panel, at + WIDTH);
      FloatVector m2 = CodeSpecies.load(panel, at + 2 * WIDTH);
      FloatVector m3 = CodeSpecies.load(panel, at + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s0 + i]);
      a0 = x.mul(m0).add(a0);
      a1 = x.mul(m1).add(a1);
      a2 = x.mul(m2).add(a2);
      a3 = x.mul(m3).add(a3);
      x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s1 + i]);
      b0 = x.mul(m0).add(b0);
      b1 = x.mul(m1).add(b1);
      b2 = x.mul(m2).add(b2);
      b3 = x.mul(m3).add(b3);
      x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s2 + i]);
      c0 = x.mul(m0).add(c0);
      c1 = x.mul(m1).add(c1);
      c2 = x.mul(m2).add(c2);
      c3 = x.mul(m3).add(c3);
      x = FloatVector.broadcast(CodeSpecies.FLOATS, rows[s3 + i]);
      d0 = x.mul(m0).add(d0);
      d1 = x.mul(m1).add(d1);
      d2 = x.mul(m2).add(d2);
      d3 = x.mul(m3).add(d3);
    }
    a0.intoArray(sums, 0);
    a1.intoArray(sums, WIDTH);
    a2.intoArray(sums, 2 * WIDTH);
    a3.intoArray(sums, 3 * WIDTH);
    b0.intoArray(sums, COLUMNS);
    b1.intoArray(sums, COLUMNS + WIDTH);
    b2.intoArray(sums, COLUMNS + 2 * WIDTH);
    b3.intoArray(sums, COLUMNS + 3 * WIDTH);
    c0.intoArray(sums, 2 * COLUMNS);
    c1.intoArray(sums, 2 * COLUMNS + WIDTH);
    c2.intoArray(sums, 2 * COLUMNS + 2 * WIDTH);
    c3.intoArray(sums, 2 * COLUMNS + 3 * WIDTH);
    d0.intoArray(sums, 3 * COLUMNS);
    d1.intoArray(sums, 3 * COLUMNS + WIDTH);
    d2.intoArray(sums, 3 * COLUMNS + 2 * WIDTH);
    d3.intoArray(sums, 3 * COLUMNS + 3 * WIDTH);
  }
}

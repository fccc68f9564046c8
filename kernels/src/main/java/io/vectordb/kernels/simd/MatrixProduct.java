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
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows times a matrix. A panel, which is a chunk of the matrix's rows by a few registers of its
 * columns, is copied into one piece that stays in the L1 cache, since the rows of the matrix lie a
 * power of two apart and would evict each other there. Then every block of four rows passes over
 * it, with all sums in registers.
 *
 * <p>The blocks call the Vector API directly: with the calls of {@link CodeSpecies} in between, C2
 * reaches the end of what it inlines, and a vector that is passed to a method is allocated.
 */
final class MatrixProduct {
  private static final int CHUNK = CodeKernels.TRANSFORM_CHUNK;
  private static final int BLOCK = 4;
  private static final VectorSpecies<Float> FLOATS = CodeSpecies.FLOATS;
  private static final int WIDTH = CodeSpecies.WIDTH;
  private static final Class<?> CLASS = PanelSpecies.CLASS;

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
    for (int i = 0; i < dim; i += CHUNK) {
      int terms = Math.min(CHUNK, dim - i);
      for (int j = 0; j < dim; j += COLUMNS) {
        int columns = Math.min(COLUMNS, dim - j);
        copyPanel(matrix, i * dim + j, dim, terms, columns, panel);
        int step;
        for (int r = 0; r < count; r += step) {
          step = count - r < BLOCK ? 1 : BLOCK;
          int start = r * dim + i;
          if (columns == COLUMNS) {
            add(step, rows, start, dim, panel, terms, out, r * dim + j, dim);
          } else {
            Arrays.fill(sums, 0f);
            add(step, rows, start, dim, panel, terms, sums, 0, COLUMNS);
            for (int s = 0; s < step; s++) {
              addPart(sums, s * COLUMNS, columns, out, (r + s) * dim + j);
            }
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

  private static void addPart(float[] sums, int from, int columns, float[] out, int at) {
    for (int j = 0; j < columns; j++) {
      out[at + j] += sums[from + j];
    }
  }

  /**
   * Adds the products of one row or of a block with the panel to {@code out}. Rows begin at {@code
   * start, start + stride, ...}, results at {@code at, at + outStride, ...}.
   */
  private static void add(
      int count,
      float[] rows,
      int start,
      int stride,
      float[] panel,
      int terms,
      float[] out,
      int at,
      int outStride) {
    if (count == 1) {
      addOne(rows, start, panel, terms, out, at);
    } else if (VECTORS == 4) {
      addFourByFour(rows, start, stride, panel, terms, out, at, outStride);
    } else {
      addFourByTwo(rows, start, stride, panel, terms, out, at, outStride);
    }
  }

  private static void addOne(
      float[] rows, int start, float[] panel, int terms, float[] out, int at) {
    for (int j = 0; j < COLUMNS; j += 2 * WIDTH) {
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = a0;
      for (int i = 0; i < terms; i++) {
        FloatVector x = FloatVector.broadcast(FLOATS, rows[start + i]);
        a0 = x.mul(FloatVector.fromArray(FLOATS, panel, i * COLUMNS + j)).add(a0);
        a1 = x.mul(FloatVector.fromArray(FLOATS, panel, i * COLUMNS + j + WIDTH)).add(a1);
      }
      ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at + j).add(a0)))
          .intoArray(out, at + j);
      ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at + j + WIDTH).add(a1)))
          .intoArray(out, at + j + WIDTH);
    }
  }

  private static void addFourByTwo(
      float[] rows,
      int start,
      int stride,
      float[] panel,
      int terms,
      float[] out,
      int at,
      int outStride) {
    int start1 = start + stride;
    int start2 = start1 + stride;
    int start3 = start2 + stride;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    for (int i = 0; i < terms; i++) {
      int term = i * COLUMNS;
      FloatVector m0 = FloatVector.fromArray(FLOATS, panel, term);
      FloatVector m1 = FloatVector.fromArray(FLOATS, panel, term + WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, rows[start + i]);
      a0 = x.mul(m0).add(a0);
      a1 = x.mul(m1).add(a1);
      x = FloatVector.broadcast(FLOATS, rows[start1 + i]);
      b0 = x.mul(m0).add(b0);
      b1 = x.mul(m1).add(b1);
      x = FloatVector.broadcast(FLOATS, rows[start2 + i]);
      c0 = x.mul(m0).add(c0);
      c1 = x.mul(m1).add(c1);
      x = FloatVector.broadcast(FLOATS, rows[start3 + i]);
      d0 = x.mul(m0).add(d0);
      d1 = x.mul(m1).add(d1);
    }
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at).add(a0))).intoArray(out, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at + WIDTH).add(a1)))
        .intoArray(out, at + WIDTH);
    int at1 = at + outStride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at1).add(b0))).intoArray(out, at1);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at1 + WIDTH).add(b1)))
        .intoArray(out, at1 + WIDTH);
    int at2 = at1 + outStride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at2).add(c0))).intoArray(out, at2);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at2 + WIDTH).add(c1)))
        .intoArray(out, at2 + WIDTH);
    int at3 = at2 + outStride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at3).add(d0))).intoArray(out, at3);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at3 + WIDTH).add(d1)))
        .intoArray(out, at3 + WIDTH);
  }

  private static void addFourByFour(
      float[] rows,
      int start,
      int stride,
      float[] panel,
      int terms,
      float[] out,
      int at,
      int outStride) {
    int start1 = start + stride;
    int start2 = start1 + stride;
    int start3 = start2 + stride;
    FloatVector a0 = FloatVector.zero(FLOATS);
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
      int term = i * COLUMNS;
      FloatVector m0 = FloatVector.fromArray(FLOATS, panel, term);
      FloatVector m1 = FloatVector.fromArray(FLOATS, panel, term + WIDTH);
      FloatVector m2 = FloatVector.fromArray(FLOATS, panel, term + 2 * WIDTH);
      FloatVector m3 = FloatVector.fromArray(FLOATS, panel, term + 3 * WIDTH);
      FloatVector x = FloatVector.broadcast(FLOATS, rows[start + i]);
      a0 = x.mul(m0).add(a0);
      a1 = x.mul(m1).add(a1);
      a2 = x.mul(m2).add(a2);
      a3 = x.mul(m3).add(a3);
      x = FloatVector.broadcast(FLOATS, rows[start1 + i]);
      b0 = x.mul(m0).add(b0);
      b1 = x.mul(m1).add(b1);
      b2 = x.mul(m2).add(b2);
      b3 = x.mul(m3).add(b3);
      x = FloatVector.broadcast(FLOATS, rows[start2 + i]);
      c0 = x.mul(m0).add(c0);
      c1 = x.mul(m1).add(c1);
      c2 = x.mul(m2).add(c2);
      c3 = x.mul(m3).add(c3);
      x = FloatVector.broadcast(FLOATS, rows[start3 + i]);
      d0 = x.mul(m0).add(d0);
      d1 = x.mul(m1).add(d1);
      d2 = x.mul(m2).add(d2);
      d3 = x.mul(m3).add(d3);
    }
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at).add(a0))).intoArray(out, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at + WIDTH).add(a1)))
        .intoArray(out, at + WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at + 2 * WIDTH).add(a2)))
        .intoArray(out, at + 2 * WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at + 3 * WIDTH).add(a3)))
        .intoArray(out, at + 3 * WIDTH);
    int at1 = at + outStride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at1).add(b0))).intoArray(out, at1);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at1 + WIDTH).add(b1)))
        .intoArray(out, at1 + WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at1 + 2 * WIDTH).add(b2)))
        .intoArray(out, at1 + 2 * WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at1 + 3 * WIDTH).add(b3)))
        .intoArray(out, at1 + 3 * WIDTH);
    int at2 = at1 + outStride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at2).add(c0))).intoArray(out, at2);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at2 + WIDTH).add(c1)))
        .intoArray(out, at2 + WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at2 + 2 * WIDTH).add(c2)))
        .intoArray(out, at2 + 2 * WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at2 + 3 * WIDTH).add(c3)))
        .intoArray(out, at2 + 3 * WIDTH);
    int at3 = at2 + outStride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at3).add(d0))).intoArray(out, at3);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at3 + WIDTH).add(d1)))
        .intoArray(out, at3 + WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at3 + 2 * WIDTH).add(d2)))
        .intoArray(out, at3 + 2 * WIDTH);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, out, at3 + 3 * WIDTH).add(d3)))
        .intoArray(out, at3 + 3 * WIDTH);
  }
}

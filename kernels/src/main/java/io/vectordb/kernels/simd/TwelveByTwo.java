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

import static io.vectordb.kernels.simd.PanelSpecies.CLASS;
import static io.vectordb.kernels.simd.PanelSpecies.FLOATS;
import static io.vectordb.kernels.simd.PanelSpecies.FUSED;
import static io.vectordb.kernels.simd.PanelSpecies.WIDTH;

import io.vectordb.kernels.PanelLoops;
import jdk.incubator.vector.FloatVector;

/**
 * Panels of twelve queries and two registers of rows: 24 sums, two registers of rows and one of a
 * query, of the 32 registers that AVX-512 and NEON have.
 *
 * <p>Nothing here is a loop or a method that could be one: an array of vectors, or a vector that is
 * passed to a method, would leave the registers.
 */
final class TwelveByTwo {

  static final int QUERIES = 12;
  static final int ROWS = 2 * WIDTH;

  private TwelveByTwo() {}

  /** As {@link PanelLoops#addProducts}. */
  static void addProducts(
      float[] queries, int queryCount, float[] rows, int rowCount, int dim, float[] sums) {
    for (int chunk = 0; chunk < dim; chunk += PanelLoops.CHUNK) {
      int terms = Math.min(PanelLoops.CHUNK, dim - chunk);
      for (int row = 0; row < rowCount; row += ROWS) {
        int panel = chunk * rowCount + row * terms;
        for (int query = 0; query < queryCount; query += QUERIES) {
          add(
              queries,
              chunk * queryCount + query * terms,
              rows,
              panel,
              terms,
              sums,
              query * rowCount + row,
              rowCount);
        }
      }
    }
  }

  private static void add(
      float[] queries,
      int query,
      float[] rows,
      int row,
      int terms,
      float[] sums,
      int at,
      int stride) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector e0 = a0;
    FloatVector e1 = a0;
    FloatVector f0 = a0;
    FloatVector f1 = a0;
    FloatVector g0 = a0;
    FloatVector g1 = a0;
    FloatVector h0 = a0;
    FloatVector h1 = a0;
    FloatVector i0 = a0;
    FloatVector i1 = a0;
    FloatVector j0 = a0;
    FloatVector j1 = a0;
    FloatVector k0 = a0;
    FloatVector k1 = a0;
    FloatVector l0 = a0;
    FloatVector l1 = a0;
    for (int i = 0; i < terms; i++) {
      FloatVector y0 = FloatVector.fromArray(FLOATS, rows, row);
      FloatVector y1 = FloatVector.fromArray(FLOATS, rows, row + WIDTH);
      row += ROWS;
      FloatVector x = FloatVector.broadcast(FLOATS, queries[query]);
      a0 = FUSED ? x.fma(y0, a0) : x.mul(y0).add(a0);
      a1 = FUSED ? x.fma(y1, a1) : x.mul(y1).add(a1);
      x = FloatVector.broadcast(FLOATS, queries[query + 1]);
      b0 = FUSED ? x.fma(y0, b0) : x.mul(y0).add(b0);
      b1 = FUSED ? x.fma(y1, b1) : x.mul(y1).add(b1);
      x = FloatVector.broadcast(FLOATS, queries[query + 2]);
      c0 = FUSED ? x.fma(y0, c0) : x.mul(y0).add(c0);
      c1 = FUSED ? x.fma(y1, c1) : x.mul(y1).add(c1);
      x = FloatVector.broadcast(FLOATS, queries[query + 3]);
      d0 = FUSED ? x.fma(y0, d0) : x.mul(y0).add(d0);
      d1 = FUSED ? x.fma(y1, d1) : x.mul(y1).add(d1);
      x = FloatVector.broadcast(FLOATS, queries[query + 4]);
      e0 = FUSED ? x.fma(y0, e0) : x.mul(y0).add(e0);
      e1 = FUSED ? x.fma(y1, e1) : x.mul(y1).add(e1);
      x = FloatVector.broadcast(FLOATS, queries[query + 5]);
      f0 = FUSED ? x.fma(y0, f0) : x.mul(y0).add(f0);
      f1 = FUSED ? x.fma(y1, f1) : x.mul(y1).add(f1);
      x = FloatVector.broadcast(FLOATS, queries[query + 6]);
      g0 = FUSED ? x.fma(y0, g0) : x.mul(y0).add(g0);
      g1 = FUSED ? x.fma(y1, g1) : x.mul(y1).add(g1);
      x = FloatVector.broadcast(FLOATS, queries[query + 7]);
      h0 = FUSED ? x.fma(y0, h0) : x.mul(y0).add(h0);
      h1 = FUSED ? x.fma(y1, h1) : x.mul(y1).add(h1);
      x = FloatVector.broadcast(FLOATS, queries[query + 8]);
      i0 = FUSED ? x.fma(y0, i0) : x.mul(y0).add(i0);
      i1 = FUSED ? x.fma(y1, i1) : x.mul(y1).add(i1);
      x = FloatVector.broadcast(FLOATS, queries[query + 9]);
      j0 = FUSED ? x.fma(y0, j0) : x.mul(y0).add(j0);
      j1 = FUSED ? x.fma(y1, j1) : x.mul(y1).add(j1);
      x = FloatVector.broadcast(FLOATS, queries[query + 10]);
      k0 = FUSED ? x.fma(y0, k0) : x.mul(y0).add(k0);
      k1 = FUSED ? x.fma(y1, k1) : x.mul(y1).add(k1);
      x = FloatVector.broadcast(FLOATS, queries[query + 11]);
      l0 = FUSED ? x.fma(y0, l0) : x.mul(y0).add(l0);
      l1 = FUSED ? x.fma(y1, l1) : x.mul(y1).add(l1);
      query += QUERIES;
    }
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(a0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(a1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(b0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(b1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(c0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(c1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(d0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(d1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(e0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(e1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(f0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(f1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(g0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(g1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(h0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(h1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(i0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(i1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(j0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(j1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(k0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(k1)))
        .intoArray(sums, at + WIDTH);
    at += stride;
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at).add(l0))).intoArray(sums, at);
    ((FloatVector) CLASS.cast(FloatVector.fromArray(FLOATS, sums, at + WIDTH).add(l1)))
        .intoArray(sums, at + WIDTH);
  }
}

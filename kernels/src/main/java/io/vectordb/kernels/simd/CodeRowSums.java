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

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The hot loop of row-major codes: the 16 lanes of four rows, stored to {@code lanes[16 * row +
 * index]} with the index of {@link CodeLanes}.
 *
 * <p>Registers of 8 floats pass over the rows twice, each time for their own lanes. Quarters have
 * all lanes of one row; the query has the order of {@link CodeLanes#reorder} there.
 */
final class CodeRowSums {
  /** Four chains, so that an addition need not wait for the one before. */
  static final int BLOCK = 4;

  private CodeRowSums() {}

  /** Of rows that begin at the bytes {@code start0} to {@code start3}. */
  static void addBlock(
      float[] query,
      int from,
      Object codes,
      int start0,
      int start1,
      int start2,
      int start3,
      int dims,
      float[] lanes) {
    if (CodeSpecies.QUARTERS) {
      addQuarters(query, from, codes, start0, dims, lanes, 0);
      addQuarters(query, from, codes, start1, dims, lanes, 16);
      addQuarters(query, from, codes, start2, dims, lanes, 32);
      addQuarters(query, from, codes, start3, dims, lanes, 48);
      return;
    }
    for (int lane = 0; lane < CodeSpecies.LANES; lane += CodeSpecies.WIDTH) {
      FloatVector sum0 = FloatVector.zero(CodeSpecies.FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      for (int d = lane; d < dims; d += CodeSpecies.LANES) {
        FloatVector q = CodeSpecies.load(query, from + d);
        sum0 = q.mul(CodeSpecies.loadCodes(codes, start0 + d)).add(sum0);
        sum1 = q.mul(CodeSpecies.loadCodes(codes, start1 + d)).add(sum1);
        sum2 = q.mul(CodeSpecies.loadCodes(codes, start2 + d)).add(sum2);
        sum3 = q.mul(CodeSpecies.loadCodes(codes, start3 + d)).add(sum3);
      }
      sum0.intoArray(lanes, lane);
      sum1.intoArray(lanes, 16 + lane);
      sum2.intoArray(lanes, 32 + lane);
      sum3.intoArray(lanes, 48 + lane);
    }
  }

  private static void addQuarters(
      float[] query, int from, Object codes, int start, int dims, float[] lanes, int at) {
    FloatVector sum0 = FloatVector.zero(CodeSpecies.FLOATS);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    for (int d = 0; d < dims; d += CodeSpecies.LANES) {
      IntVector x = CodeSpecies.loadInts(codes, start + d);
      sum0 = CodeSpecies.quarter(x, 0).mul(CodeSpecies.load(query, from + d)).add(sum0);
      sum1 = CodeSpecies.quarter(x, 1).mul(CodeSpecies.load(query, from + d + 4)).add(sum1);
      sum2 = CodeSpecies.quarter(x, 2).mul(CodeSpecies.load(query, from + d + 8)).add(sum2);
      sum3 = CodeSpecies.quarter(x, 3).mul(CodeSpecies.load(query, from + d + 12)).add(sum3);
    }
    sum0.intoArray(lanes, at);
    sum1.intoArray(lanes, at + 4);
    sum2.intoArray(lanes, at + 8);
    sum3.intoArray(lanes, at + 12);
  }
}

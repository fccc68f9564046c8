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
 * The hot loop of column-major codes: the four sums per row of a group.
 *
 * <p>A register of 16 floats holds a column. Narrower ones pass over the columns several times,
 * each for its own rows: the columns are in the L1 cache by then. Sum {@code k} of row {@code r} is
 * {@code sums[16 * k + r]}.
 */
final class CodeGroupSums {

  private CodeGroupSums() {}

  static void add(float[] query, int from, byte[] codes, int start, int dims, float[] sums) {
    if (CodeSpecies.QUARTERS) {
      addQuarters(query, from, codes, start, dims, sums);
      return;
    }
    for (int row = 0; row < CodeSpecies.LANES; row += CodeSpecies.WIDTH) {
      // Not loaded from an array: where the same method loads floats of another width elsewhere,
      // sums that begin with a load measure three times slower.
      FloatVector sum0 = FloatVector.zero(CodeSpecies.FLOATS);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      for (int d = 0; d < dims; d += 4) {
        int column = start + d * CodeSpecies.LANES + row;
        sum0 = CodeSpecies.load(codes, column).mul(query[from + d]).add(sum0);
        sum1 = CodeSpecies.load(codes, column + 16).mul(query[from + d + 1]).add(sum1);
        sum2 = CodeSpecies.load(codes, column + 32).mul(query[from + d + 2]).add(sum2);
        sum3 = CodeSpecies.load(codes, column + 48).mul(query[from + d + 3]).add(sum3);
      }
      sum0.intoArray(sums, row);
      sum1.intoArray(sums, 16 + row);
      sum2.intoArray(sums, 32 + row);
      sum3.intoArray(sums, 48 + row);
    }
  }

  /**
   * One pass for each of the four sums; a register holds every fourth row, so rows {@code k, k + 4,
   * k + 8, k + 12} are at {@code 4 * k .. 4 * k + 3} of their sum.
   */
  private static void addQuarters(
      float[] query, int from, byte[] codes, int start, int dims, float[] sums) {
    for (int sum = 0; sum < 4; sum++) {
      FloatVector rows0 = FloatVector.zero(CodeSpecies.FLOATS);
      FloatVector rows1 = rows0;
      FloatVector rows2 = rows0;
      FloatVector rows3 = rows0;
      for (int d = sum; d < dims; d += 4) {
        IntVector column = CodeSpecies.loadInts(codes, start + d * CodeSpecies.LANES);
        FloatVector q = FloatVector.broadcast(CodeSpecies.FLOATS, query[from + d]);
        rows0 = CodeSpecies.quarter(column, 0).mul(q).add(rows0);
        rows1 = CodeSpecies.quarter(column, 1).mul(q).add(rows1);
        rows2 = CodeSpecies.quarter(column, 2).mul(q).add(rows2);
        rows3 = CodeSpecies.quarter(column, 3).mul(q).add(rows3);
      }
      rows0.intoArray(sums, 16 * sum);
      rows1.intoArray(sums, 16 * sum + 4);
      rows2.intoArray(sums, 16 * sum + 8);
      rows3.intoArray(sums, 16 * sum + 12);
    }
  }

  /** Writes the 16 products of a group. */
  static void finish(float[] sums, float[] out, int at) {
    if (CodeSpecies.QUARTERS) {
      for (int r = 0; r < CodeSpecies.LANES; r++) {
        int i = CodeLanes.indexOf(r);
        out[at + r] = (sums[i] + sums[16 + i]) + (sums[32 + i] + sums[48 + i]);
      }
      return;
    }
    for (int r = 0; r < CodeSpecies.LANES; r += CodeSpecies.WIDTH) {
      FloatVector sum01 = CodeSpecies.load(sums, r).add(CodeSpecies.load(sums, 16 + r));
      FloatVector sum23 = CodeSpecies.load(sums, 32 + r).add(CodeSpecies.load(sums, 48 + r));
      sum01.add(sum23).intoArray(out, at + r);
    }
  }
}

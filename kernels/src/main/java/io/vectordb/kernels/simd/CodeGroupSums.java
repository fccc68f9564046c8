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
 * The hot loop of column-major codes: products of whole groups.
 *
 * <p>A register of 16 floats holds a column. Narrower ones pass over the columns several times,
 * each for its own rows: the columns are in the L1 cache by then.
 *
 * <p>The loop over groups is in here, and sums begin with zeros and not with a load: where the
 * compiler has seen floats of another width before, other forms measured three times slower, now
 * and then.
 */
final class CodeGroupSums {

  private CodeGroupSums() {}

  /** Products of {@code count} groups that begin at the byte {@code start}. */
  static void products(
      float[] query, int from, Object codes, int start, int count, int dims, float[] out, int at) {
    int groupBytes = dims * CodeSpecies.LANES;
    if (CodeSpecies.QUARTERS) {
      float[] sums = new float[4 * CodeSpecies.LANES];
      for (int g = 0; g < count; g++) {
        addQuarters(query, from, codes, start + g * groupBytes, dims, sums);
        finishQuarters(sums, out, at + g * CodeSpecies.LANES);
      }
      return;
    }
    for (int g = 0; g < count; g++) {
      for (int row = 0; row < CodeSpecies.LANES; row += CodeSpecies.WIDTH) {
        FloatVector sum0 = FloatVector.zero(CodeSpecies.FLOATS);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int column = start + g * groupBytes + row;
        for (int d = from; d < from + dims; d += 4) {
          sum0 = CodeSpecies.loadCodes(codes, column).mul(query[d]).add(sum0);
          sum1 = CodeSpecies.loadCodes(codes, column + 16).mul(query[d + 1]).add(sum1);
          sum2 = CodeSpecies.loadCodes(codes, column + 32).mul(query[d + 2]).add(sum2);
          sum3 = CodeSpecies.loadCodes(codes, column + 48).mul(query[d + 3]).add(sum3);
          column += 64;
        }
        sum0.add(sum1).add(sum2.add(sum3)).intoArray(out, at + g * CodeSpecies.LANES + row);
      }
    }
  }

  /**
   * One pass for each of the four sums; a register holds every fourth row, so rows {@code k, k + 4,
   * k + 8, k + 12} are at {@code 4 * k .. 4 * k + 3} of their sum.
   */
  private static void addQuarters(
      float[] query, int from, Object codes, int start, int dims, float[] sums) {
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

  private static void finishQuarters(float[] sums, float[] out, int at) {
    for (int r = 0; r < CodeSpecies.LANES; r++) {
      int i = CodeLanes.indexOf(r);
      out[at + r] = (sums[i] + sums[16 + i]) + (sums[32 + i] + sums[48 + i]);
    }
  }
}

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
package io.vectordb.kernels;

import java.nio.ByteBuffer;

/** The loops over codes in plain Java: what the others must equal. */
final class ScalarCodeLoops implements CodeLoops {

  static final CodeLoops INSTANCE = new ScalarCodeLoops();

  private ScalarCodeLoops() {}

  @Override
  public CodeGroups groups(ByteBuffer codes, int dims) {
    CodeArguments arguments = new CodeArguments(codes, dims);
    ByteBuffer bytes = codes.duplicate().clear();
    return (query, from, firstGroup, count, out, at) -> {
      arguments.requireGroups(query, from, firstGroup, count, out, at);
      for (int g = 0; g < count; g++) {
        int group = (firstGroup + g) * dims * GROUP_ROWS;
        for (int r = 0; r < GROUP_ROWS; r++) {
          float sum0 = 0;
          float sum1 = 0;
          float sum2 = 0;
          float sum3 = 0;
          for (int d = 0; d < dims; d += 4) {
            int byteOf = group + d * GROUP_ROWS + r;
            sum0 += query[from + d] * bytes.get(byteOf);
            sum1 += query[from + d + 1] * bytes.get(byteOf + GROUP_ROWS);
            sum2 += query[from + d + 2] * bytes.get(byteOf + 2 * GROUP_ROWS);
            sum3 += query[from + d + 3] * bytes.get(byteOf + 3 * GROUP_ROWS);
          }
          out[at + g * GROUP_ROWS + r] = (sum0 + sum1) + (sum2 + sum3);
        }
      }
    };
  }

  @Override
  public CodeRows rows(ByteBuffer codes, int dims) {
    CodeArguments arguments = new CodeArguments(codes, dims);
    ByteBuffer bytes = codes.duplicate().clear();
    float[] lanes = new float[GROUP_ROWS];
    return (query, from, rows, count, out, at) -> {
      arguments.requireRows(query, from, rows, count, out, at);
      for (int i = 0; i < count; i++) {
        int row = rows[i] * dims;
        for (int lane = 0; lane < GROUP_ROWS; lane++) {
          float sum = 0;
          for (int d = lane; d < dims; d += GROUP_ROWS) {
            sum += query[from + d] * bytes.get(row + d);
          }
          lanes[lane] = sum;
        }
        for (int half = GROUP_ROWS / 2; half > 0; half /= 2) {
          for (int lane = 0; lane < half; lane++) {
            lanes[lane] += lanes[lane + half];
          }
        }
        out[at + i] = lanes[0];
      }
    };
  }
}

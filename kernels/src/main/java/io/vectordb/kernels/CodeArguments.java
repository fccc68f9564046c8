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

/**
 * Checks the arguments of the kernels on codes, before anything is written.
 *
 * <p>Public for the package {@code io.vectordb.kernels.simd} only.
 */
public final class CodeArguments {
  private final int dims;
  private final int rows;

  /** Codes of {@code dims} bytes a row. */
  public CodeArguments(ByteBuffer codes, int dims) {
    if (dims <= 0 || dims % CodeLoops.GROUP_ROWS != 0) {
      throw new IllegalArgumentException(
          dims + " codes a row; must be a positive multiple of " + CodeLoops.GROUP_ROWS);
    }
    this.dims = dims;
    this.rows = codes.capacity() / dims;
  }

  /** For {@link CodeGroups#products}. */
  public void requireGroups(
      float[] query, int from, int firstGroup, int count, float[] out, int at) {
    requireRange("query", query.length, from, dims);
    requireRange("groups", rows / CodeLoops.GROUP_ROWS, firstGroup, count);
    requireRange("out", out.length, at, count * CodeLoops.GROUP_ROWS);
  }

  /** For {@link CodeRows#products}. */
  public void requireRows(float[] query, int from, int[] selected, int count, float[] out, int at) {
    requireRange("query", query.length, from, dims);
    requireRange("selected rows", selected.length, 0, count);
    requireRange("out", out.length, at, count);
    for (int i = 0; i < count; i++) {
      if (selected[i] < 0 || selected[i] >= rows) {
        throw new IllegalArgumentException("row " + selected[i] + " of " + rows + " rows of codes");
      }
    }
  }

  private static void requireRange(String what, int length, int from, int count) {
    if (from < 0 || count < 0 || from > length - count) {
      throw new IllegalArgumentException(
          what + ": " + count + " from " + from + " on, of " + length);
    }
  }
}

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

import io.vectordb.kernels.CodeArguments;
import io.vectordb.kernels.CodeRows;
import java.nio.ByteBuffer;

/**
 * Row-major codes, loaded straight from their memory.
 *
 * <p>Rows that are not next to each other cost the latency of the memory. So one byte of every line
 * is read first, in a loop so short that the processor waits for many lines at once.
 */
final class DirectCodeRows implements CodeRows {
  private static final int BLOCK = CodeRowSums.BLOCK;
  private static final int LINE_BYTES = 64;

  private final CodeArguments arguments;
  private final Object codes;
  private final ByteBuffer bytes;
  private final int dims;
  private final float[] lanes = new float[BLOCK * CodeSpecies.LANES];
  private final float[] reordered;

  /** Written so that the compiler keeps the loads. */
  private int touched;

  DirectCodeRows(ByteBuffer codes, int dims) {
    this.arguments = new CodeArguments(codes, dims);
    this.codes = OffHeapLoads.open(codes);
    this.bytes = codes.duplicate().clear();
    this.dims = dims;
    this.reordered = CodeSpecies.QUARTERS ? new float[dims] : null;
  }

  @Override
  public void products(float[] query, int from, int[] rows, int count, float[] out, int at) {
    arguments.requireRows(query, from, rows, count, out, at);
    touch(rows, count);
    if (reordered == null) {
      addBlocks(query, from, rows, count, out, at);
    } else {
      CodeLanes.reorder(query, from, dims, reordered);
      addBlocks(reordered, 0, rows, count, out, at);
    }
  }

  private void touch(int[] rows, int count) {
    int sum = 0;
    int last = dims - 1;
    for (int i = 0; i < count; i++) {
      int start = rows[i] * dims;
      // Without a loop, which takes longer to begin and to end than for the lines of a short row.
      sum +=
          bytes.get(start)
              + bytes.get(start + Math.min(LINE_BYTES, last))
              + bytes.get(start + Math.min(2 * LINE_BYTES, last))
              + bytes.get(start + Math.min(3 * LINE_BYTES, last));
      for (int d = 4 * LINE_BYTES; d < dims; d += LINE_BYTES) {
        sum += bytes.get(start + d);
      }
    }
    touched = sum;
  }

  private void addBlocks(float[] query, int from, int[] rows, int count, float[] out, int at) {
    int last = count - 1;
    for (int i = 0; i < count; i += BLOCK) {
      CodeRowSums.addBlock(
          query,
          from,
          codes,
          rows[i] * dims,
          rows[Math.min(i + 1, last)] * dims,
          rows[Math.min(i + 2, last)] * dims,
          rows[Math.min(i + 3, last)] * dims,
          dims,
          lanes);
      for (int r = 0; r < Math.min(BLOCK, count - i); r++) {
        out[at + i + r] = CodeLanes.sum(lanes, r * CodeSpecies.LANES);
      }
    }
  }
}

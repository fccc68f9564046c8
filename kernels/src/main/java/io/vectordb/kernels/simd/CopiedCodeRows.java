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
 * Copies the selected rows into a small heap array that stays in the L1 cache. The copies of many
 * rows follow each other closely, so the processor waits for several of them at once.
 */
final class CopiedCodeRows implements CodeRows {
  private static final int LANES = CodeSpecies.LANES;
  private static final int TILE_BYTES = 4096;

  /** Rows that follow each other are copied together, but not more than this at once. */
  private static final int COPY_BYTES = 2048;

  private final CodeArguments arguments;
  private final ByteBuffer codes;
  private final int dims;
  private final int tileRows;
  private final int copyRows;
  private final byte[] tile;
  private final float[] lanes;
  private final float[] reordered;

  CopiedCodeRows(ByteBuffer codes, int dims) {
    this.arguments = new CodeArguments(codes, dims);
    this.codes = codes.duplicate().clear();
    this.dims = dims;
    this.tileRows = Math.max(1, TILE_BYTES / dims / CodeRowSums.BLOCK) * CodeRowSums.BLOCK;
    this.copyRows = Math.max(1, COPY_BYTES / dims);
    this.tile = new byte[tileRows * dims];
    this.lanes = new float[tileRows * LANES];
    this.reordered = CodeSpecies.QUARTERS ? new float[dims] : null;
  }

  @Override
  public void products(float[] query, int from, int[] rows, int count, float[] out, int at) {
    arguments.requireRows(query, from, rows, count, out, at);
    if (reordered == null) {
      addTiles(query, from, rows, count, out, at);
    } else {
      CodeLanes.reorder(query, from, dims, reordered);
      addTiles(reordered, 0, rows, count, out, at);
    }
  }

  private void addTiles(float[] query, int from, int[] rows, int count, float[] out, int at) {
    for (int i = 0; i < count; i += tileRows) {
      int n = Math.min(tileRows, count - i);
      copy(rows, i, n);
      // The last block may hold rows of an earlier tile, whose sums nobody reads.
      for (int r = 0; r < n; r += CodeRowSums.BLOCK) {
        CodeRowSums.addBlock(query, from, tile, r * dims, dims, lanes, r * LANES);
      }
      for (int r = 0; r < n; r++) {
        out[at + i + r] = CodeLanes.sum(lanes, r * LANES);
      }
    }
  }

  private void copy(int[] rows, int first, int n) {
    int r = 0;
    while (r < n) {
      int row = rows[first + r];
      int end = Math.min(n, r + copyRows);
      int next = r + 1;
      while (next < end && rows[first + next] == row + next - r) {
        next++;
      }
      codes.get(row * dims, tile, r * dims, (next - r) * dims);
      r = next;
    }
  }
}

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
import io.vectordb.kernels.CodeGroups;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Copies columns into a small heap array that stays in the L1 cache, for the reasons that {@code
 * CopiedRows} has.
 */
final class CopiedCodeGroups implements CodeGroups {
  private static final int LANES = CodeSpecies.LANES;

  /** A copy of 2 KiB; the processor starts the next one while it still adds this one. */
  private static final int TILE_DIMS = 2048 / LANES;

  private final CodeArguments arguments;
  private final ByteBuffer codes;
  private final int dims;
  private final byte[] tile;
  private final float[] sums = new float[4 * LANES];

  CopiedCodeGroups(ByteBuffer codes, int dims) {
    this.arguments = new CodeArguments(codes, dims);
    this.codes = codes.duplicate().clear();
    this.dims = dims;
    this.tile = new byte[Math.min(dims, TILE_DIMS) * LANES];
  }

  @Override
  public void products(float[] query, int from, int firstGroup, int count, float[] out, int at) {
    arguments.requireGroups(query, from, firstGroup, count, out, at);
    for (int g = 0; g < count; g++) {
      int group = (firstGroup + g) * dims * LANES;
      Arrays.fill(sums, 0f);
      for (int d = 0; d < dims; d += TILE_DIMS) {
        int n = Math.min(TILE_DIMS, dims - d);
        codes.get(group + d * LANES, tile, 0, n * LANES);
        CodeGroupSums.add(query, from + d, tile, 0, n, sums);
      }
      CodeGroupSums.finish(sums, out, at + g * LANES);
    }
  }
}

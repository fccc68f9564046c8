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

/**
 * Copies columns into a small heap array that stays in the L1 cache, for the reasons that {@code
 * CopiedRows} has.
 */
final class CopiedCodeGroups implements CodeGroups {
  private static final int LANES = CodeSpecies.LANES;

  /** Larger copies are made in a way that measures slower for what is needed at once. */
  private static final int COPY_BYTES = 2048;

  private static final int TILE_BYTES = 8192;

  private final CodeArguments arguments;
  private final ByteBuffer codes;
  private final int dims;
  private final int tileGroups;
  private final byte[] tile;

  CopiedCodeGroups(ByteBuffer codes, int dims) {
    this.arguments = new CodeArguments(codes, dims);
    this.codes = codes.duplicate().clear();
    this.dims = dims;
    this.tileGroups = Math.max(1, TILE_BYTES / (dims * LANES));
    this.tile = new byte[tileGroups * dims * LANES];
  }

  @Override
  public void products(float[] query, int from, int firstGroup, int count, float[] out, int at) {
    arguments.requireGroups(query, from, firstGroup, count, out, at);
    int groupBytes = dims * LANES;
    for (int g = 0; g < count; g += tileGroups) {
      int groups = Math.min(tileGroups, count - g);
      int start = (firstGroup + g) * groupBytes;
      int end = groups * groupBytes;
      for (int part = 0; part < end; part += COPY_BYTES) {
        int n = Math.min(COPY_BYTES, end - part);
        codes.get(start + part, tile, part, n);
      }
      CodeGroupSums.products(query, from, tile, groups, dims, out, at + g * LANES);
    }
  }
}

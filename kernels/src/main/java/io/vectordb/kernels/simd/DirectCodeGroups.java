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

/** Column-major codes, loaded straight from their memory. */
final class DirectCodeGroups implements CodeGroups {
  private final CodeArguments arguments;
  private final Object codes;
  private final int dims;

  DirectCodeGroups(ByteBuffer codes, int dims) {
    this.arguments = new CodeArguments(codes, dims);
    this.codes = OffHeapLoads.open(codes);
    this.dims = dims;
  }

  @Override
  public void products(float[] query, int from, int firstGroup, int count, float[] out, int at) {
    arguments.requireGroups(query, from, firstGroup, count, out, at);
    int start = firstGroup * dims * CodeSpecies.LANES;
    CodeGroupSums.products(query, from, codes, start, count, dims, out, at);
  }
}

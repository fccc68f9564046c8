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
package io.vectordb.kernels.benchmarks;

import java.nio.ByteBuffer;
import java.util.Random;

/** Codes and queries of the benchmarks. */
final class Codes {

  private Codes() {}

  static float[] query(int dim) {
    Random random = new Random(42);
    float[] query = new float[dim];
    for (int d = 0; d < dim; d++) {
      query[d] = (float) random.nextGaussian();
    }
    return query;
  }

  /** Outside the heap; every page is written. */
  static ByteBuffer offHeap(int bytes) {
    ByteBuffer codes = ByteBuffer.allocateDirect(bytes);
    Random random = new Random(42);
    for (int i = 0; i < bytes; i += Long.BYTES) {
      codes.putLong(i, random.nextLong());
    }
    return codes;
  }
}

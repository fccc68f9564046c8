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
package io.vectordb.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The least that a program can do with an array and still have read it: two independent sums of the
 * widest registers, which are faster than any memory.
 */
final class ReadLoop {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();

  private ReadLoop() {}

  /**
   * Reads {@code count} elements, a multiple of 32, from {@code from}; the result only keeps the
   * loop alive.
   */
  static float read(float[] x, int from, int count) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    for (int i = from; i < from + count; i += 2 * WIDTH) {
      sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, i));
      sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, i + WIDTH));
    }
    return sum0.add(sum1).lane(0);
  }
}

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

/** Where lane {@code l} of 16 lies once the registers of a group or a row are stored. */
final class CodeLanes {

  private CodeLanes() {}

  /** Quarters hold every fourth lane, see {@link CodeSpecies#quarter}. */
  static int indexOf(int lane) {
    return CodeSpecies.QUARTERS ? (lane & 3) * 4 + (lane >> 2) : lane;
  }

  /** The 16 lanes from {@code from} on in the order of {@link #indexOf}. */
  static void reorder(float[] values, int from, int count, float[] to) {
    for (int i = 0; i < count; i++) {
      to[(i & -16) + indexOf(i & 15)] = values[from + i];
    }
  }

  /**
   * The sum of a row: lane {@code l} plus lane {@code l + 8}, and so on by 4, by 2 and by 1. Plain
   * additions of several rows overlap; halving a register waits for each step.
   */
  static float sum(float[] lanes, int at) {
    float l0 = lanes[at + indexOf(0)] + lanes[at + indexOf(8)];
    float l1 = lanes[at + indexOf(1)] + lanes[at + indexOf(9)];
    float l2 = lanes[at + indexOf(2)] + lanes[at + indexOf(10)];
    float l3 = lanes[at + indexOf(3)] + lanes[at + indexOf(11)];
    float l4 = lanes[at + indexOf(4)] + lanes[at + indexOf(12)];
    float l5 = lanes[at + indexOf(5)] + lanes[at + indexOf(13)];
    float l6 = lanes[at + indexOf(6)] + lanes[at + indexOf(14)];
    float l7 = lanes[at + indexOf(7)] + lanes[at + indexOf(15)];
    return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7));
  }
}

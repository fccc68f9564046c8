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

import jdk.incubator.vector.DoubleVector;

/**
 * Sums of products over the groups of eight in [0, end).
 *
 * <p>A register of 8 doubles holds all lanes of a row. Narrower ones make several passes over the
 * block, each for its own lanes: the block is in the L1 cache by then, and one source serves every
 * width. Sums are stored to {@code lanes[8 * row + lane]}.
 */
final class DotProduct {

  private DotProduct() {}

  static void addBlock(
      double[] query, float[] rows, int s0, int s1, int s2, int s3, int end, double[] lanes) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
      DoubleVector sum1 = sum0;
      DoubleVector sum2 = sum0;
      DoubleVector sum3 = sum0;
      for (int i = lane; i < end; i += 8) {
        DoubleVector q = Species.load(query, i);
        sum0 = q.mul(Species.load(rows, s0 + i)).add(sum0);
        sum1 = q.mul(Species.load(rows, s1 + i)).add(sum1);
        sum2 = q.mul(Species.load(rows, s2 + i)).add(sum2);
        sum3 = q.mul(Species.load(rows, s3 + i)).add(sum3);
      }
      sum0.intoArray(lanes, lane);
      sum1.intoArray(lanes, 8 + lane);
      sum2.intoArray(lanes, 16 + lane);
      sum3.intoArray(lanes, 24 + lane);
    }
  }

  static void addRow(double[] query, float[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum = DoubleVector.zero(Species.DOUBLES);
      for (int i = lane; i < end; i += 8) {
        sum = Species.load(query, i).mul(Species.load(rows, start + i)).add(sum);
      }
      sum.intoArray(lanes, lane0 + lane);
    }
  }

  static void addBlock(
      double[] query, double[] rows, int s0, int s1, int s2, int s3, int end, double[] lanes) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
      DoubleVector sum1 = sum0;
      DoubleVector sum2 = sum0;
      DoubleVector sum3 = sum0;
      for (int i = lane; i < end; i += 8) {
        DoubleVector q = Species.load(query, i);
        sum0 = q.mul(Species.load(rows, s0 + i)).add(sum0);
        sum1 = q.mul(Species.load(rows, s1 + i)).add(sum1);
        sum2 = q.mul(Species.load(rows, s2 + i)).add(sum2);
        sum3 = q.mul(Species.load(rows, s3 + i)).add(sum3);
      }
      sum0.intoArray(lanes, lane);
      sum1.intoArray(lanes, 8 + lane);
      sum2.intoArray(lanes, 16 + lane);
      sum3.intoArray(lanes, 24 + lane);
    }
  }

  static void addRow(double[] query, double[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum = DoubleVector.zero(Species.DOUBLES);
      for (int i = lane; i < end; i += 8) {
        sum = Species.load(query, i).mul(Species.load(rows, start + i)).add(sum);
      }
      sum.intoArray(lanes, lane0 + lane);
    }
  }
}

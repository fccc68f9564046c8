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

/** Sums of squares; shaped as {@link DotProduct}. */
final class SquaredNorm {

  private SquaredNorm() {}

  static void addBlock(float[] rows, int s0, int s1, int s2, int s3, int end, double[] lanes) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
      DoubleVector sum1 = sum0;
      DoubleVector sum2 = sum0;
      DoubleVector sum3 = sum0;
      for (int i = lane; i < end; i += 8) {
        DoubleVector x0 = Species.load(rows, s0 + i);
        sum0 = x0.mul(x0).add(sum0);
        DoubleVector x1 = Species.load(rows, s1 + i);
        sum1 = x1.mul(x1).add(sum1);
        DoubleVector x2 = Species.load(rows, s2 + i);
        sum2 = x2.mul(x2).add(sum2);
        DoubleVector x3 = Species.load(rows, s3 + i);
        sum3 = x3.mul(x3).add(sum3);
      }
      sum0.intoArray(lanes, lane);
      sum1.intoArray(lanes, 8 + lane);
      sum2.intoArray(lanes, 16 + lane);
      sum3.intoArray(lanes, 24 + lane);
    }
  }

  static void addRow(float[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum = DoubleVector.zero(Species.DOUBLES);
      for (int i = lane; i < end; i += 8) {
        DoubleVector x = Species.load(rows, start + i);
        sum = x.mul(x).add(sum);
      }
      sum.intoArray(lanes, lane0 + lane);
    }
  }

  static void addBlock(double[] rows, int s0, int s1, int s2, int s3, int end, double[] lanes) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
      DoubleVector sum1 = sum0;
      DoubleVector sum2 = sum0;
      DoubleVector sum3 = sum0;
      for (int i = lane; i < end; i += 8) {
        DoubleVector x0 = Species.load(rows, s0 + i);
        sum0 = x0.mul(x0).add(sum0);
        DoubleVector x1 = Species.load(rows, s1 + i);
        sum1 = x1.mul(x1).add(sum1);
        DoubleVector x2 = Species.load(rows, s2 + i);
        sum2 = x2.mul(x2).add(sum2);
        DoubleVector x3 = Species.load(rows, s3 + i);
        sum3 = x3.mul(x3).add(sum3);
      }
      sum0.intoArray(lanes, lane);
      sum1.intoArray(lanes, 8 + lane);
      sum2.intoArray(lanes, 16 + lane);
      sum3.intoArray(lanes, 24 + lane);
    }
  }

  static void addRow(double[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum = DoubleVector.zero(Species.DOUBLES);
      for (int i = lane; i < end; i += 8) {
        DoubleVector x = Species.load(rows, start + i);
        sum = x.mul(x).add(sum);
      }
      sum.intoArray(lanes, lane0 + lane);
    }
  }
}

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

/** Sums of squared differences; shaped as {@link DotProduct}. */
final class SquaredDistance {

  private SquaredDistance() {}

  static void addBlock(
      double[] query, float[] rows, int s0, int s1, int s2, int s3, int end, double[] lanes) {
    for (int lane = 0; lane < 8; lane += Species.WIDTH) {
      DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
      DoubleVector sum1 = sum0;
      DoubleVector sum2 = sum0;
      DoubleVector sum3 = sum0;
      for (int i = lane; i < end; i += 8) {
        DoubleVector q = Species.load(query, i);
        DoubleVector d0 = q.sub(Species.load(rows, s0 + i));
        sum0 = d0.mul(d0).add(sum0);
        DoubleVector d1 = q.sub(Species.load(rows, s1 + i));
        sum1 = d1.mul(d1).add(sum1);
        DoubleVector d2 = q.sub(Species.load(rows, s2 + i));
        sum2 = d2.mul(d2).add(sum2);
        DoubleVector d3 = q.sub(Species.load(rows, s3 + i));
        sum3 = d3.mul(d3).add(sum3);
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
        DoubleVector d = Species.load(query, i).sub(Species.load(rows, start + i));
        sum = d.mul(d).add(sum);
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
        DoubleVector d0 = q.sub(Species.load(rows, s0 + i));
        sum0 = d0.mul(d0).add(sum0);
        DoubleVector d1 = q.sub(Species.load(rows, s1 + i));
        sum1 = d1.mul(d1).add(sum1);
        DoubleVector d2 = q.sub(Species.load(rows, s2 + i));
        sum2 = d2.mul(d2).add(sum2);
        DoubleVector d3 = q.sub(Species.load(rows, s3 + i));
        sum3 = d3.mul(d3).add(sum3);
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
        DoubleVector d = Species.load(query, i).sub(Species.load(rows, start + i));
        sum = d.mul(d).add(sum);
      }
      sum.intoArray(lanes, lane0 + lane);
    }
  }
}

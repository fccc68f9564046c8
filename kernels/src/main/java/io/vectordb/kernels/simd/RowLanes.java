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

import io.vectordb.kernels.Lanes;
import jdk.incubator.vector.DoubleVector;

/**
 * The eight lanes of one row, in four registers of which as many are used as the lanes take: one of
 * 512 bits, two of 256 or four of 128.
 */
final class RowLanes {

  private RowLanes() {}

  static DoubleVector square(DoubleVector x) {
    return x.mul(x);
  }

  /** Stores the lanes, for the elements that no whole group of eight has. */
  static void store(
      DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3, double[] lanes) {
    s0.intoArray(lanes, 0);
    if (Species.WIDTH <= 4) {
      s1.intoArray(lanes, Species.WIDTH);
    }
    if (Species.WIDTH == 2) {
      s2.intoArray(lanes, 4);
      s3.intoArray(lanes, 6);
    }
  }

  /** The sum of the lanes without an array, which would be garbage of a pair. */
  static double sum(DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3) {
    if (Species.WIDTH == 8) {
      return Lanes.sum(
          s0.lane(0),
          s0.lane(1),
          s0.lane(2),
          s0.lane(3),
          s0.lane(4),
          s0.lane(5),
          s0.lane(6),
          s0.lane(7));
    } else if (Species.WIDTH == 4) {
      return Lanes.sum(
          s0.lane(0),
          s0.lane(1),
          s0.lane(2),
          s0.lane(3),
          s1.lane(0),
          s1.lane(1),
          s1.lane(2),
          s1.lane(3));
    }
    return Lanes.sum(
        s0.lane(0),
        s0.lane(1),
        s1.lane(0),
        s1.lane(1),
        s2.lane(0),
        s2.lane(1),
        s3.lane(0),
        s3.lane(1));
  }

  /** The same with further terms of the first seven lanes. */
  static double sum(
      DoubleVector s0,
      DoubleVector s1,
      DoubleVector s2,
      DoubleVector s3,
      double t0,
      double t1,
      double t2,
      double t3,
      double t4,
      double t5,
      double t6) {
    if (Species.WIDTH == 8) {
      return Lanes.sum(
          s0.lane(0) + t0,
          s0.lane(1) + t1,
          s0.lane(2) + t2,
          s0.lane(3) + t3,
          s0.lane(4) + t4,
          s0.lane(5) + t5,
          s0.lane(6) + t6,
          s0.lane(7));
    } else if (Species.WIDTH == 4) {
      return Lanes.sum(
          s0.lane(0) + t0,
          s0.lane(1) + t1,
          s0.lane(2) + t2,
          s0.lane(3) + t3,
          s1.lane(0) + t4,
          s1.lane(1) + t5,
          s1.lane(2) + t6,
          s1.lane(3));
    }
    return Lanes.sum(
        s0.lane(0) + t0,
        s0.lane(1) + t1,
        s1.lane(0) + t2,
        s1.lane(1) + t3,
        s2.lane(0) + t4,
        s2.lane(1) + t5,
        s3.lane(0) + t6,
        s3.lane(1));
  }
}

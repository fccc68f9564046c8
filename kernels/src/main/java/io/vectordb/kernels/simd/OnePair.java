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
 * Scores of one pair of vectors in one pass, with all eight lanes in registers: in one of 512 bits,
 * two of 256 or four of 128.
 *
 * <p>This is the form for rows that are copied one by one from memory outside the heap. Each lane
 * is one chain of additions, so a pair alone does not fill the arithmetic units; but the processor
 * fetches the next row meanwhile, and a multiplication and an addition make a shorter chain than a
 * fused multiply-add.
 */
final class OnePair {

  private OnePair() {}

  static double dotProduct(double[] query, float[] row) {
    int end = query.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = Species.load(query, i).mul(Species.load(row, i)).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 =
            Species.load(query, i + Species.WIDTH)
                .mul(Species.load(row, i + Species.WIDTH))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = Species.load(query, i + 4).mul(Species.load(row, i + 4)).add(sum2);
        sum3 = Species.load(query, i + 6).mul(Species.load(row, i + 6)).add(sum3);
      }
    }
    if (end == query.length) {
      return sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = lanes(sum0, sum1, sum2, sum3);
    Lanes.addProducts(query, row, 0, end, query.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double dotProduct(double[] query, double[] row) {
    int end = query.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = Species.load(query, i).mul(Species.load(row, i)).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 =
            Species.load(query, i + Species.WIDTH)
                .mul(Species.load(row, i + Species.WIDTH))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = Species.load(query, i + 4).mul(Species.load(row, i + 4)).add(sum2);
        sum3 = Species.load(query, i + 6).mul(Species.load(row, i + 6)).add(sum3);
      }
    }
    if (end == query.length) {
      return sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = lanes(sum0, sum1, sum2, sum3);
    Lanes.addProducts(query, row, 0, end, query.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double squaredDistance(double[] query, float[] row) {
    int end = query.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = square(Species.load(query, i).sub(Species.load(row, i))).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 =
            square(Species.load(query, i + Species.WIDTH).sub(Species.load(row, i + Species.WIDTH)))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = square(Species.load(query, i + 4).sub(Species.load(row, i + 4))).add(sum2);
        sum3 = square(Species.load(query, i + 6).sub(Species.load(row, i + 6))).add(sum3);
      }
    }
    if (end == query.length) {
      return sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = lanes(sum0, sum1, sum2, sum3);
    Lanes.addSquaredDifferences(query, row, 0, end, query.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double squaredDistance(double[] query, double[] row) {
    int end = query.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = square(Species.load(query, i).sub(Species.load(row, i))).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 =
            square(Species.load(query, i + Species.WIDTH).sub(Species.load(row, i + Species.WIDTH)))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = square(Species.load(query, i + 4).sub(Species.load(row, i + 4))).add(sum2);
        sum3 = square(Species.load(query, i + 6).sub(Species.load(row, i + 6))).add(sum3);
      }
    }
    if (end == query.length) {
      return sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = lanes(sum0, sum1, sum2, sum3);
    Lanes.addSquaredDifferences(query, row, 0, end, query.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double squaredNorm(float[] row) {
    int end = row.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = square(Species.load(row, i)).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 = square(Species.load(row, i + Species.WIDTH)).add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = square(Species.load(row, i + 4)).add(sum2);
        sum3 = square(Species.load(row, i + 6)).add(sum3);
      }
    }
    if (end == row.length) {
      return sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = lanes(sum0, sum1, sum2, sum3);
    Lanes.addSquares(row, 0, end, row.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double squaredNorm(double[] row) {
    int end = row.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = square(Species.load(row, i)).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 = square(Species.load(row, i + Species.WIDTH)).add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = square(Species.load(row, i + 4)).add(sum2);
        sum3 = square(Species.load(row, i + 6)).add(sum3);
      }
    }
    if (end == row.length) {
      return sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = lanes(sum0, sum1, sum2, sum3);
    Lanes.addSquares(row, 0, end, row.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  private static DoubleVector square(DoubleVector x) {
    return x.mul(x);
  }

  private static double sum(DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3) {
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

  private static double[] lanes(
      DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3) {
    double[] lanes = new double[8];
    s0.intoArray(lanes, 0);
    if (Species.WIDTH <= 4) {
      s1.intoArray(lanes, Species.WIDTH);
    }
    if (Species.WIDTH == 2) {
      s2.intoArray(lanes, 4);
      s3.intoArray(lanes, 6);
    }
    return lanes;
  }
}

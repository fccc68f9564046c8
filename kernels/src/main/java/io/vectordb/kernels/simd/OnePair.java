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
 * Scores of one pair of vectors in one pass, with all eight lanes in registers.
 *
 * <p>This is the form for rows that are copied one by one from memory outside the heap. Each lane
 * is one chain of additions, so a pair alone does not fill the arithmetic units; but the processor
 * fetches the next row meanwhile, and a multiplication and an addition make a shorter chain than a
 * fused multiply-add.
 */
final class OnePair {

  private OnePair() {}

  static double dotProduct(float[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 = Species.load(a, aStart + i).mul(Species.load(b, bStart + i)).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 =
            Species.load(a, aStart + i + Species.WIDTH)
                .mul(Species.load(b, bStart + i + Species.WIDTH))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = Species.load(a, aStart + i + 4).mul(Species.load(b, bStart + i + 4)).add(sum2);

        sum3 = Species.load(a, aStart + i + 6).mul(Species.load(b, bStart + i + 6)).add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.product(a, aStart, b, bStart, dim, end),
            Lanes.product(a, aStart, b, bStart, dim, end + 1),
            Lanes.product(a, aStart, b, bStart, dim, end + 2),
            Lanes.product(a, aStart, b, bStart, dim, end + 3),
            Lanes.product(a, aStart, b, bStart, dim, end + 4),
            Lanes.product(a, aStart, b, bStart, dim, end + 5),
            Lanes.product(a, aStart, b, bStart, dim, end + 6));
  }

  static double dotProduct(double[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 = Species.load(a, aStart + i).mul(Species.load(b, bStart + i)).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 =
            Species.load(a, aStart + i + Species.WIDTH)
                .mul(Species.load(b, bStart + i + Species.WIDTH))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = Species.load(a, aStart + i + 4).mul(Species.load(b, bStart + i + 4)).add(sum2);

        sum3 = Species.load(a, aStart + i + 6).mul(Species.load(b, bStart + i + 6)).add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.product(a, aStart, b, bStart, dim, end),
            Lanes.product(a, aStart, b, bStart, dim, end + 1),
            Lanes.product(a, aStart, b, bStart, dim, end + 2),
            Lanes.product(a, aStart, b, bStart, dim, end + 3),
            Lanes.product(a, aStart, b, bStart, dim, end + 4),
            Lanes.product(a, aStart, b, bStart, dim, end + 5),
            Lanes.product(a, aStart, b, bStart, dim, end + 6));
  }

  static double dotProduct(double[] a, int aStart, double[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 = Species.load(a, aStart + i).mul(Species.load(b, bStart + i)).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 =
            Species.load(a, aStart + i + Species.WIDTH)
                .mul(Species.load(b, bStart + i + Species.WIDTH))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = Species.load(a, aStart + i + 4).mul(Species.load(b, bStart + i + 4)).add(sum2);

        sum3 = Species.load(a, aStart + i + 6).mul(Species.load(b, bStart + i + 6)).add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.product(a, aStart, b, bStart, dim, end),
            Lanes.product(a, aStart, b, bStart, dim, end + 1),
            Lanes.product(a, aStart, b, bStart, dim, end + 2),
            Lanes.product(a, aStart, b, bStart, dim, end + 3),
            Lanes.product(a, aStart, b, bStart, dim, end + 4),
            Lanes.product(a, aStart, b, bStart, dim, end + 5),
            Lanes.product(a, aStart, b, bStart, dim, end + 6));
  }

  static double squaredDistance(float[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 =
          RowLanes.square(Species.load(a, aStart + i).sub(Species.load(b, bStart + i))).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 =
            RowLanes.square(
                    Species.load(a, aStart + i + Species.WIDTH)
                        .sub(Species.load(b, bStart + i + Species.WIDTH)))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 =
            RowLanes.square(Species.load(a, aStart + i + 4).sub(Species.load(b, bStart + i + 4)))
                .add(sum2);

        sum3 =
            RowLanes.square(Species.load(a, aStart + i + 6).sub(Species.load(b, bStart + i + 6)))
                .add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 1),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 2),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 3),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 4),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 5),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 6));
  }

  static double squaredDistance(double[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 =
          RowLanes.square(Species.load(a, aStart + i).sub(Species.load(b, bStart + i))).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 =
            RowLanes.square(
                    Species.load(a, aStart + i + Species.WIDTH)
                        .sub(Species.load(b, bStart + i + Species.WIDTH)))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 =
            RowLanes.square(Species.load(a, aStart + i + 4).sub(Species.load(b, bStart + i + 4)))
                .add(sum2);

        sum3 =
            RowLanes.square(Species.load(a, aStart + i + 6).sub(Species.load(b, bStart + i + 6)))
                .add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 1),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 2),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 3),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 4),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 5),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 6));
  }

  static double squaredDistance(double[] a, int aStart, double[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 =
          RowLanes.square(Species.load(a, aStart + i).sub(Species.load(b, bStart + i))).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 =
            RowLanes.square(
                    Species.load(a, aStart + i + Species.WIDTH)
                        .sub(Species.load(b, bStart + i + Species.WIDTH)))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 =
            RowLanes.square(Species.load(a, aStart + i + 4).sub(Species.load(b, bStart + i + 4)))
                .add(sum2);

        sum3 =
            RowLanes.square(Species.load(a, aStart + i + 6).sub(Species.load(b, bStart + i + 6)))
                .add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 1),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 2),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 3),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 4),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 5),
            Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 6));
  }

  static double squaredNorm(float[] a, int start, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 = RowLanes.square(Species.load(a, start + i)).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 = RowLanes.square(Species.load(a, start + i + Species.WIDTH)).add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = RowLanes.square(Species.load(a, start + i + 4)).add(sum2);

        sum3 = RowLanes.square(Species.load(a, start + i + 6)).add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.square(a, start, dim, end),
            Lanes.square(a, start, dim, end + 1),
            Lanes.square(a, start, dim, end + 2),
            Lanes.square(a, start, dim, end + 3),
            Lanes.square(a, start, dim, end + 4),
            Lanes.square(a, start, dim, end + 5),
            Lanes.square(a, start, dim, end + 6));
  }

  static double squaredNorm(double[] a, int start, int dim) {
    int end = dim & -Lanes.COUNT;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 = RowLanes.square(Species.load(a, start + i)).add(sum0);

      if (Species.WIDTH <= 4) {
        sum1 = RowLanes.square(Species.load(a, start + i + Species.WIDTH)).add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = RowLanes.square(Species.load(a, start + i + 4)).add(sum2);

        sum3 = RowLanes.square(Species.load(a, start + i + 6)).add(sum3);
      }
    }
    return end == dim
        ? RowLanes.sum(sum0, sum1, sum2, sum3)
        : RowLanes.sum(
            sum0,
            sum1,
            sum2,
            sum3,
            Lanes.square(a, start, dim, end),
            Lanes.square(a, start, dim, end + 1),
            Lanes.square(a, start, dim, end + 2),
            Lanes.square(a, start, dim, end + 3),
            Lanes.square(a, start, dim, end + 4),
            Lanes.square(a, start, dim, end + 5),
            Lanes.square(a, start, dim, end + 6));
  }
}

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
 * Scores of one pair of vectors of doubles in one pass, with all eight lanes in registers.
 *
 * <p>This is the form for rows that are copied one by one from memory outside the heap. Each lane
 * is one chain of additions, so a pair alone does not fill the arithmetic units; but the processor
 * fetches the next row meanwhile, and a multiplication and an addition make a shorter chain than a
 * fused multiply-add.
 */
final class OnePair {

  private OnePair() {}

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
      return RowLanes.sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = new double[Lanes.COUNT];
    RowLanes.store(sum0, sum1, sum2, sum3, lanes);
    Lanes.addProducts(query, row, 0, end, query.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double squaredDistance(double[] query, double[] row) {
    int end = query.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = RowLanes.square(Species.load(query, i).sub(Species.load(row, i))).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 =
            RowLanes.square(
                    Species.load(query, i + Species.WIDTH)
                        .sub(Species.load(row, i + Species.WIDTH)))
                .add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = RowLanes.square(Species.load(query, i + 4).sub(Species.load(row, i + 4))).add(sum2);
        sum3 = RowLanes.square(Species.load(query, i + 6).sub(Species.load(row, i + 6))).add(sum3);
      }
    }
    if (end == query.length) {
      return RowLanes.sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = new double[Lanes.COUNT];
    RowLanes.store(sum0, sum1, sum2, sum3, lanes);
    Lanes.addSquaredDifferences(query, row, 0, end, query.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }

  static double squaredNorm(double[] row) {
    int end = row.length & -8;
    DoubleVector sum0 = DoubleVector.zero(Species.DOUBLES);
    DoubleVector sum1 = sum0;
    DoubleVector sum2 = sum0;
    DoubleVector sum3 = sum0;
    for (int i = 0; i < end; i += 8) {
      sum0 = RowLanes.square(Species.load(row, i)).add(sum0);
      if (Species.WIDTH <= 4) {
        sum1 = RowLanes.square(Species.load(row, i + Species.WIDTH)).add(sum1);
      }
      if (Species.WIDTH == 2) {
        sum2 = RowLanes.square(Species.load(row, i + 4)).add(sum2);
        sum3 = RowLanes.square(Species.load(row, i + 6)).add(sum3);
      }
    }
    if (end == row.length) {
      return RowLanes.sum(sum0, sum1, sum2, sum3);
    }
    double[] lanes = new double[Lanes.COUNT];
    RowLanes.store(sum0, sum1, sum2, sum3, lanes);
    Lanes.addSquares(row, 0, end, row.length, lanes, 0);
    return Lanes.sum(lanes, 0);
  }
}

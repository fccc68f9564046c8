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
package io.vectordb.kernels;

/**
 * Scores of one pair of vectors in plain Java: eight sums in registers, and no array for the lanes,
 * which would be garbage of every pair.
 */
final class ScalarPairs {

  private ScalarPairs() {}

  static double dotProduct(float[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 += (double) a[aStart + i] * b[bStart + i];
      sum1 += (double) a[aStart + i + 1] * b[bStart + i + 1];
      sum2 += (double) a[aStart + i + 2] * b[bStart + i + 2];
      sum3 += (double) a[aStart + i + 3] * b[bStart + i + 3];
      sum4 += (double) a[aStart + i + 4] * b[bStart + i + 4];
      sum5 += (double) a[aStart + i + 5] * b[bStart + i + 5];
      sum6 += (double) a[aStart + i + 6] * b[bStart + i + 6];
      sum7 += (double) a[aStart + i + 7] * b[bStart + i + 7];
    }
    return Lanes.sum(
        sum0 + Lanes.product(a, aStart, b, bStart, dim, end),
        sum1 + Lanes.product(a, aStart, b, bStart, dim, end + 1),
        sum2 + Lanes.product(a, aStart, b, bStart, dim, end + 2),
        sum3 + Lanes.product(a, aStart, b, bStart, dim, end + 3),
        sum4 + Lanes.product(a, aStart, b, bStart, dim, end + 4),
        sum5 + Lanes.product(a, aStart, b, bStart, dim, end + 5),
        sum6 + Lanes.product(a, aStart, b, bStart, dim, end + 6),
        sum7 + Lanes.product(a, aStart, b, bStart, dim, end + 7));
  }

  static double dotProduct(double[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 += a[aStart + i] * b[bStart + i];
      sum1 += a[aStart + i + 1] * b[bStart + i + 1];
      sum2 += a[aStart + i + 2] * b[bStart + i + 2];
      sum3 += a[aStart + i + 3] * b[bStart + i + 3];
      sum4 += a[aStart + i + 4] * b[bStart + i + 4];
      sum5 += a[aStart + i + 5] * b[bStart + i + 5];
      sum6 += a[aStart + i + 6] * b[bStart + i + 6];
      sum7 += a[aStart + i + 7] * b[bStart + i + 7];
    }
    return Lanes.sum(
        sum0 + Lanes.product(a, aStart, b, bStart, dim, end),
        sum1 + Lanes.product(a, aStart, b, bStart, dim, end + 1),
        sum2 + Lanes.product(a, aStart, b, bStart, dim, end + 2),
        sum3 + Lanes.product(a, aStart, b, bStart, dim, end + 3),
        sum4 + Lanes.product(a, aStart, b, bStart, dim, end + 4),
        sum5 + Lanes.product(a, aStart, b, bStart, dim, end + 5),
        sum6 + Lanes.product(a, aStart, b, bStart, dim, end + 6),
        sum7 + Lanes.product(a, aStart, b, bStart, dim, end + 7));
  }

  static double dotProduct(double[] a, int aStart, double[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      sum0 += a[aStart + i] * b[bStart + i];
      sum1 += a[aStart + i + 1] * b[bStart + i + 1];
      sum2 += a[aStart + i + 2] * b[bStart + i + 2];
      sum3 += a[aStart + i + 3] * b[bStart + i + 3];
      sum4 += a[aStart + i + 4] * b[bStart + i + 4];
      sum5 += a[aStart + i + 5] * b[bStart + i + 5];
      sum6 += a[aStart + i + 6] * b[bStart + i + 6];
      sum7 += a[aStart + i + 7] * b[bStart + i + 7];
    }
    return Lanes.sum(
        sum0 + Lanes.product(a, aStart, b, bStart, dim, end),
        sum1 + Lanes.product(a, aStart, b, bStart, dim, end + 1),
        sum2 + Lanes.product(a, aStart, b, bStart, dim, end + 2),
        sum3 + Lanes.product(a, aStart, b, bStart, dim, end + 3),
        sum4 + Lanes.product(a, aStart, b, bStart, dim, end + 4),
        sum5 + Lanes.product(a, aStart, b, bStart, dim, end + 5),
        sum6 + Lanes.product(a, aStart, b, bStart, dim, end + 6),
        sum7 + Lanes.product(a, aStart, b, bStart, dim, end + 7));
  }

  static double squaredDistance(float[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      double d0 = (double) a[aStart + i] - b[bStart + i];
      sum0 += d0 * d0;
      double d1 = (double) a[aStart + i + 1] - b[bStart + i + 1];
      sum1 += d1 * d1;
      double d2 = (double) a[aStart + i + 2] - b[bStart + i + 2];
      sum2 += d2 * d2;
      double d3 = (double) a[aStart + i + 3] - b[bStart + i + 3];
      sum3 += d3 * d3;
      double d4 = (double) a[aStart + i + 4] - b[bStart + i + 4];
      sum4 += d4 * d4;
      double d5 = (double) a[aStart + i + 5] - b[bStart + i + 5];
      sum5 += d5 * d5;
      double d6 = (double) a[aStart + i + 6] - b[bStart + i + 6];
      sum6 += d6 * d6;
      double d7 = (double) a[aStart + i + 7] - b[bStart + i + 7];
      sum7 += d7 * d7;
    }
    return Lanes.sum(
        sum0 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end),
        sum1 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 1),
        sum2 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 2),
        sum3 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 3),
        sum4 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 4),
        sum5 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 5),
        sum6 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 6),
        sum7 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 7));
  }

  static double squaredDistance(double[] a, int aStart, float[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      double d0 = a[aStart + i] - b[bStart + i];
      sum0 += d0 * d0;
      double d1 = a[aStart + i + 1] - b[bStart + i + 1];
      sum1 += d1 * d1;
      double d2 = a[aStart + i + 2] - b[bStart + i + 2];
      sum2 += d2 * d2;
      double d3 = a[aStart + i + 3] - b[bStart + i + 3];
      sum3 += d3 * d3;
      double d4 = a[aStart + i + 4] - b[bStart + i + 4];
      sum4 += d4 * d4;
      double d5 = a[aStart + i + 5] - b[bStart + i + 5];
      sum5 += d5 * d5;
      double d6 = a[aStart + i + 6] - b[bStart + i + 6];
      sum6 += d6 * d6;
      double d7 = a[aStart + i + 7] - b[bStart + i + 7];
      sum7 += d7 * d7;
    }
    return Lanes.sum(
        sum0 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end),
        sum1 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 1),
        sum2 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 2),
        sum3 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 3),
        sum4 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 4),
        sum5 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 5),
        sum6 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 6),
        sum7 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 7));
  }

  static double squaredDistance(double[] a, int aStart, double[] b, int bStart, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      double d0 = a[aStart + i] - b[bStart + i];
      sum0 += d0 * d0;
      double d1 = a[aStart + i + 1] - b[bStart + i + 1];
      sum1 += d1 * d1;
      double d2 = a[aStart + i + 2] - b[bStart + i + 2];
      sum2 += d2 * d2;
      double d3 = a[aStart + i + 3] - b[bStart + i + 3];
      sum3 += d3 * d3;
      double d4 = a[aStart + i + 4] - b[bStart + i + 4];
      sum4 += d4 * d4;
      double d5 = a[aStart + i + 5] - b[bStart + i + 5];
      sum5 += d5 * d5;
      double d6 = a[aStart + i + 6] - b[bStart + i + 6];
      sum6 += d6 * d6;
      double d7 = a[aStart + i + 7] - b[bStart + i + 7];
      sum7 += d7 * d7;
    }
    return Lanes.sum(
        sum0 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end),
        sum1 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 1),
        sum2 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 2),
        sum3 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 3),
        sum4 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 4),
        sum5 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 5),
        sum6 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 6),
        sum7 + Lanes.squaredDifference(a, aStart, b, bStart, dim, end + 7));
  }

  static double squaredNorm(float[] a, int start, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      double x0 = a[start + i];
      sum0 += x0 * x0;
      double x1 = a[start + i + 1];
      sum1 += x1 * x1;
      double x2 = a[start + i + 2];
      sum2 += x2 * x2;
      double x3 = a[start + i + 3];
      sum3 += x3 * x3;
      double x4 = a[start + i + 4];
      sum4 += x4 * x4;
      double x5 = a[start + i + 5];
      sum5 += x5 * x5;
      double x6 = a[start + i + 6];
      sum6 += x6 * x6;
      double x7 = a[start + i + 7];
      sum7 += x7 * x7;
    }
    return Lanes.sum(
        sum0 + Lanes.square(a, start, dim, end),
        sum1 + Lanes.square(a, start, dim, end + 1),
        sum2 + Lanes.square(a, start, dim, end + 2),
        sum3 + Lanes.square(a, start, dim, end + 3),
        sum4 + Lanes.square(a, start, dim, end + 4),
        sum5 + Lanes.square(a, start, dim, end + 5),
        sum6 + Lanes.square(a, start, dim, end + 6),
        sum7 + Lanes.square(a, start, dim, end + 7));
  }

  static double squaredNorm(double[] a, int start, int dim) {
    int end = dim & -Lanes.COUNT;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    for (int i = 0; i < end; i += Lanes.COUNT) {
      double x0 = a[start + i];
      sum0 += x0 * x0;
      double x1 = a[start + i + 1];
      sum1 += x1 * x1;
      double x2 = a[start + i + 2];
      sum2 += x2 * x2;
      double x3 = a[start + i + 3];
      sum3 += x3 * x3;
      double x4 = a[start + i + 4];
      sum4 += x4 * x4;
      double x5 = a[start + i + 5];
      sum5 += x5 * x5;
      double x6 = a[start + i + 6];
      sum6 += x6 * x6;
      double x7 = a[start + i + 7];
      sum7 += x7 * x7;
    }
    return Lanes.sum(
        sum0 + Lanes.square(a, start, dim, end),
        sum1 + Lanes.square(a, start, dim, end + 1),
        sum2 + Lanes.square(a, start, dim, end + 2),
        sum3 + Lanes.square(a, start, dim, end + 3),
        sum4 + Lanes.square(a, start, dim, end + 4),
        sum5 + Lanes.square(a, start, dim, end + 5),
        sum6 + Lanes.square(a, start, dim, end + 6),
        sum7 + Lanes.square(a, start, dim, end + 7));
  }
}

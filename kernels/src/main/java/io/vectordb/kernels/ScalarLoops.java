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
 * The loops in plain Java: what the others must equal, and what runs where SIMD is refused.
 *
 * <p>Whole groups of eight elements go through four local sums at a time, because a compiler cannot
 * keep the array of {@link Lanes} in registers: it might be the array of the query. The elements
 * after the last group go through {@link Lanes}.
 */
final class ScalarLoops implements VectorLoops {

  static final VectorLoops INSTANCE = new ScalarLoops();

  private ScalarLoops() {}

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public void addProducts(double[] query, float[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    for (int r = 0; r < n; r++) {
      addProducts(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      Lanes.addProducts(query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  private static void addProducts(
      double[] query, float[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < Lanes.COUNT; lane += 4) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int i = lane; i < end; i += Lanes.COUNT) {
        sum0 += query[i] * rows[start + i];
        sum1 += query[i + 1] * rows[start + i + 1];
        sum2 += query[i + 2] * rows[start + i + 2];
        sum3 += query[i + 3] * rows[start + i + 3];
      }
      lanes[lane0 + lane] = sum0;
      lanes[lane0 + lane + 1] = sum1;
      lanes[lane0 + lane + 2] = sum2;
      lanes[lane0 + lane + 3] = sum3;
    }
  }

  @Override
  public void addProducts(double[] query, double[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    for (int r = 0; r < n; r++) {
      addProducts(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      Lanes.addProducts(query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  private static void addProducts(
      double[] query, double[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < Lanes.COUNT; lane += 4) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int i = lane; i < end; i += Lanes.COUNT) {
        sum0 += query[i] * rows[start + i];
        sum1 += query[i + 1] * rows[start + i + 1];
        sum2 += query[i + 2] * rows[start + i + 2];
        sum3 += query[i + 3] * rows[start + i + 3];
      }
      lanes[lane0 + lane] = sum0;
      lanes[lane0 + lane + 1] = sum1;
      lanes[lane0 + lane + 2] = sum2;
      lanes[lane0 + lane + 3] = sum3;
    }
  }

  @Override
  public void addSquaredDifferences(
      double[] query, float[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    for (int r = 0; r < n; r++) {
      addSquaredDifferences(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      Lanes.addSquaredDifferences(
          query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  private static void addSquaredDifferences(
      double[] query, float[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < Lanes.COUNT; lane += 4) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int i = lane; i < end; i += Lanes.COUNT) {
        double d0 = query[i] - rows[start + i];
        sum0 += d0 * d0;
        double d1 = query[i + 1] - rows[start + i + 1];
        sum1 += d1 * d1;
        double d2 = query[i + 2] - rows[start + i + 2];
        sum2 += d2 * d2;
        double d3 = query[i + 3] - rows[start + i + 3];
        sum3 += d3 * d3;
      }
      lanes[lane0 + lane] = sum0;
      lanes[lane0 + lane + 1] = sum1;
      lanes[lane0 + lane + 2] = sum2;
      lanes[lane0 + lane + 3] = sum3;
    }
  }

  @Override
  public void addSquaredDifferences(
      double[] query, double[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    for (int r = 0; r < n; r++) {
      addSquaredDifferences(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      Lanes.addSquaredDifferences(
          query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  private static void addSquaredDifferences(
      double[] query, double[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < Lanes.COUNT; lane += 4) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int i = lane; i < end; i += Lanes.COUNT) {
        double d0 = query[i] - rows[start + i];
        sum0 += d0 * d0;
        double d1 = query[i + 1] - rows[start + i + 1];
        sum1 += d1 * d1;
        double d2 = query[i + 2] - rows[start + i + 2];
        sum2 += d2 * d2;
        double d3 = query[i + 3] - rows[start + i + 3];
        sum3 += d3 * d3;
      }
      lanes[lane0 + lane] = sum0;
      lanes[lane0 + lane + 1] = sum1;
      lanes[lane0 + lane + 2] = sum2;
      lanes[lane0 + lane + 3] = sum3;
    }
  }

  @Override
  public void addSquares(int dim, float[] rows, int[] starts, int n, double[] lanes) {
    int end = dim & -Lanes.COUNT;
    for (int r = 0; r < n; r++) {
      addSquares(rows, starts[r], end, lanes, r * Lanes.COUNT);
      Lanes.addSquares(rows, starts[r], end, dim, lanes, r * Lanes.COUNT);
    }
  }

  private static void addSquares(float[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < Lanes.COUNT; lane += 4) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int i = lane; i < end; i += Lanes.COUNT) {
        double x0 = rows[start + i];
        sum0 += x0 * x0;
        double x1 = rows[start + i + 1];
        sum1 += x1 * x1;
        double x2 = rows[start + i + 2];
        sum2 += x2 * x2;
        double x3 = rows[start + i + 3];
        sum3 += x3 * x3;
      }
      lanes[lane0 + lane] = sum0;
      lanes[lane0 + lane + 1] = sum1;
      lanes[lane0 + lane + 2] = sum2;
      lanes[lane0 + lane + 3] = sum3;
    }
  }

  @Override
  public void addSquares(int dim, double[] rows, int[] starts, int n, double[] lanes) {
    int end = dim & -Lanes.COUNT;
    for (int r = 0; r < n; r++) {
      addSquares(rows, starts[r], end, lanes, r * Lanes.COUNT);
      Lanes.addSquares(rows, starts[r], end, dim, lanes, r * Lanes.COUNT);
    }
  }

  private static void addSquares(double[] rows, int start, int end, double[] lanes, int lane0) {
    for (int lane = 0; lane < Lanes.COUNT; lane += 4) {
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int i = lane; i < end; i += Lanes.COUNT) {
        double x0 = rows[start + i];
        sum0 += x0 * x0;
        double x1 = rows[start + i + 1];
        sum1 += x1 * x1;
        double x2 = rows[start + i + 2];
        sum2 += x2 * x2;
        double x3 = rows[start + i + 3];
        sum3 += x3 * x3;
      }
      lanes[lane0 + lane] = sum0;
      lanes[lane0 + lane + 1] = sum1;
      lanes[lane0 + lane + 2] = sum2;
      lanes[lane0 + lane + 3] = sum3;
    }
  }

  @Override
  public double dotProduct(float[] a, int aStart, float[] b, int bStart, int dim) {
    return ScalarPairs.dotProduct(a, aStart, b, bStart, dim);
  }

  @Override
  public double dotProduct(double[] a, int aStart, float[] b, int bStart, int dim) {
    return ScalarPairs.dotProduct(a, aStart, b, bStart, dim);
  }

  @Override
  public double dotProduct(double[] a, int aStart, double[] b, int bStart, int dim) {
    return ScalarPairs.dotProduct(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredDistance(float[] a, int aStart, float[] b, int bStart, int dim) {
    return ScalarPairs.squaredDistance(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredDistance(double[] a, int aStart, float[] b, int bStart, int dim) {
    return ScalarPairs.squaredDistance(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredDistance(double[] a, int aStart, double[] b, int bStart, int dim) {
    return ScalarPairs.squaredDistance(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredNorm(float[] a, int start, int dim) {
    return ScalarPairs.squaredNorm(a, start, dim);
  }

  @Override
  public double squaredNorm(double[] a, int start, int dim) {
    return ScalarPairs.squaredNorm(a, start, dim);
  }
}

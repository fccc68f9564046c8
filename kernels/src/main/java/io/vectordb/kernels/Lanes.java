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
 * The definition of a score in code: which term goes to which lane, and how lanes are summed. Both
 * implementations must equal these loops, and both end each row with them, for the elements after
 * the last group of eight.
 *
 * <p>Public for the package {@code io.vectordb.kernels.simd} only.
 */
public final class Lanes {

  /** Lanes of a score. */
  public static final int COUNT = 8;

  private Lanes() {}

  /**
   * Adds {@code query[i] * rows[start + i]} to {@code lanes[lane0 + i % 8]}, for i in [from, to).
   */
  public static void addProducts(
      double[] query, float[] rows, int start, int from, int to, double[] lanes, int lane0) {
    for (int i = from; i < to; i++) {
      lanes[lane0 + (i & 7)] += query[i] * rows[start + i];
    }
  }

  /** As the method of float rows. */
  public static void addProducts(
      double[] query, double[] rows, int start, int from, int to, double[] lanes, int lane0) {
    for (int i = from; i < to; i++) {
      lanes[lane0 + (i & 7)] += query[i] * rows[start + i];
    }
  }

  /** Adds {@code (query[i] - rows[start + i])^2} in the same way. */
  public static void addSquaredDifferences(
      double[] query, float[] rows, int start, int from, int to, double[] lanes, int lane0) {
    for (int i = from; i < to; i++) {
      double difference = query[i] - rows[start + i];
      lanes[lane0 + (i & 7)] += difference * difference;
    }
  }

  /** As the method of float rows. */
  public static void addSquaredDifferences(
      double[] query, double[] rows, int start, int from, int to, double[] lanes, int lane0) {
    for (int i = from; i < to; i++) {
      double difference = query[i] - rows[start + i];
      lanes[lane0 + (i & 7)] += difference * difference;
    }
  }

  /** Adds {@code rows[start + i]^2} in the same way. */
  public static void addSquares(
      float[] rows, int start, int from, int to, double[] lanes, int lane0) {
    for (int i = from; i < to; i++) {
      double x = rows[start + i];
      lanes[lane0 + (i & 7)] += x * x;
    }
  }

  /** As the method of float rows. */
  public static void addSquares(
      double[] rows, int start, int from, int to, double[] lanes, int lane0) {
    for (int i = from; i < to; i++) {
      double x = rows[start + i];
      lanes[lane0 + (i & 7)] += x * x;
    }
  }

  /**
   * The product {@code a[aStart + i] * b[bStart + i]}, or +0.0, which changes no lane, from {@code
   * dim} on.
   */
  public static double product(float[] a, int aStart, float[] b, int bStart, int dim, int i) {
    return i < dim ? (double) a[aStart + i] * b[bStart + i] : 0;
  }

  /** As the method of float vectors. */
  public static double product(double[] a, int aStart, float[] b, int bStart, int dim, int i) {
    return i < dim ? a[aStart + i] * b[bStart + i] : 0;
  }

  /** As the method of float vectors. */
  public static double product(double[] a, int aStart, double[] b, int bStart, int dim, int i) {
    return i < dim ? a[aStart + i] * b[bStart + i] : 0;
  }

  /** The squared difference of two elements in the same way. */
  public static double squaredDifference(
      float[] a, int aStart, float[] b, int bStart, int dim, int i) {
    if (i >= dim) {
      return 0;
    }
    double difference = (double) a[aStart + i] - b[bStart + i];
    return difference * difference;
  }

  /** As the method of float vectors. */
  public static double squaredDifference(
      double[] a, int aStart, float[] b, int bStart, int dim, int i) {
    if (i >= dim) {
      return 0;
    }
    double difference = a[aStart + i] - b[bStart + i];
    return difference * difference;
  }

  /** As the method of float vectors. */
  public static double squaredDifference(
      double[] a, int aStart, double[] b, int bStart, int dim, int i) {
    if (i >= dim) {
      return 0;
    }
    double difference = a[aStart + i] - b[bStart + i];
    return difference * difference;
  }

  /** The square of an element in the same way. */
  public static double square(float[] a, int start, int dim, int i) {
    double x = i < dim ? a[start + i] : 0;
    return x * x;
  }

  /** As the method of a float vector. */
  public static double square(double[] a, int start, int dim, int i) {
    double x = i < dim ? a[start + i] : 0;
    return x * x;
  }

  /** The sum of {@code lanes[lane0 .. lane0 + 7]}, in the one order of the definition. */
  public static double sum(double[] lanes, int lane0) {
    return sum(
        lanes[lane0],
        lanes[lane0 + 1],
        lanes[lane0 + 2],
        lanes[lane0 + 3],
        lanes[lane0 + 4],
        lanes[lane0 + 5],
        lanes[lane0 + 6],
        lanes[lane0 + 7]);
  }

  /** The sum of eight lanes, in the one order of the definition. */
  public static double sum(
      double l0, double l1, double l2, double l3, double l4, double l5, double l6, double l7) {
    return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7));
  }
}

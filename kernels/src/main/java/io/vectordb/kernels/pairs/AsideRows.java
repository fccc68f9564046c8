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
package io.vectordb.kernels.pairs;

import java.util.Arrays;

/** Rows that have no estimate, with their canonical squared norms where cosines need them. */
final class AsideRows {

  private int[] numbers = new int[0];
  private double[] squaredNorms = new double[0];
  private int count;

  void add(int number, double squaredNorm) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count + (count >> 1) + 16);
      squaredNorms = Arrays.copyOf(squaredNorms, numbers.length);
    }
    numbers[count] = number;
    squaredNorms[count++] = squaredNorm;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  int number(int i) {
    return numbers[i];
  }

  double squaredNorm(int i) {
    return squaredNorms[i];
  }

  long bytes() {
    return (long) Integer.BYTES * numbers.length + (long) Double.BYTES * squaredNorms.length;
  }
}

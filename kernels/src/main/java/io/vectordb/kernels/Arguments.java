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

/** Checks of arguments, once per call; the loops behind them trust their input. */
final class Arguments {

  private Arguments() {}

  static void checkBatch(int dim, int rowElements, int count, int outLength) {
    if (count < 0 || count > outLength) {
      throw new IllegalArgumentException(
          "count is "
              + count
              + ", it must be from 0 to the "
              + outLength
              + " elements of the output array");
    }
    if ((long) count * dim > rowElements) {
      throw new IllegalArgumentException(
          count
              + " rows of dimension "
              + dim
              + " need "
              + (long) count * dim
              + " elements, the array of rows has "
              + rowElements);
    }
  }

  static void checkSameLength(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException(
          "the vectors have different dimensions: " + a + " and " + b);
    }
  }

  static void checkVector(int start, int dim, int length) {
    if (start < 0 || dim < 0 || dim > length - start) {
      throw new IllegalArgumentException(
          "a vector of " + dim + " elements from " + start + " on exceeds an array of " + length);
    }
  }

  static void checkPanels(int count, int panel, int dim, int length) {
    if (count < 0 || count % panel != 0 || (long) count * dim > length) {
      throw new IllegalArgumentException(
          count
              + " vectors of "
              + dim
              + " elements are not a number of whole panels of "
              + panel
              + " or exceed an array of "
              + length);
    }
  }
}

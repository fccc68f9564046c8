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

/** Row-major codes outside the heap; see {@link CodeKernels#rows}. */
public interface CodeRows {
  /**
   * Products of a query with {@code count} rows: {@code out[at + i]} receives that of row {@code
   * rows[i]}.
   *
   * <p>Term {@code query[from + d] * code[d]} is added to lane {@code d mod 16}, each lane being
   * one chain in ascending order from +0.0 on. Then lane {@code l} is added to lane {@code l - 8},
   * the eight that remain in the same way by 4, by 2 and by 1: the smaller lane plus the larger.
   *
   * @param query holds {@code dims} elements from {@code from} on
   * @throws IllegalArgumentException if an array is too short or a row does not exist
   */
  void products(float[] query, int from, int[] rows, int count, float[] out, int at);
}

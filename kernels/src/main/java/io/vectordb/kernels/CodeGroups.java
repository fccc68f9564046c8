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

/** Column-major codes outside the heap; see {@link CodeKernels#groups}. */
public interface CodeGroups {
  /**
   * Products of a query with every row of {@code count} groups: {@code out[at + 16 * g + r]}
   * receives the product of row {@code r} of group {@code firstGroup + g}.
   *
   * <p>The product is {@code (s0 + s1) + (s2 + s3)}, where {@code sk} is the sum, from +0.0 on and
   * in ascending order, of {@code query[from + d] * code[d]} over all {@code d} with {@code d mod 4
   * = k}.
   *
   * @param query holds {@code dims} elements from {@code from} on
   * @throws IllegalArgumentException if an array is too short or a group does not exist
   */
  void products(float[] query, int from, int firstGroup, int count, float[] out, int at);
}

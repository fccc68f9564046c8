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

/**
 * Takes the pairs of a search. Scores are canonical, as {@link PairMeasure} defines them.
 *
 * <p>A query is the number of a row of the side that {@link PairSearch} was made of, a row that of
 * a row of the batch that is searched.
 */
public interface PairSink {

  /**
   * The smallest score of interest; negative infinity if there is none, never NaN. It may rise from
   * one {@link #pair} of the query to the next, and must not fall during a search.
   */
  double lower(int query);

  /** The largest score of interest, in the same way; it may fall. */
  double upper(int query);

  /**
   * A pair that may lie within the limits: no other pair does. Pairs come in no promised order.
   *
   * @param score may lie outside the limits, be infinite or NaN. A pair whose cosine is not defined
   *     is never handed over.
   */
  void pair(int query, int row, double score);
}

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
package io.vectordb.table.filter;

import io.vectordb.errors.VectorDbErrors;
import io.vectordb.table.schema.VectorColumn;

/** What a score measures, between a stored vector x and a query vector q, or of x alone. */
public enum Measure {
  /** The dot product of q and x. */
  DOT_PRODUCT("dot_product"),
  /** The Euclidean distance |q - x|. */
  EUCLIDEAN_DISTANCE("euclidean_distance"),
  /** The dot product divided by |q||x|; NULL if one of the vectors is zero. */
  COSINE_SIMILARITY("cosine_similarity"),
  /** The sum of |x[i]|. */
  L1_NORM("l1_norm"),
  /** The Euclidean norm |x|. */
  L2_NORM("l2_norm"),
  /** The largest |x[i]|. */
  MAX_NORM("max_norm");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  /** The name that plans show. */
  public String label() {
    return label;
  }

  /**
   * Refuses a query vector that is not as long as the vectors of a column.
   *
   * @param column for the message: {@code Column v}
   * @param dimension of the column's vectors; {@link VectorColumn#UNDETERMINED} if all are NULL
   * @param queryDimension of the query vector
   */
  public void requireDimension(String column, int dimension, int queryDimension) {
    boolean isKnown = dimension != VectorColumn.UNDETERMINED;
    if (needsQuery() && isKnown && queryDimension != dimension) {
      throw VectorDbErrors.queryDimension(column, dimension, queryDimension);
    }
  }

  /** Whether the measure needs a query vector. */
  public boolean needsQuery() {
    return this == DOT_PRODUCT || this == EUCLIDEAN_DISTANCE || this == COSINE_SIMILARITY;
  }
}

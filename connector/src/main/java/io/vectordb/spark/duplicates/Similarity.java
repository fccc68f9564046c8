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
package io.vectordb.spark.duplicates;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.filter.Measure;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * How like two vectors are if they are taken for the same.
 *
 * @param measure of two vectors
 * @param threshold the least score, or the largest distance, which is enough itself
 */
public record Similarity(Measure measure, double threshold) {
  public Similarity {
    if (Double.isNaN(threshold)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Argument threshold is NaN, which no score reaches; give a number");
    }
  }

  /** The measure called {@code name}, in any case. */
  public static Measure measure(String name) {
    List<Measure> measures = Arrays.stream(Measure.values()).filter(Measure::needsQuery).toList();
    List<String> names = measures.stream().map(Measure::label).toList();
    return measures.stream()
        .filter(measure -> measure.label().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_ARGUMENT_INVALID,
                    "There is no metric '" + name + "'; give one of " + names));
  }

  /**
   * Whether two vectors are alike. A score of NaN is not, though Spark takes it for the largest.
   *
   * @param catalog the catalog whose function computes the score, in quotes if it needs them
   */
  Column holds(String catalog, Column a, Column b) {
    Column score = functions.call_function(catalog + "." + measure.label(), a, b);
    return measure == Measure.EUCLIDEAN_DISTANCE
        ? score.leq(threshold)
        : score.between(threshold, Double.POSITIVE_INFINITY);
  }
}

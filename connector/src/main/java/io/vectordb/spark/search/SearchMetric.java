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
package io.vectordb.spark.search;

import io.vectordb.table.filter.Measure;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code vector_search} ranks rows by. */
enum SearchMetric {
  DOT_PRODUCT(Measure.DOT_PRODUCT, "dot_product"),
  COSINE(Measure.COSINE_SIMILARITY, "cosine", "cosine_similarity"),
  EUCLIDEAN(Measure.EUCLIDEAN_DISTANCE, "euclidean", "euclidean_distance");

  private final Measure measure;
  private final List<String> names;

  SearchMetric(Measure measure, String... names) {
    this.measure = measure;
    this.names = List.of(names);
  }

  Measure measure() {
    return measure;
  }

  /** Whether the best rows are those with the smallest values. */
  boolean isDistance() {
    return measure == Measure.EUCLIDEAN_DISTANCE;
  }

  /** The name of the column that holds the value. */
  String column() {
    return isDistance() ? "_distance" : "_score";
  }

  /** The one that has this name, in whatever case. */
  static Optional<SearchMetric> named(String name) {
    return Arrays.stream(values())
        .filter(metric -> metric.names.stream().anyMatch(name::equalsIgnoreCase))
        .findFirst();
  }

  static List<String> allNames() {
    return Arrays.stream(values()).flatMap(metric -> metric.names.stream()).toList();
  }
}

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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** The parameters of {@code vector_search}, in the order of arguments without names. */
enum SearchParameter {
  TABLE,
  QUERY_VECTOR,
  VECTOR_COLUMN,
  K,
  METRIC,
  FILTER,
  LOWER_BOUND,
  UPPER_BOUND;

  private static final int MAX_SHOWN_LENGTH = 80;

  /** The name that calls use, in whatever case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<SearchParameter> named(String name) {
    return Arrays.stream(values()).filter(p -> p.label().equalsIgnoreCase(name)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(SearchParameter::label).toList();
  }

  /**
   * An argument for this parameter that it cannot have.
   *
   * @param problem and what to do, following the parameter's name in a sentence
   */
  VectorDbException invalid(String problem) {
    return error(ErrorCondition.VECTORDB_ARGUMENT_INVALID, label() + " " + problem);
  }

  /** An argument as an error shows it, which may be a vector of many elements. */
  static String shown(Expression value) {
    return StringUtils.abbreviate(value.sql(), MAX_SHOWN_LENGTH);
  }

  /** An error of {@code vector_search}. */
  static VectorDbException error(ErrorCondition condition, String message) {
    return new VectorDbException(condition, VectorSearch.NAME + ": " + message);
  }
}

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
package io.vectordb.spark.functions;

import io.vectordb.table.filter.Measure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/** All SQL functions of vectordb: one definition for session extensions and for catalogs. */
public final class VectorFunctions {
  /** Precedes the name of each function in its canonical name. */
  static final String CANONICAL_PREFIX = "vectordb.";

  private static final List<UnboundFunction> ALL =
      List.of(
          new ScoreFunction(Measure.DOT_PRODUCT),
          new ScoreFunction(Measure.EUCLIDEAN_DISTANCE),
          new ScoreFunction(Measure.COSINE_SIMILARITY),
          new PackFunction(),
          new UnpackFunction());

  private VectorFunctions() {}

  /** Every function. */
  public static List<UnboundFunction> all() {
    return ALL;
  }

  /** The function {@code name}, in any case, if there is one. */
  public static Optional<UnboundFunction> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALL.stream().filter(function -> function.name().equals(lower)).findFirst();
  }

  /** The measure of the score function that has this canonical name, if there is one. */
  public static Optional<Measure> measure(String canonicalName) {
    for (Measure measure : Measure.values()) {
      if (measure.needsQuery() && canonicalName.equals(CANONICAL_PREFIX + measure.label())) {
        return Optional.of(measure);
      }
    }
    return Optional.empty();
  }
}

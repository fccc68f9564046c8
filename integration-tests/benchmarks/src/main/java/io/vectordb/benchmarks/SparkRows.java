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
package io.vectordb.benchmarks;

import io.vectordb.benchmarks.Kind.Form;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/** What Spark returns for a query: a count, or rows of id and score. */
final class SparkRows {
  private SparkRows() {}

  static Supplier<Answer> answer(Kind kind, List<Row> rows) {
    return kind.form() == Form.COUNT
        ? () -> Answer.ofCount(rows.get(0).getLong(0))
        : () ->
            Answer.ofScores(
                rows.size(), rows.stream().mapToDouble(row -> ((Number) row.get(1)).doubleValue()));
  }

  /**
   * The query in SQL.
   *
   * @param score the expression of the score
   */
  static String sql(Ask ask, String from, String score) {
    return switch (ask.kind().form()) {
      case COUNT -> "SELECT count(*) FROM " + from + where(ask, score);
      case SCORES -> "SELECT id, " + score + " AS score FROM " + from + where(ask, score);
      case TOP ->
          "SELECT id, "
              + score
              + " AS score FROM "
              + from
              + " ORDER BY score DESC LIMIT "
              + ask.kind().k();
    };
  }

  private static String where(Ask ask, String score) {
    return " WHERE " + score + " > " + ask.threshold().toPlainString();
  }
}

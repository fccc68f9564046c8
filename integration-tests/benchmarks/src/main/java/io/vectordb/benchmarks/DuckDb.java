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

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * DuckDB's {@code array_inner_product} on tables in memory. The query vector comes from a table of
 * one row, which is faster than a literal: DuckDB would convert that for every batch of rows.
 */
final class DuckDb implements Subject, AutoCloseable {
  private final Question question;
  private final Connection connection;

  DuckDb(Tables tables, Question question, List<Integer> sizes, int threads) throws SQLException {
    this.question = question;
    this.connection = DriverManager.getConnection("jdbc:duckdb:");
    String type = "FLOAT[" + tables.vectors().dimension() + "]";
    execute("SET threads = " + threads);
    execute(
        "CREATE TABLE query AS SELECT '"
            + Arrays.toString(question.query())
            + "'::"
            + type
            + " AS q");
    for (int rows : sizes) {
      execute(
          "CREATE TABLE "
              + Tables.vectordbView(rows)
              + " AS SELECT id, feature::"
              + type
              + " AS feature FROM read_parquet('"
              + tables.parquet(rows)
              + "/*.parquet')");
    }
  }

  @Override
  public String name() {
    return "DuckDB array_inner_product, in memory";
  }

  @Override
  public OptionalLong run(int rows) throws SQLException {
    String sql =
        "SELECT count(*) FROM "
            + Tables.vectordbView(rows)
            + ", query WHERE array_inner_product(feature, q) > "
            + question.threshold().toPlainString();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return OptionalLong.of(result.getLong(1));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

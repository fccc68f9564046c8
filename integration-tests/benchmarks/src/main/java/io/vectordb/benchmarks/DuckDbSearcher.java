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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * DuckDB's {@code array_inner_product} on a table in memory. A query vector comes from a table of
 * one row, which is faster than a literal: DuckDB would convert that for every batch of rows.
 */
final class DuckDbSearcher implements Searcher, AutoCloseable {
  private final Connection connection;
  private final int rows;

  DuckDbSearcher(Path parquet, int rows, float[][] queries) throws SQLException {
    this.rows = rows;
    connection = DriverManager.getConnection("jdbc:duckdb:");
    String type = "FLOAT[" + queries[0].length + "]";
    execute("SET threads = " + Threads.count());
    for (int q = 0; q < queries.length; q++) {
      String vector = "'" + Arrays.toString(queries[q]) + "'::" + type;
      execute("CREATE TABLE query_" + q + " AS SELECT " + vector + " AS q");
    }
    execute(
        "CREATE TABLE features AS SELECT id, feature::"
            + type
            + " AS feature FROM read_parquet('"
            + parquet
            + "/*.parquet')");
  }

  @Override
  public String name() {
    return "DuckDB array_inner_product, in memory";
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public Supplier<Answer> search(Ask ask) throws SQLException {
    String from = "features, query_" + ask.number();
    String sql = SparkRows.sql(ask, from, "array_inner_product(feature, q)");
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      if (ask.kind().form() == Form.COUNT) {
        result.next();
        long count = result.getLong(1);
        return () -> Answer.ofCount(count);
      }
      DoubleStream.Builder scores = DoubleStream.builder();
      long found = 0;
      while (result.next()) {
        found++;
        scores.add(result.getDouble(2));
      }
      long count = found;
      return () -> Answer.ofScores(count, scores.build());
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

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

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The search through the DataFrame API. */
record DataFrameSearcher(StoredTable table) implements Searcher {
  @Override
  public String name() {
    return "vectordb DataFrame, " + table.label();
  }

  @Override
  public int rows() {
    return table.rows();
  }

  @Override
  public double tolerance() {
    return Truth.DOUBLE_SUMS;
  }

  @Override
  public Supplier<Answer> search(Ask ask) {
    Column score = call_function("dot_product", col("feature"), lit(ask.query()));
    return SparkRows.answer(ask.kind(), query(ask, score).collectAsList());
  }

  private Dataset<Row> query(Ask ask, Column score) {
    return switch (ask.kind().form()) {
      case COUNT -> above(ask, score).groupBy().count();
      case SCORES -> above(ask, score).select(col("id"), score.as("score"));
      case TOP ->
          table
              .dataset()
              .select(col("id"), score.as("score"))
              .orderBy(col("score").desc())
              .limit(ask.kind().k());
    };
  }

  private Dataset<Row> above(Ask ask, Column score) {
    return table.dataset().filter(score.gt(ask.threshold().doubleValue()));
  }
}

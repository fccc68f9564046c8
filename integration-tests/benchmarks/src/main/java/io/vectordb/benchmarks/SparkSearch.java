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

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A query of vectordb through Spark, planned anew for every run. */
record SparkSearch(
    SparkSession spark, Tables tables, Question question, Form form, SparkShape shape)
    implements SparkQuery {

  /** How the query vector gets into the query. */
  enum Form {
    PARAMETER("SQL, :q"),
    PACKED("SQL, :q packed"),
    DATAFRAME("DataFrame, lit(float[])"),
    SQL_TEXT("SQL, array(...)");

    private final String label;

    Form(String label) {
      this.label = label;
    }
  }

  @Override
  public String name() {
    return form.label + ", " + shape.label();
  }

  @Override
  public Dataset<Row> dataset(int rows) {
    return switch (form) {
      case PARAMETER -> spark.sql(sql(rows, ":q"), Map.of("q", question.query()));
      case PACKED -> spark.sql(sql(rows, ":q"), Map.of("q", question.packedQuery()));
      case SQL_TEXT -> spark.sql(sql(rows, arrayText()));
      case DATAFRAME -> dataFrame(rows);
    };
  }

  @Override
  public OptionalLong found(List<Row> result) {
    return shape.found(result);
  }

  private String sql(int rows, String query) {
    String score = "dot_product(feature, " + query + ")";
    String from = " FROM " + Tables.vectordbView(rows);
    String where = " WHERE " + score + " > " + question.threshold().toPlainString();
    return switch (shape) {
      case COUNT -> "SELECT count(*)" + from + where;
      case IDS -> "SELECT id" + from + where;
      case TOP_10 ->
          "SELECT id, " + score + " AS score" + from + " ORDER BY score DESC LIMIT " + SparkShape.K;
    };
  }

  private String arrayText() {
    StringJoiner text = new StringJoiner(", ", "array(", ")");
    for (float element : question.query()) {
      text.add(element + "f");
    }
    return text.toString();
  }

  private Dataset<Row> dataFrame(int rows) {
    Dataset<Row> table = spark.read().format("vectordb").load(tables.vectordb(rows).toString());
    var score = call_function("dot_product", col("feature"), lit(question.query()));
    var above = score.gt(question.threshold().doubleValue());
    return switch (shape) {
      case COUNT -> table.filter(above).groupBy().count();
      case IDS -> table.filter(above).select("id");
      case TOP_10 ->
          table
              .select(col("id"), score.as("score"))
              .orderBy(col("score").desc())
              .limit(SparkShape.K);
    };
  }
}

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

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's own {@code vector_inner_product}, on rows that vectordb has nothing to do with. */
record SparkBuiltin(SparkSession spark, Question question, String rowsIn, IntFunction<String> view)
    implements SparkQuery {
  @Override
  public String name() {
    return "Spark vector_inner_product, " + rowsIn;
  }

  @Override
  public Dataset<Row> dataset(int rows) {
    return spark.sql(
        "SELECT count(*) FROM "
            + view.apply(rows)
            + " WHERE vector_inner_product(feature, :q) > "
            + question.threshold().toPlainString(),
        Map.of("q", question.query()));
  }

  @Override
  public OptionalLong found(List<Row> result) {
    return SparkShape.COUNT.found(result);
  }
}

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

import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Spark's own {@code vector_inner_product}. */
record BuiltinSearcher(SparkSession spark, String rowsIn, String view, int rows)
    implements Searcher {
  @Override
  public String name() {
    return "Spark vector_inner_product, " + rowsIn;
  }

  @Override
  public Supplier<Answer> search(Ask ask) {
    String sql = SparkRows.sql(ask, view, "vector_inner_product(feature, :q)");
    return SparkRows.answer(ask.kind(), spark.sql(sql, Map.of("q", ask.query())).collectAsList());
  }
}

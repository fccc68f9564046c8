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
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A query of the given shape over a table of one row that no source has to read: what Spark itself
 * costs.
 */
record SparkFloor(SparkSession spark, SparkShape shape) implements SparkQuery {
  @Override
  public String name() {
    return "Spark's floor, " + shape.label();
  }

  @Override
  public Dataset<Row> dataset(int rows) {
    Dataset<Row> one = spark.range(1).toDF();
    return switch (shape) {
      case COUNT -> one.groupBy().count();
      case IDS -> one;
      case TOP_10 -> one.orderBy(functions.col("id").desc()).limit(SparkShape.K);
    };
  }

  @Override
  public OptionalLong found(List<Row> result) {
    return OptionalLong.empty();
  }
}

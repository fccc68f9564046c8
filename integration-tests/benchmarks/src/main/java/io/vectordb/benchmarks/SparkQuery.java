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

/**
 * A query through Spark, in the two steps that a user takes: to say what is wanted, and to have it
 * computed.
 */
interface SparkQuery extends Subject {
  /** The query over the table of {@code rows}. Spark parses and analyses it here. */
  Dataset<Row> dataset(int rows);

  /** The number of rows found, if {@code result} tells. */
  OptionalLong found(List<Row> result);

  @Override
  default OptionalLong run(int rows) {
    return found(dataset(rows).collectAsList());
  }
}

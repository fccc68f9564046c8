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
import org.apache.spark.sql.Row;

/** What a query returns, which decides what Spark does around the scan. */
enum SparkShape {
  /** Two stages: every task counts, one more adds the counts. */
  COUNT("count"),
  /** One stage. */
  IDS("ids"),
  /** One stage whose results the driver merges. */
  TOP_10("top 10");

  static final int K = 10;

  private final String label;

  SparkShape(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The number of rows above the threshold, if the result tells. */
  OptionalLong found(List<Row> result) {
    return switch (this) {
      case COUNT -> OptionalLong.of(result.get(0).getLong(0));
      case IDS -> OptionalLong.of(result.size());
      case TOP_10 -> OptionalLong.empty();
    };
  }
}

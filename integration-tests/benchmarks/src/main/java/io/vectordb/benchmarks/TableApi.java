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

import io.vectordb.table.Table;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import java.util.OptionalLong;

/** The search without Spark; opens the table anew. */
record TableApi(Tables tables, Question question, int threads) implements Subject {
  @Override
  public String name() {
    return "table API, count";
  }

  @Override
  public OptionalLong run(int rows) {
    return OptionalLong.of(
        Search.of(Table.at(tables.vectordb(rows).toString()))
            .score("feature", Measure.DOT_PRODUCT, question.query())
            .above(question.threshold().doubleValue())
            .threads(threads)
            .count());
  }
}

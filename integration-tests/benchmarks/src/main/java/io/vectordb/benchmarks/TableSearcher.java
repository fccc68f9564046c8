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
import io.vectordb.table.Table;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import java.util.List;
import java.util.function.Supplier;

/** The search without Spark; opens the table anew. */
record TableSearcher(StoredTable table) implements Searcher {
  @Override
  public String name() {
    return "vectordb table API, " + table.label();
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
    Search search =
        Search.of(Table.at(table.path().toString()))
            .score("feature", Measure.DOT_PRODUCT, ask.query());
    if (!table.readsCodes()) {
      search = search.withoutCodes();
    }
    Form form = ask.kind().form();
    if (form == Form.COUNT) {
      long count = search.above(ask.threshold().doubleValue()).count();
      return () -> Answer.ofCount(count);
    }
    search = search.select("id");
    List<Search.Match> found =
        form == Form.TOP
            ? search.top(ask.kind().k()).run()
            : search.above(ask.threshold().doubleValue()).run();
    return () -> Answer.ofScores(found.size(), found.stream().mapToDouble(Search.Match::score));
  }
}

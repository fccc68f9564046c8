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
package io.vectordb.table.scan;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.Search.Match;
import java.util.List;
import java.util.stream.Collectors;

/** What users do with a table in a program of their own. */
public final class PlainJvmProcess {
  private PlainJvmProcess() {}

  /** Works on the table at {@code args[0]} and prints answers, or the error. */
  public static void main(String[] args) {
    Table table = Table.at(args[0]);
    try {
      System.out.println(answer(table));
      Optimization.of(table).run(Encoding.PCA_INT8);
      System.out.println(answer(table));
      Compaction.of(table).run();
      System.out.println(answer(table));
    } catch (VectorDbException e) {
      System.out.println(e.getMessage());
    }
  }

  /** The best rows and their vectors, as text. */
  static String answer(Table table) {
    List<Match> best =
        Search.of(table)
            .select("id", "v")
            .score("v", Measure.DOT_PRODUCT, VectorFixtures.unit(PlainJvmTest.DIMENSION, 1))
            .top(3)
            .run();
    return best.stream()
        .map(
            match ->
                match.columns().get("id")
                    + ":"
                    + match.score()
                    + ":"
                    + ((float[]) match.columns().get("v"))[0])
        .collect(Collectors.joining(" "));
  }
}

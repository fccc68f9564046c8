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
package io.vectordb.table;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.scan.Search;
import java.nio.file.Path;
import java.time.Duration;

/** A program that does one thing with a table, and prints a number or what the problem is. */
final class LocaleProcess {
  private LocaleProcess() {}

  static int rows(Table table) {
    float[] query = {1, 1};
    return Search.of(table).score("v", Measure.DOT_PRODUCT, query).run().size();
  }

  /**
   * @param arguments the table, and what to do
   */
  public static void main(String[] arguments) {
    Table table = Table.at(arguments[0]);
    try {
      System.out.println(
          switch (arguments[1]) {
            case "count" -> rows(table);
            case "compact" -> {
              Compaction.of(table).run();
              yield table.snapshot().files().size();
            }
            case "vacuum" -> {
              Vacuum.of(table).olderThan(Duration.ZERO).force().run();
              yield 0;
            }
            default -> {
              Table.at(Path.of(arguments[0]) + "/t\u00E4").snapshot();
              yield 0;
            }
          });
    } catch (VectorDbException e) {
      System.out.println(e.getMessage());
    }
  }
}

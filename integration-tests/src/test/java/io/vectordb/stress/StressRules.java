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
package io.vectordb.stress;

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What holds in every version of the table under stress. */
final class StressRules {
  static final int ACCOUNTS = 20;
  static final long BALANCE = 1000;
  static final int GENERATION_ROWS = 10;

  private StressRules() {}

  /** Reads a version and checks it; returns its rows in an order of their own. */
  static List<StressRow> check(Table table, Snapshot snapshot) {
    List<StressRow> rows = StressRow.read(table, snapshot);
    Map<String, List<StressRow>> kinds =
        rows.stream().collect(Collectors.groupingBy(StressRow::kind));
    String version = "version " + snapshot.version() + " of " + table + ": ";
    kinds.getOrDefault("log", List.of()).stream()
        .collect(Collectors.groupingBy(StressRow::writer))
        .forEach((writer, written) -> checkLog(version + writer, snapshot, writer, written));
    checkBank(version, kinds.getOrDefault("bank", List.of()));
    checkGeneration(version, kinds.getOrDefault("over", List.of()));
    require(
        !kinds.getOrDefault("pair", List.of()).isEmpty(), version + "nobody of the pair is there");
    List<StressRow> duty = kinds.getOrDefault("duty", List.of());
    require(duty.size() == 2, version + "on duty may be " + duty);
    require(sum(duty) > 0, version + "nobody is on duty");
    return rows.stream().sorted(Comparator.comparing(StressRow::toString)).toList();
  }

  /** The newest rows of a writer without gaps, each once, up to what it has committed. */
  private static void checkLog(
      String what, Snapshot snapshot, String writer, List<StressRow> rows) {
    TreeSet<Long> numbers =
        rows.stream().map(StressRow::seq).collect(Collectors.toCollection(TreeSet::new));
    require(numbers.size() == rows.size(), what + " has rows twice");
    require(
        numbers.last() - numbers.first() == numbers.size() - 1,
        what + " has lost rows: " + numbers);
    snapshot
        .transactionVersion(writer)
        .ifPresent(
            last ->
                require(
                    numbers.last() == last,
                    what + " has committed " + last + " but has " + numbers.last()));
  }

  private static void checkBank(String version, List<StressRow> rows) {
    long accounts = rows.stream().map(StressRow::seq).distinct().count();
    require(
        rows.size() == ACCOUNTS && accounts == ACCOUNTS,
        version + rows.size() + " rows of " + accounts + " accounts");
    require(sum(rows) == ACCOUNTS * BALANCE, version + "the bank has " + sum(rows));
  }

  private static void checkGeneration(String version, List<StressRow> rows) {
    require(
        rows.size() == GENERATION_ROWS
            && rows.stream().map(StressRow::amount).distinct().count() == 1,
        version + "a mixture of generations: " + rows);
  }

  private static long sum(List<StressRow> rows) {
    return rows.stream().mapToLong(StressRow::amount).sum();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}

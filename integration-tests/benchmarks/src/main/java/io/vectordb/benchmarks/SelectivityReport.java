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

import io.vectordb.benchmarks.DataSetResults.WriteSpeed;
import io.vectordb.benchmarks.SlopeRun.Slope;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results as text, which is Markdown too. */
final class SelectivityReport {
  private static final String OURS = "vectordb ";

  private final StringBuilder text = new StringBuilder();
  private int shown;

  SelectivityReport(Machine machine, String command) {
    line("# Queries of several selectivities%n");
    line("    %s%n", command);
    line("%s%n", machine);
    line(
        "Median and 99th percentile (of few runs: the longest) of warm queries with several query"
            + " vectors, planning included, every result compared with brute force. Of the roof: rows/s"
            + " divided by the rows/s at which memory delivers all floats. Last columns: rows/s of"
            + " vectordb divided by rows/s of this program.%n");
  }

  void skipped(String what, String why) {
    line("Left out: %s: %s%n", what, why);
  }

  void add(DataSetResults results) {
    line("## Data set %s%n", results.data().name());
    line(
        "%,d rows of %d floats: %s. Made in %.0f s.%n",
        results.rows(),
        results.data().dimension(),
        results.data().description(),
        results.makeSeconds());
    results.skipped().forEach(this::skipped);
    TextTable table =
        new TextTable(
            2,
            "query",
            "program",
            "rows",
            "runs",
            "median ms",
            "p99 ms",
            "million rows/s",
            "bytes/row",
            "of the roof",
            "best table API/this",
            "best SQL/this");
    for (Kind kind : results.kinds()) {
      List<Measured> ofKind =
          results.measured().stream().filter(m -> m.kind().equals(kind)).toList();
      ofKind.forEach(measured -> row(table, ofKind, measured));
    }
    line("%s", table);
    writes(results.writes());
  }

  private static void row(TextTable table, List<Measured> ofKind, Measured measured) {
    double rate = measured.rowsPerSecond();
    table.add(
        measured.kind().label(),
        measured.who(),
        String.format(Locale.ROOT, "%,d", measured.rows()),
        String.valueOf(measured.samples().millis().length),
        decimal(1, measured.samples().median()),
        decimal(1, measured.samples().p99()),
        decimal(2, rate / 1e6),
        Double.isNaN(measured.bytesPerRow()) ? "" : decimal(0, measured.bytesPerRow()),
        ratio(rate, best(ofKind, MemorySearcher.NAME)),
        inverse(rate, best(ofKind, OURS + "table API")),
        inverse(rate, best(ofKind, OURS + "Spark SQL")));
  }

  private static Optional<Double> best(List<Measured> measured, String who) {
    return measured.stream()
        .filter(m -> m.who().startsWith(who))
        .map(Measured::rowsPerSecond)
        .max(Double::compare);
  }

  private static String ratio(double rate, Optional<Double> of) {
    return of.map(other -> decimal(2, rate / other)).orElse("");
  }

  private static String inverse(double rate, Optional<Double> of) {
    return of.map(other -> decimal(2, other / rate)).orElse("");
  }

  private void writes(List<WriteSpeed> writes) {
    line("Writing through df.write from a file of floats:%n");
    TextTable table =
        new TextTable("table", "rows", "seconds", "thousand rows/s", "bytes of codes/floats");
    for (WriteSpeed write : writes) {
      table.add(
          write.what(),
          String.format(Locale.ROOT, "%,d", write.rows()),
          decimal(1, write.seconds()),
          decimal(0, write.rows() / write.seconds() / 1e3),
          write.dataBytes() == 0 ? "" : decimal(3, (double) write.codeBytes() / write.dataBytes()));
    }
    line("%s", table);
  }

  void add(List<Slope> slopes) {
    line("## What a row costs, and what a query costs before it%n");
    line(
        "Data set decaying, count, 0.1 %%. Rows added divided by time added between tables of two"
            + " sizes; fixed: what is left at 0 rows; above the floor: less what Spark needs for a"
            + " count over one row.%n");
    TextTable table =
        new TextTable(
            "program", "rows", "median ms", "million rows/s", "fixed ms", "above the floor ms");
    for (Slope slope : slopes) {
      CostLine cost = slope.series().medianLine();
      int large = slope.series().large();
      table.add(
          slope.who(),
          String.format(Locale.ROOT, "%,d", large),
          decimal(1, slope.series().at(large).median()),
          decimal(2, cost.rowsPerSecond() / 1e6),
          decimal(1, cost.fixedMillis()),
          slope.floorMillis() == 0 ? "" : decimal(1, cost.fixedMillis() - slope.floorMillis()));
    }
    line("%s", table);
  }

  /** What was added since the last call. */
  String news() {
    String news = text.substring(shown);
    shown = text.length();
    return news;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static String decimal(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "%n", arguments));
  }
}

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

import io.vectordb.benchmarks.Breakdown.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results as text, which is Markdown too. */
final class Report {
  private static final String REFERENCE = "SQL, :q, count";

  private final Results results;
  private final Map<String, Series> series = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder();

  Report(Results results) {
    this.results = results;
    results
        .samples()
        .forEach(
            (c, samples) ->
                series
                    .computeIfAbsent(c.subject().name(), n -> new Series(new TreeMap<>()))
                    .bySize()
                    .put(c.rows(), samples));
    machine();
    summary();
    queries();
    breakdowns();
    writes();
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void machine() {
    Machine machine = results.machine();
    Vectors vectors = results.vectors();
    line("# Queries against memory bandwidth%n");
    line("    %s%n", results.command());
    line("%s", machine);
    line(
        "* vectors of %d floats, %,d bytes; spectrum (1 + i)^-%s",
        vectors.dimension(), results.rowBytes(), vectors.decay());
    line(
        "* the question: a dot product above %s, which %,d of %,d rows have",
        results.question().threshold(), results.question().count(results.large()), results.large());
    line("");
  }

  /**
   * The median of the ratios in each round, where the roof was measured in the same rounds: the
   * bandwidth of a shared machine is not the same at all times.
   */
  private double medianOfRoof(Series of) {
    if (of.large() != roof().large() || of.rounds() != roof().rounds()) {
      return of.medianLine().rowsPerSecond() / roof().medianLine().rowsPerSecond();
    }
    double[] ofMillis = of.addedMillis();
    double[] roofMillis = roof().addedMillis();
    double[] ratios = new double[ofMillis.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = roofMillis[i] / ofMillis[i];
    }
    return Samples.median(ratios);
  }

  /** The times of reading memory with all threads. */
  private Series roof() {
    String name = new MemoryRead(null, results.machine().processors(), results.rowBytes()).name();
    return series.get(name);
  }

  private void summary() {
    line("## Rows per second%n");
    line(
        "Rows added divided by time added, between two tables: by the shortest times of all runs, in"
            + " parentheses by the median. The roof is what all threads read from memory.%n");
    double reference = series.get(REFERENCE).bestLine().rowsPerSecond();
    TextTable table =
        new TextTable(
            "",
            "rows",
            "million rows/s",
            "(median)",
            "GB/s",
            "of the roof",
            "(median)",
            "vectordb/this");
    series.forEach(
        (name, of) -> {
          if (of.hasLine()) {
            double rate = of.bestLine().rowsPerSecond();
            double median = of.medianLine().rowsPerSecond();
            table.add(
                name,
                String.format(Locale.ROOT, "%,d", of.large()),
                decimal(2, rate / 1e6),
                "(" + decimal(2, median / 1e6) + ")",
                decimal(1, rate * results.rowBytes() / 1e9),
                decimal(2, rate / roof().bestLine().rowsPerSecond()),
                "(" + decimal(2, medianOfRoof(of)) + ")",
                decimal(2, reference / rate));
          }
        });
    line("%s", table);
  }

  private void queries() {
    line("## Milliseconds of a query%n");
    line(
        "Planning included, nothing prepared. Median / shortest of %d runs after warm-up. Fixed: what"
            + " is left at 0 rows. Above the floor: fixed, less Spark's floor for a query of that"
            + " shape.%n",
        results.samples().values().iterator().next().millis().length);
    TextTable table =
        new TextTable(
            "",
            rowsHeader(results.tiny()),
            rowsHeader(results.small()),
            rowsHeader(results.large()),
            "fixed",
            "above the floor");
    series.forEach(
        (name, of) -> {
          if (of.has(0)) {
            table.add(name, "", "", "", millis(of.at(0)), "");
          } else if (of.has(results.tiny())) {
            CostLine median = of.medianLine();
            CostLine best = of.bestLine();
            Samples floor = floor(name);
            table.add(
                name,
                millis(of.at(results.tiny())),
                millis(of.at(results.small())),
                millis(of.at(results.large())),
                millis(median.fixedMillis(), best.fixedMillis()),
                floor == null
                    ? ""
                    : millis(
                        median.fixedMillis() - floor.median(), best.fixedMillis() - floor.best()));
          }
        });
    line("%s", table);
  }

  private static String rowsHeader(int rows) {
    return String.format(Locale.ROOT, "%,d rows", rows);
  }

  /** The floor of the query {@code name}; null for searches without Spark. */
  private Samples floor(String name) {
    for (SparkShape shape : SparkShape.values()) {
      if (name.endsWith(", " + shape.label()) && !name.startsWith("table API")) {
        return series.get(new SparkFloor(null, shape).name()).at(0);
      }
    }
    return null;
  }

  private void breakdowns() {
    line("## Where the fixed cost goes%n");
    line("Mean milliseconds over a table of %,d rows.%n", results.tiny());
    for (SparkShape shape : SparkShape.values()) {
      List<String> names =
          results.breakdowns().keySet().stream()
              .filter(name -> name.endsWith(", " + shape.label()))
              .toList();
      List<String> header = new ArrayList<>(List.of(shape.label()));
      names.forEach(name -> header.add(name.substring(0, name.lastIndexOf(", "))));
      TextTable table = new TextTable(header.toArray(String[]::new));
      for (Part part : Part.values()) {
        List<String> cells = new ArrayList<>(List.of(part.label()));
        names.forEach(
            name -> cells.add(decimal(1, results.breakdowns().get(name).millis().get(part))));
        table.add(cells.toArray(String[]::new));
      }
      line("%s", table);
    }
  }

  private void writes() {
    line("## Writing%n");
    line("Thousand rows per second through df.write, the making of the rows included.%n");
    TextTable table = new TextTable("rows", "thrown away", "vectordb", "Parquet");
    results
        .writes()
        .forEach(
            (rows, times) ->
                table.add(
                    String.format(Locale.ROOT, "%,d", rows),
                    thousandsPerSecond(rows, times.generateSeconds()),
                    thousandsPerSecond(rows, times.vectordbSeconds()),
                    thousandsPerSecond(rows, times.parquetSeconds())));
    line("%s", table);
  }

  private static String thousandsPerSecond(int rows, double seconds) {
    return Double.isNaN(seconds) ? "-" : decimal(0, rows / seconds / 1e3);
  }

  private static String millis(Samples samples) {
    return millis(samples.median(), samples.best());
  }

  private static String millis(double median, double best) {
    return decimal(1, median) + " / " + decimal(1, best);
  }

  private static String decimal(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "%n", arguments));
  }
}

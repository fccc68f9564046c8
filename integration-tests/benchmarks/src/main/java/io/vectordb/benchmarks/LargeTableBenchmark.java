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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scans a table whose floats do not fit into memory. */
@Command(
    name = "large-table",
    mixinStandardHelpOptions = true,
    description = "Counts rows above a threshold in a table that is larger than memory.")
final class LargeTableBenchmark implements Callable<Integer> {
  private static final Kind KIND = new Kind(Form.COUNT, 0.1, 0);

  @Spec private CommandSpec spec;
  @Mixin private final LargeTableSettings settings = new LargeTableSettings();

  /** The command line. */
  static final class LargeTableSettings extends CommonSettings {
    @Option(names = "--rows", description = "Rows of the table (default: ${DEFAULT-VALUE}).")
    int rows = 12_500_000;

    @Option(
        names = "--exponent",
        description =
            "The covariance has eigenvalues 1 / i^exponent; 0: random directions (default: ${DEFAULT-VALUE}).")
    double exponent = 1;

    @Option(
        names = "--codes",
        description = "The codes that the table is written with (default: ${DEFAULT-VALUE}).")
    String codes = "auto";

    @Option(names = "--runs", description = "Scans after the first (default: ${DEFAULT-VALUE}).")
    int runs = 5;
  }

  @Override
  public Integer call() throws Exception {
    Console console = new Console(spec);
    Path directory = settings.data.resolve("large-" + settings.dimension + "-" + settings.exponent);
    DataSet data = new PowerLawVectors("large", settings.dimension, settings.exponent);
    try (SparkSession spark = settings.spark()) {
      console.progress("Writing " + settings.rows + " rows");
      long start = System.nanoTime();
      StoredTable table = StoredTable.create(spark, data, settings.rows, directory, settings.codes);
      double writeSeconds = (System.nanoTime() - start) / 1e9;
      console.progress("Brute force");
      Truth truth = Truth.of(data, settings.rows, new float[][] {data.query(0)});
      Ask ask = truth.asks(List.of(KIND)).get(KIND).get(0);
      StringBuilder report = new StringBuilder();
      add(report, "# A table that is larger than memory%n%n    %s%n%n", console.command());
      add(report, "%s%n%n", Machine.here());
      add(
          report,
          "%,d rows of %d floats, %s, %s; written in %.0f s; %,d bytes of floats and %,d of codes;"
              + " %,d rows found by each scan.%n%n",
          settings.rows,
          settings.dimension,
          data.description(),
          table.label(),
          writeSeconds,
          table.bytesIn("data"),
          table.bytesIn("codes"),
          truth.count(ask, settings.rows));
      console.progress("Scans");
      add(report, "%s%n", scans(new TableSearcher(table), ask, truth));
      add(report, "Bytes read of a row: %.0f%n", ScanBytes.perRow(table, ask));
      console.print(report.toString());
      if (settings.writeResults) {
        console.write(report.toString(), "RESULTS-LARGE-TABLE.md");
      }
    } finally {
      if (!settings.keep) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
    return 0;
  }

  private TextTable scans(TableSearcher searcher, Ask ask, Truth truth) throws IOException {
    TextTable table =
        new TextTable(
            "scan", "seconds", "million rows/s", "GB read from disk", "GB in page cache before");
    for (int run = 0; run <= settings.runs; run++) {
      double cached = Machine.memory("Cached") * 1024e-9;
      long read = Machine.bytesReadFromDisk();
      long start = System.nanoTime();
      Supplier<Answer> found = searcher.search(ask);
      double seconds = (System.nanoTime() - start) / 1e9;
      double readBytes = Machine.bytesReadFromDisk() - read;
      truth.check(searcher.name(), ask, settings.rows, searcher.tolerance(), found.get());
      table.add(
          run == 0 ? "first" : String.valueOf(run + 1),
          String.format(Locale.ROOT, "%.2f", seconds),
          String.format(Locale.ROOT, "%.2f", settings.rows / seconds / 1e6),
          String.format(Locale.ROOT, "%.1f", readBytes / 1e9),
          String.format(Locale.ROOT, "%.1f", cached));
    }
    return table;
  }

  private static void add(StringBuilder report, String format, Object... arguments) {
    report.append(String.format(Locale.ROOT, format, arguments));
  }
}

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

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What codes cost a write: the same rows in turn with each kind of codes and without. */
@Command(
    name = "writes",
    mixinStandardHelpOptions = true,
    description = "Writes rows from a file of floats through df.write, with codes and without.")
final class WritesBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final WritesSettings settings = new WritesSettings();

  /** The command line. */
  static final class WritesSettings extends CommonSettings {
    @Option(names = "--rows", description = "Rows of a table (default: ${DEFAULT-VALUE}).")
    int rows = 400_000;

    @Option(
        names = "--rows-per-file",
        description = "Rows that a task writes (default: ${DEFAULT-VALUE}).")
    int rowsPerFile = 25_000;

    @Option(
        names = "--exponent",
        description =
            "The covariance has eigenvalues 1 / i^exponent; 0: random directions (default: ${DEFAULT-VALUE}).")
    double exponent = 1;

    @Option(
        names = "--codes",
        split = ",",
        description = "Codes beside none (default: ${DEFAULT-VALUE}).")
    List<String> codes = List.of("int8", "pca-int8");

    @Option(names = "--runs", description = "Rounds after the first (default: ${DEFAULT-VALUE}).")
    int runs = 5;
  }

  @Override
  public Integer call() throws Exception {
    Console console = new Console(spec);
    Path directory = settings.data.resolve("writes");
    DataSet data = new PowerLawVectors("writes", settings.dimension, settings.exponent);
    try (SparkSession spark = settings.spark()) {
      console.progress("Rows");
      RawVectors raw = RawVectors.write(data, settings.rows, directory.resolve("vectors"));
      Dataset<Row> rows = StoredTable.features(spark, raw, settings.rows, settings.rowsPerFile);
      Map<String, double[]> seconds = new LinkedHashMap<>();
      seconds.put(StoredTable.NO_CODES, new double[settings.runs]);
      settings.codes.forEach(codes -> seconds.put(codes, new double[settings.runs]));
      for (int round = -1; round < settings.runs; round++) {
        console.progress(round < 0 ? "Warm-up" : "Round " + (round + 1));
        for (Map.Entry<String, double[]> codes : seconds.entrySet()) {
          double time = write(rows, codes.getKey(), directory.resolve("table"));
          if (round >= 0) {
            codes.getValue()[round] = time;
          }
        }
      }
      String report = report(console, seconds);
      console.print(report);
      if (settings.writeResults) {
        console.write(report, "RESULTS-WRITES.md");
      }
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
    return 0;
  }

  private static double write(Dataset<Row> rows, String codes, Path table) throws IOException {
    long start = System.nanoTime();
    rows.write().format("vectordb").option("codes", codes).save(table.toString());
    double seconds = (System.nanoTime() - start) / 1e9;
    FileUtils.deleteDirectory(table.toFile());
    return seconds;
  }

  private String report(Console console, Map<String, double[]> seconds) throws IOException {
    double[] without = seconds.get(StoredTable.NO_CODES);
    TextTable table =
        new TextTable("codes", "median s", "thousand rows/s", "of the speed without codes");
    seconds.forEach(
        (codes, times) -> {
          double[] speeds = new double[times.length];
          for (int i = 0; i < speeds.length; i++) {
            speeds[i] = without[i] / times[i];
          }
          double median = Samples.median(times);
          table.add(
              codes,
              format("%.2f", median),
              format("%.0f", settings.rows / median / 1000),
              format("%.2f", Samples.median(speeds)));
        });
    return format(
        "# Writes with codes%n%n    %s%n%n%s%n%n%,d rows of %d floats in files of %,d rows, through"
            + " df.write from a file of floats; medians of %d rounds, in which all take turns.%n%n%s",
        console.command(),
        Machine.here(),
        settings.rows,
        settings.dimension,
        settings.rowsPerFile,
        settings.runs,
        table);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

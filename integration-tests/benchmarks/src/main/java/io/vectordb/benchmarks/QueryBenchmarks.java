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

import io.vectordb.benchmarks.Tables.WriteTimes;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures queries against the bandwidth of this machine's memory, and against others on the same
 * data.
 */
@Command(
    name = "query-benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures queries against memory bandwidth, Spark alone and DuckDB.")
final class QueryBenchmarks implements Callable<Integer> {
  /** A table that takes no time to read. */
  static final int TINY = 1000;

  @Spec private CommandSpec spec;
  @Mixin private final Settings settings = new Settings();

  public static void main(String[] args) {
    System.exit(new CommandLine(new QueryBenchmarks()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    requireUsable();
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .appName("vectordb benchmarks")
            .config("spark.ui.enabled", false)
            .config(
                "spark.sql.warehouse.dir", settings.data.resolve("warehouse").toUri().toString())
            .getOrCreate();
    Vectors vectors = new Vectors(settings.dimension, settings.decay);
    Tables tables = new Tables(spark, vectors, settings.data);
    try {
      print(new Report(measure(spark, tables)).toString());
    } finally {
      if (!settings.keep) {
        tables.delete();
      }
    }
    return 0;
  }

  private Results measure(SparkSession spark, Tables tables) throws Exception {
    List<Integer> sizes = List.of(TINY, settings.small(), settings.large());
    Map<Integer, WriteTimes> writes = new LinkedHashMap<>();
    for (int rows : sizes) {
      progress("Writing " + rows + " rows");
      writes.put(rows, tables.create(rows, settings.hasPeers()));
    }
    Question question =
        Question.about(
            tables, List.of(TINY, settings.cachedSmall(), settings.small(), settings.large()));
    Measurements measurements = new Measurements(spark, tables, question, settings);
    progress("Warm-up");
    measurements.warmUp();
    progress("Queries of vectordb");
    Map<Case, Samples> samples = new LinkedHashMap<>(measurements.ofSearches());
    progress("Where the fixed cost goes");
    Map<String, Breakdown> breakdowns = measurements.breakdowns();
    if (settings.hasPeers()) {
      progress("Spark's own function");
      samples.putAll(measurements.ofSparkBuiltin());
      progress("DuckDB");
      samples.putAll(measurements.ofDuckDb());
    }
    spark.stop();
    return new Results(
        Machine.here(),
        command(),
        tables.vectors(),
        question,
        TINY,
        settings.small(),
        settings.large(),
        writes,
        samples,
        breakdowns);
  }

  private void requireUsable() {
    boolean sizes =
        settings.rows.size() == 2
            && TINY < settings.cachedSmall()
            && settings.small() < settings.large();
    if (!sizes) {
      throw new ParameterException(
          spec.commandLine(),
          "--rows: two ascending sizes are needed, the first above " + 4 * TINY);
    }
    if (settings.dimension < 64 || settings.dimension % 64 != 0) {
      throw new ParameterException(spec.commandLine(), "--dimension has to be a multiple of 64");
    }
  }

  private String command() {
    String arguments = String.join(" ", spec.commandLine().getParseResult().originalArgs());
    return "mvn -q -pl integration-tests -am -Pquery-benchmarks verify -DskipTests"
        + (arguments.isEmpty() ? "" : " \"-Dargs=" + arguments + "\"");
  }

  private void print(String report) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    out.print(report);
    out.flush();
    if (settings.writeResults) {
      Files.writeString(Path.of("benchmarks", "RESULTS.md"), report);
    }
  }

  private void progress(String step) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(step + " ...");
    err.flush();
  }
}

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
    subcommands = {
      SelectivityBenchmark.class,
      JoinBenchmark.class,
      LargeTableBenchmark.class,
      OpenTableBenchmark.class,
      RowScoresBenchmark.class,
      WritesBenchmark.class
    },
    description = "Measures queries against memory bandwidth, Spark alone and DuckDB.")
final class QueryBenchmarks implements Callable<Integer> {
  /** A table that takes no time to read. */
  static final int TINY = 1000;

  @Spec private CommandSpec spec;
  @Mixin private final Settings settings = new Settings();
  private Console console;

  public static void main(String[] args) {
    System.exit(new CommandLine(new QueryBenchmarks()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    requireUsable();
    console = new Console(spec);
    SparkSession spark = settings.spark();
    Vectors vectors = new Vectors(settings.dimension, settings.decay);
    Tables tables = new Tables(spark, vectors, settings.data);
    try {
      String report = new Report(measure(spark, tables)).toString();
      console.print(report);
      if (settings.writeResults) {
        console.write(report, "RESULTS-QUERIES.md");
      }
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
      console.progress("Writing " + rows + " rows");
      writes.put(rows, tables.create(rows, settings.hasPeers()));
    }
    Question question =
        Question.about(
            tables, List.of(TINY, settings.cachedSmall(), settings.small(), settings.large()));
    Measurements measurements = new Measurements(spark, tables, question, settings);
    console.progress("Warm-up");
    measurements.warmUp();
    console.progress("Queries of vectordb");
    Map<Case, Samples> samples = new LinkedHashMap<>(measurements.ofSearches());
    console.progress("Where the fixed cost goes");
    Map<String, Breakdown> breakdowns = measurements.breakdowns();
    if (settings.hasPeers()) {
      console.progress("Spark's own function");
      samples.putAll(measurements.ofSparkBuiltin());
      console.progress("DuckDB");
      samples.putAll(measurements.ofDuckDb());
    }
    spark.stop();
    return new Results(
        Machine.here(),
        console.command(),
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
}

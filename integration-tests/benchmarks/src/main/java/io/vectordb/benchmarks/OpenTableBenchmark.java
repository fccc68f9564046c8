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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a long history and many files cost those who open a table, plan a scan of it or commit. */
@Command(
    name = "open-table",
    mixinStandardHelpOptions = true,
    description = "Opens a table of few and one of many commits, and plans scans of them.")
final class OpenTableBenchmark implements Callable<Integer> {
  private static final String HEAP = "1g";
  private static final List<String> HEAPS =
      List.of("512m", "384m", "256m", "192m", "128m", "96m", "64m", "48m", "32m", "24m", "16m");
  private static final String DAY = "day = '2026-1-1'";
  private static final int WARM_UP = 20;

  @Spec private CommandSpec spec;
  @Mixin private final OpenTableSettings settings = new OpenTableSettings();

  /** The command line. */
  static final class OpenTableSettings extends CommonSettings {
    @Option(
        names = "--few",
        description = "Commits of the table to compare with (default: ${DEFAULT-VALUE}).")
    int few = 100;

    @Option(names = "--commits", description = "Commits (default: ${DEFAULT-VALUE}).")
    int commits = 10_000;

    @Option(names = "--files", description = "Files of a commit (default: ${DEFAULT-VALUE}).")
    int files = 10;

    @Option(
        names = "--runs",
        description = "Processes, and runs of each in them (default: ${DEFAULT-VALUE}).")
    int runs = 9;
  }

  /** A table, and what was measured. */
  private record Subject(
      LogOnlyTable table,
      int commits,
      double[] commitMillis,
      List<OpenTableProcess> processes,
      List<Double> sparkPlan,
      List<Double> sparkPlanOfDay) {
    double median(ToDoubleFunction<OpenTableProcess> number) {
      return Samples.median(processes.stream().mapToDouble(number).toArray());
    }

    Samples lastCommits() {
      return new Samples(
          Arrays.copyOfRange(commitMillis, commitMillis.length / 10 * 9, commitMillis.length));
    }
  }

  @Override
  public Integer call() throws Exception {
    Console console = new Console(spec);
    Path directory = settings.data.resolve("open-table").toAbsolutePath();
    FileUtils.deleteDirectory(directory.toFile());
    try (SparkSession spark = settings.spark()) {
      console.progress("Commits");
      Subject few = create(spark, directory.resolve("few"), settings.few);
      Subject many = create(spark, directory.resolve("many"), settings.commits);
      console.progress("Processes");
      for (int run = 0; run < settings.runs; run++) {
        for (Subject subject : List.of(few, many)) {
          subject.processes.add(
              OpenTableProcess.run(subject.table.path(), HEAP, settings.runs).orElseThrow());
        }
      }
      console.progress("Spark");
      for (int run = 0; run < WARM_UP; run++) {
        planMillis(spark, few, DAY);
      }
      for (int run = 0; run < settings.runs; run++) {
        for (Subject subject : List.of(few, many)) {
          subject.sparkPlan.add(planMillis(spark, subject, "true"));
          subject.sparkPlanOfDay.add(planMillis(spark, subject, DAY));
        }
      }
      String report = report(console, few, many);
      console.print(report);
      if (settings.writeResults) {
        console.write(report, "RESULTS-OPEN-TABLE.md");
      }
    } finally {
      if (!settings.keep) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
    return 0;
  }

  private Subject create(SparkSession spark, Path path, int commits) {
    LogOnlyTable table = LogOnlyTable.create(spark, path);
    double[] millis = table.append(commits, settings.files);
    return new Subject(
        table, commits, millis, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** From the path to the tasks of a scan. */
  private static double planMillis(SparkSession spark, Subject subject, String condition) {
    long start = System.nanoTime();
    Dataset<Row> rows =
        spark
            .read()
            .format("vectordb")
            .load(subject.table.path().toString())
            .where(condition)
            .select("id");
    rows.queryExecution().executedPlan().execute().getNumPartitions();
    return (System.nanoTime() - start) / 1e6;
  }

  private String report(Console console, Subject few, Subject many)
      throws IOException, InterruptedException {
    StringBuilder report = new StringBuilder();
    add(report, "# Opening a table of many commits%n%n    %s%n%n", console.command());
    add(report, "%s%n%n", Machine.here());
    add(
        report,
        "%,d files in each commit, with statistics of four columns, a vector column and its codes."
            + " Times are medians of %d processes or runs, in milliseconds.%n%n",
        settings.files,
        settings.runs);
    TextTable table =
        new TextTable("commits", number(few.commits), number(many.commits), "difference");
    row(table, "open in a new JVM", few, many, s -> s.median(OpenTableProcess::first));
    row(table, "open again", few, many, s -> s.median(p -> p.again().median()));
    row(table, "plan all files", few, many, s -> s.median(p -> p.plan().median()));
    row(table, "plan one day", few, many, s -> s.median(p -> p.planOfDay().median()));
    row(table, "Spark: load and plan all", few, many, s -> median(s.sparkPlan));
    row(table, "Spark: load and plan one day", few, many, s -> median(s.sparkPlanOfDay));
    row(table, "commit, median", few, many, s -> s.lastCommits().median());
    row(table, "commit, 1 in 100", few, many, s -> s.lastCommits().p99());
    add(report, "%s%n", table);
    TextTable sizes = new TextTable("commits", number(few.commits), number(many.commits));
    sizes.add("files", number(few.commits * settings.files), number(many.commits * settings.files));
    sizes.add("files of one day", number(filesOfDay(few)), number(filesOfDay(many)));
    sizes.add("MB of the log", megabytes(few, "log"), megabytes(many, "log"));
    sizes.add("MB of all checkpoints", megabytes(few, "checkpoint"), megabytes(many, "checkpoint"));
    sizes.add("MB of memory of a version", heapMegabytes(few), heapMegabytes(many));
    sizes.add("heap (-Xmx) that opens and plans", smallestHeap(few), smallestHeap(many));
    add(report, "%s", sizes);
    return report.toString();
  }

  private static void row(
      TextTable table, String label, Subject few, Subject many, ToDoubleFunction<Subject> millis) {
    double fewMillis = millis.applyAsDouble(few);
    double manyMillis = millis.applyAsDouble(many);
    table.add(
        label,
        String.format(Locale.ROOT, "%.1f", fewMillis),
        String.format(Locale.ROOT, "%.1f", manyMillis),
        String.format(Locale.ROOT, "%.1f", manyMillis - fewMillis));
  }

  private static double median(List<Double> values) {
    return Samples.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static int filesOfDay(Subject subject) {
    return subject.processes.get(0).files();
  }

  private static String heapMegabytes(Subject subject) {
    return String.format(Locale.ROOT, "%.1f", subject.median(process -> process.heapBytes()) / 1e6);
  }

  private static String megabytes(Subject subject, String directory) throws IOException {
    long bytes = 0;
    Path path = subject.table.path().resolve("_vectordb").resolve(directory);
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  private static String smallestHeap(Subject subject) throws IOException, InterruptedException {
    String smallest = HEAP;
    for (String heap : HEAPS) {
      if (OpenTableProcess.run(subject.table.path(), heap, 3).isEmpty()) {
        break;
      }
      smallest = heap;
    }
    return smallest;
  }

  private static String number(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static void add(StringBuilder report, String format, Object... arguments) {
    report.append(String.format(Locale.ROOT, format, arguments));
  }
}

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
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how much the rows that a query wants decide how long it takes. */
@Command(
    name = "selectivity",
    mixinStandardHelpOptions = true,
    description =
        "Measures thresholds and top-k of several selectivities over several data sets, with codes and"
            + " without, against memory bandwidth, FAISS, NumPy, Lucene, DuckDB and Spark alone.")
final class SelectivityBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final SelectivitySettings settings = new SelectivitySettings();
  private Console console;
  private SelectivityReport report;

  @Override
  public Integer call() throws Exception {
    requireUsable();
    console = new Console(spec);
    Files.createDirectories(settings.data);
    report = new SelectivityReport(Machine.here(), console.command());
    try (SparkSession spark = settings.spark()) {
      console.progress("warm-up");
      new WarmUp(spark, settings).run();
      for (String set : settings.sets) {
        measure(spark, set);
        publish();
      }
      if (settings.slopeRows.size() == 2) {
        report.add(new SlopeRun(spark, settings, console).run());
        publish();
      }
    }
    return 0;
  }

  private void measure(SparkSession spark, String set) throws Exception {
    DataSet data;
    try {
      data = settings.dataSet(set).call();
    } catch (IOException notToBeHad) {
      report.skipped("data set " + set, notToBeHad.getMessage());
      return;
    }
    report.add(new DataSetRun(spark, settings, console, data).run());
  }

  /** Shows what is new, so that a run that is cut short was not for nothing. */
  private void publish() throws IOException {
    console.print(report.news());
    if (settings.writeResults) {
      console.write(report.toString(), "RESULTS.md");
    }
  }

  private void requireUsable() {
    require(
        Integer.bitCount(settings.dimension) == 1 && settings.dimension >= 64,
        "--dimension has to be a power of 2, 64 or more");
    require(settings.queries > 0 && settings.runs > 0, "--queries and --runs have to be positive");
    require(
        settings.slopeRows.equals(SelectivitySettings.NO_SLOPE)
            || (settings.slopeRows.size() == 2
                && settings.slopeRows.get(0) < settings.slopeRows.get(1)),
        "--slope-rows: two ascending sizes are needed, or 0");
    require(
        SelectivitySettings.SETS.containsAll(settings.sets),
        "--sets: there are " + SelectivitySettings.SETS + ", not " + settings.sets);
    require(
        settings.rows >= WarmUp.ROWS && settings.otherRows >= WarmUp.ROWS,
        "--rows and --other-rows have to be " + WarmUp.ROWS + " or more");
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}

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
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures joins by NEAREST BY and by a threshold, and what other programs need for the same. */
@Command(
    name = "joins",
    mixinStandardHelpOptions = true,
    description =
        "Measures NEAREST BY and a threshold self-join against Spark's own plan, FAISS and a bare"
            + " product of matrices.")
final class JoinBenchmark implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final JoinSettings settings = new JoinSettings();

  @Override
  public Integer call() throws Exception {
    requireUsable();
    Console console = new Console(spec);
    JoinReport report = new JoinReport(Machine.here(), console.command());
    Files.createDirectories(settings.directory());
    try (SparkSession spark = settings.spark()) {
      JoinRun run = new JoinRun(spark, settings, console, report);
      run.nearestOfQueries();
      publish(console, report);
      if (settings.bothRows > 0) {
        run.nearestOfTable();
        publish(console, report);
      }
    } finally {
      if (!settings.keep) {
        FileUtils.deleteDirectory(settings.directory().toFile());
      }
    }
    return 0;
  }

  private void publish(Console console, JoinReport report) throws IOException {
    console.print(report.news());
    if (settings.writeResults) {
      console.write(report.toString(), "RESULTS-JOINS.md");
    }
  }

  private void requireUsable() {
    require(
        Integer.bitCount(settings.dimension) == 1 && Integer.bitCount(settings.bothDimension) == 1,
        "--dimension and --both-dimension have to be powers of 2");
    require(settings.runs > 0, "--runs has to be positive");
    require(
        settings.sparkQueries <= settings.queries && settings.sparkRows <= settings.rows,
        "--spark-queries and --spark-rows cannot exceed --queries and --rows");
  }

  private void require(boolean usable, String message) {
    if (!usable) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}

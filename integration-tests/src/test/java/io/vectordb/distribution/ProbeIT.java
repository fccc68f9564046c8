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
package io.vectordb.distribution;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a PySpark user does first, on every release of Spark that the jar is for. */
class ProbeIT {

  private static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @TempDir Path scratch;

  static List<Distribution> distributions() {
    return Distribution.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("distributions")
  void writesAndSearches(Distribution spark) {
    submit(spark, "probe", "local[2]", "local");
  }

  /**
   * spark-sql and pyspark have their tables in a metastore, of which the oldest release differs.
   */
  @Test
  void keepsTablesInAMetastore() {
    List<Distribution> all = distributions();
    submit(all.get(0), "hive", "local[2]", "local");
    if (all.size() > 1) {
      submit(all.get(all.size() - 1), "hive", "local[2]", "local");
    }
  }

  /** Executors in JVMs of their own: what is sent to them has to be serialisable. */
  @Test
  void searchesOnExecutorsOfTheirOwn() {
    List<Distribution> all = distributions();
    submit(all.get(all.size() - 1), "probe", "local-cluster[1,1,1024]", "cluster");
  }

  /** What Python users see of errors, in Spark and through Spark Connect, both at once. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("distributions")
  void errorsAreSparks(Distribution spark) {
    Distribution both = spark.withConnect();
    Stream.of("classic", "connect")
        .parallel()
        .map(mode -> errors(both, mode))
        .toList()
        .forEach(Command.Result::orElseThrow);
  }

  /** The joins of the probe once more, from a client of Spark Connect. */
  @Test
  void joinsThroughConnect() {
    List<Distribution> all = distributions();
    Distribution newest = all.get(all.size() - 1).withConnect();
    Command.of(
            newest.python().toString(),
            SCRIPTS.resolve("joins.py").toString(),
            Build.jar().toString(),
            scratch.resolve("connect").toString())
        .environment(newest.environment())
        .in(scratch)
        .run("joins-" + newest.version() + "-connect", TIMEOUT)
        .orElseThrow();
  }

  private Command.Result errors(Distribution spark, String mode) {
    return Command.of(
            spark.python().toString(),
            SCRIPTS.resolve("errors.py").toString(),
            mode,
            Build.jar().toString(),
            scratch.resolve(mode).toString())
        .environment(spark.environment())
        .in(scratch)
        .run("errors-" + spark.version() + "-" + mode, TIMEOUT);
  }

  private void submit(Distribution spark, String script, String master, String logName) {
    Path directory = scratch.resolve(spark.version());
    directory.toFile().mkdirs();
    Command.of(
            spark.home().resolve("bin").resolve("spark-submit").toString(),
            "--master",
            master,
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.log.level=ERROR",
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--jars",
            Build.jar().toString(),
            SCRIPTS.resolve(script + ".py").toString(),
            directory.resolve("table").toString())
        .environment(spark.environment())
        .in(directory)
        .run(script + "-" + spark.version() + "-" + logName, TIMEOUT)
        .orElseThrow();
  }
}

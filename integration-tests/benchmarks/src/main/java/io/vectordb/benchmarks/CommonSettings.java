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

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** What every command knows. */
abstract class CommonSettings {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the tables are written (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("target", "benchmarks");

  @Option(
      names = "--dimension",
      description = "Elements of a vector, a multiple of 64 (default: ${DEFAULT-VALUE}).")
  int dimension = 1024;

  @Option(names = "--keep", description = "Leave the tables, for a next run to use.")
  boolean keep;

  @Option(names = "--write-results", description = "Write the report to a file here too.")
  boolean writeResults;

  int rowBytes() {
    return dimension * Float.BYTES;
  }

  SparkSession spark() {
    return SparkSession.builder()
        .master("local[*]")
        .appName("vectordb benchmarks")
        .config("spark.ui.enabled", false)
        .config("spark.sql.warehouse.dir", data.resolve("warehouse").toUri().toString())
        .getOrCreate();
  }
}

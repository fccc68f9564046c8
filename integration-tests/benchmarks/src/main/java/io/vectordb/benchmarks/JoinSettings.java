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
import picocli.CommandLine.Option;

/** The command line of {@link JoinBenchmark}. */
final class JoinSettings extends CommonSettings {
  @Option(
      names = "--queries",
      description = "Rows of the left side of the first join (default: ${DEFAULT-VALUE}).")
  int queries = 10_000;

  @Option(
      names = "--rows",
      description = "Rows of the right side of the first join (default: ${DEFAULT-VALUE}).")
  int rows = 200_000;

  @Option(names = "--k", description = "Nearest rows of each row (default: ${DEFAULT-VALUE}).")
  int k = 10;

  @Option(
      names = "--exponent",
      description =
          "The covariance has eigenvalues 1 / i^exponent; 0: random directions (default: ${DEFAULT-VALUE}).")
  double exponent = 1;

  @Option(
      names = "--both-rows",
      description =
          "Rows of both sides of the joins of a table with another and with itself; 0 leaves them out"
              + " (default: ${DEFAULT-VALUE}).")
  int bothRows = 200_000;

  @Option(
      names = "--both-dimension",
      description = "Elements of the vectors of those (default: ${DEFAULT-VALUE}).")
  int bothDimension = 128;

  @Option(
      names = "--spark-queries",
      description =
          "Rows of the left side of the slice that Spark joins by itself; 0 leaves it out"
              + " (default: ${DEFAULT-VALUE}).")
  int sparkQueries = 100;

  @Option(
      names = "--spark-rows",
      description = "Rows of the right side of that slice (default: ${DEFAULT-VALUE}).")
  int sparkRows = 20_000;

  @Option(
      names = "--runs",
      description = "Timed runs of every program (default: ${DEFAULT-VALUE}).")
  int runs = 3;

  @Option(
      names = "--plan",
      description =
          "The value of the setting spark.vectordb.join.plan (default: ${DEFAULT-VALUE}).")
  String plan = "auto";

  @Option(
      names = "--no-peers",
      description = "Leave out FAISS and NumPy, and what is compared with them.")
  boolean noPeers;

  Path directory() {
    return data.resolve("joins");
  }
}

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
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** The command line of {@link SelectivityBenchmark}. */
final class SelectivitySettings extends CommonSettings {
  static final List<String> SETS = List.of("decaying", "uniform", "hog");
  static final List<Integer> NO_SLOPE = List.of(0);

  @Option(
      names = "--sets",
      split = ",",
      description = "Data sets: decaying, uniform, hog (default: all).")
  List<String> sets = SETS;

  @Option(names = "--rows", description = "Rows of data set decaying (default: ${DEFAULT-VALUE}).")
  int rows = 1_000_000;

  @Option(
      names = "--other-rows",
      description =
          "Rows of the other data sets, if --rows is not less (default: ${DEFAULT-VALUE}).")
  int otherRows = 500_000;

  @Option(
      names = "--exponent",
      description =
          "The covariance of data set decaying has eigenvalues 1 / i^exponent (default: ${DEFAULT-VALUE}).")
  double exponent = 1;

  @Option(
      names = "--codes",
      split = ",",
      description =
          "Values of the option codes with which tables are written, one for each; without codes the"
              + " first is measured, too (default: auto).")
  List<String> codes = List.of("auto");

  @Option(
      names = "--selectivities",
      split = ",",
      description = "Percent of the rows to find (default: 0.001,0.1,1,5,50).")
  List<Double> selectivities = List.of(0.001, 0.1, 1.0, 5.0, 50.0);

  @Option(names = "--tops", split = ",", description = "Sizes of top-k queries (default: 10,1000).")
  List<Integer> tops = List.of(10, 1000);

  @Option(names = "--queries", description = "Different query vectors (default: ${DEFAULT-VALUE}).")
  int queries = 5;

  @Option(names = "--runs", description = "Timed runs of a query (default: ${DEFAULT-VALUE}).")
  int runs = 20;

  @Option(
      names = "--warmup",
      description =
          "Runs of every kind of query over a tiny table before all others (default: ${DEFAULT-VALUE}).")
  int warmup = 20;

  @Option(
      names = "--seconds",
      description =
          "For one kind of query; after them there are no more runs (default: ${DEFAULT-VALUE}).")
  int seconds = 15;

  @Option(
      names = "--peer-seconds",
      description = "The same for other programs (default: ${DEFAULT-VALUE}).")
  int peerSeconds = 5;

  @Option(
      names = "--peer-rows",
      description =
          "Rows that programs get which hold all floats in memory; 0 leaves out all other programs (default: ${DEFAULT-VALUE}).")
  int peerRows = 1_000_000;

  @Option(
      names = "--slow-peer-rows",
      description =
          "Rows for Spark's own function and DuckDB; 0 leaves them out (default: ${DEFAULT-VALUE}).")
  int slowPeerRows = 250_000;

  @Option(
      names = "--slope-rows",
      split = ",",
      description =
          "Sizes of the two tables from which the cost of a row is computed (default: 1000000,4000000; 0 leaves it out).")
  List<Integer> slopeRows = List.of(1_000_000, 4_000_000);

  @Option(
      names = "--write-rows",
      description =
          "Rows with which the speed of writing is measured; 0 leaves it out (default: ${DEFAULT-VALUE}).")
  int writeRows = 250_000;

  @Option(
      names = "--write-codes",
      split = ",",
      description = "The codes whose speed of writing is measured (default: none,int8,auto).")
  List<String> writeCodes = List.of(StoredTable.NO_CODES, "int8", "auto");

  /** The folder of a data set; other settings have another, for the sake of --keep. */
  Path directory(String what) {
    return data.resolve(what + "-" + dimension + "-" + exponent);
  }

  boolean hasPeers() {
    return peerRows > 0;
  }

  List<Kind> kinds() {
    return Kind.all(selectivities, tops);
  }

  /** The data set {@code name}; what it needs first is done by the call. */
  Callable<DataSet> dataSet(String name) {
    return switch (name) {
      case "decaying" -> () -> new PowerLawVectors(name, dimension, exponent);
      case "uniform" -> () -> new PowerLawVectors(name, dimension, 0);
      case "hog" -> () -> new PictureHog(Pictures.find(data));
      default -> throw new IllegalArgumentException("There is no data set " + name);
    };
  }

  int rowsOf(String set) {
    return set.equals("decaying") ? rows : Math.min(rows, otherRows);
  }
}

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

import java.util.List;
import picocli.CommandLine.Option;

/** The command line. */
final class Settings extends CommonSettings {
  @Option(
      names = "--rows",
      split = ",",
      arity = "1",
      description =
          "The sizes of two tables; a row's cost is their difference (default: 250000,1000000).")
  List<Integer> rows = List.of(250_000, 1_000_000);

  @Option(
      names = "--decay",
      description =
          "Element i has standard deviation (1 + i)^-decay before normalisation (default: ${DEFAULT-VALUE}).")
  double decay = 0.5;

  @Option(
      names = "--runs",
      description = "Timed runs of every query of vectordb (default: ${DEFAULT-VALUE}).")
  int runs = 30;

  @Option(
      names = "--warmup",
      description = "Runs over a tiny table before those (default: ${DEFAULT-VALUE}).")
  int warmup = 40;

  @Option(
      names = "--peer-runs",
      description = "Timed runs of every peer, 0 to leave them out (default: ${DEFAULT-VALUE}).")
  int peerRuns = 7;

  int small() {
    return rows.get(0);
  }

  int large() {
    return rows.get(1);
  }

  /** The smaller of the two sizes of which Spark caches the rows; the other is {@link #small()}. */
  int cachedSmall() {
    return small() / 4;
  }

  boolean hasPeers() {
    return peerRuns > 0;
  }
}

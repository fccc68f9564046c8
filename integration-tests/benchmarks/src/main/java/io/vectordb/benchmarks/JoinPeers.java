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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Other programs that search for the nearest rows of many, in processes of their own. */
final class JoinPeers {
  static final String FAISS = "FAISS IndexFlatIP";
  static final String PRODUCT = "NumPy sgemm, the product only";
  static final List<String> ALL = List.of(FAISS, PRODUCT);

  private static final Path SCRIPT =
      Path.of("benchmarks", "src", "main", "python", "join_peers.py");

  /** Left rows whose scores are compared. */
  private static final int SAMPLE = 50;

  /** Peers add in 32-bit floats. */
  private static final double TOLERANCE = 1e-5;

  private final Path python;
  private final JoinData data;
  private final RawVectors left;
  private final RawVectors right;

  private JoinPeers(Path python, JoinData data, RawVectors left, RawVectors right) {
    this.python = python;
    this.data = data;
    this.left = left;
    this.right = right;
  }

  /** Empty if Python or the packages are not to be had. */
  static Optional<JoinPeers> prepare(Path environments, JoinData data, Path files)
      throws Exception {
    Optional<Path> python = PythonPeers.interpreter(environments);
    if (python.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new JoinPeers(
            python.get(),
            data,
            data.rawLeft(files.resolve("left")),
            data.rawRight(files.resolve("right"))));
  }

  /** Times {@code program} and compares what it finds. */
  JoinResult measure(String program, int k, int runs) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                python.toString(),
                SCRIPT.toString(),
                program.equals(FAISS) ? "faiss" : "sgemm",
                left.file(),
                right.file(),
                String.valueOf(data.dimension()),
                String.valueOf(k),
                String.valueOf(runs),
                String.valueOf(SAMPLE),
                String.valueOf(Threads.count()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // Settings of the machine for OpenBLAS could hold the peers back.
    builder.environment().keySet().removeIf(name -> name.startsWith("OPENBLAS"));
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(Threads.count()));
    Process process = builder.start();
    JsonNode line;
    try (var output = process.inputReader()) {
      line = new ObjectMapper().readTree(output.readLine());
    }
    if (process.waitFor() != 0) {
      throw new IOException(program + " failed with exit code " + process.exitValue());
    }
    if (line.has("lowest")) {
      compare(program, doubles(line.get("lowest")), k);
    }
    return new JoinResult(
        program, data.leftRows(), data.rightRows(), new Samples(doubles(line.get("millis"))));
  }

  private void compare(String program, double[] lowest, int k) {
    double[] ours = data.lowestScores(lowest.length, k);
    for (int row = 0; row < lowest.length; row++) {
      if (!(Math.abs(lowest[row] - ours[row]) <= TOLERANCE)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "Left row %d: %s has %f as the lowest of %d scores, vectordb %f",
                row,
                program,
                lowest[row],
                k,
                ours[row]));
      }
    }
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}

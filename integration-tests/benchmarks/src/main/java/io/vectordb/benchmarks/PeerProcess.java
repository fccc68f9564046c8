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
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that times its queries itself and prints a line of JSON for every kind of query: {@code
 * kind}, {@code millis} of all runs, and, run by run, {@code asks} (the lines of {@link
 * PeerFiles}), {@code found} (rows) and {@code lowest} (scores, or null).
 */
record PeerProcess(String name, List<String> command, Map<String, String> environment) {
  List<Measured> measure(PeerFiles files, Truth truth, int runs, int seconds)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.addAll(files.arguments(runs, seconds));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<Measured> measured = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      ObjectMapper json = new ObjectMapper();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        measured.add(measured(json.readTree(line), files, truth));
      }
    } finally {
      process.destroy();
    }
    if (process.waitFor() != 0) {
      throw new IOException(name + " failed with exit code " + process.exitValue());
    }
    return measured;
  }

  private Measured measured(JsonNode line, PeerFiles files, Truth truth) {
    double[] millis = new double[line.get("millis").size()];
    for (int run = 0; run < millis.length; run++) {
      millis[run] = line.get("millis").get(run).asDouble();
      JsonNode lowest = line.get("lowest").get(run);
      truth.check(
          name,
          files.ask(line.get("asks").get(run).asInt()),
          files.rows(),
          Truth.FLOAT_SUMS,
          new Answer(
              line.get("found").get(run).asLong(),
              lowest.isNull() ? Double.NaN : lowest.asDouble()));
    }
    Kind kind = files.kind(line.get("kind").asInt());
    return new Measured(name, kind, files.rows(), new Samples(millis), Double.NaN);
  }
}

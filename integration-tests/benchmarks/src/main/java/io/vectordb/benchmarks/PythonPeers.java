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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** FAISS and NumPy, in a virtual environment that is made once. */
final class PythonPeers {
  private static final List<String> PACKAGES = List.of("faiss-cpu==1.15.1", "numpy");
  private static final Path SCRIPT = Path.of("benchmarks", "src", "main", "python", "peers.py");

  /** By the name that the script knows them under. */
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "numpy", "NumPy X @ q",
          "faiss-flat", "FAISS IndexFlatIP",
          "faiss-panorama", "FAISS IndexFlatIPPanorama, 8 levels",
          "faiss-panorama-pca", "FAISS IndexFlatIPPanorama, 8 levels, after PCA");

  private PythonPeers() {}

  /** The programs in {@code directory}; empty if Python or the packages are not to be had. */
  static Optional<List<PeerProcess>> prepare(Path directory)
      throws IOException, InterruptedException {
    Optional<Path> python = interpreter(directory);
    if (python.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> threads =
        Map.of(
            "OMP_NUM_THREADS", String.valueOf(Threads.count()),
            "OPENBLAS_NUM_THREADS", String.valueOf(Threads.count()));
    return Optional.of(
        PROGRAMS.keySet().stream()
            .sorted()
            .map(
                program ->
                    new PeerProcess(
                        PROGRAMS.get(program),
                        List.of(python.get().toString(), SCRIPT.toString(), program),
                        threads))
            .toList());
  }

  /** A Python that has the packages; empty if it is not to be had. */
  static Optional<Path> interpreter(Path directory) throws IOException, InterruptedException {
    Path environment = directory.resolve("python");
    Path python = environment.resolve("bin").resolve("python");
    if (!Files.exists(environment.resolve("ready"))) {
      if (!succeeds("python3", "-m", "venv", environment.toString())) {
        return Optional.empty();
      }
      if (!succeeds(
          python.toString(), "-m", "pip", "install", "-q", PACKAGES.get(0), PACKAGES.get(1))) {
        return Optional.empty();
      }
      Files.createFile(environment.resolve("ready"));
    }
    return Optional.of(python);
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notThere) {
      return false;
    }
  }
}

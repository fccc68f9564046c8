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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Lucene's dot product over all rows, in a newer JVM: its classes need one. */
final class LucenePeer {
  private static final int OLDEST = 21;
  private static final Path SYSTEM_JVMS = Path.of("/usr/lib/jvm");
  private static final Path PROGRAM =
      Path.of("benchmarks", "src", "main", "lucene", "LuceneScan.java");

  private record Jdk(Path home, int release) {}

  private LucenePeer() {}

  /** Empty if no JDK is found that is new enough. */
  static Optional<PeerProcess> prepare(long vectorBytes) throws IOException {
    Optional<Jdk> jdk =
        candidates().stream()
            .flatMap(home -> jdk(home).stream())
            .filter(found -> found.release >= OLDEST)
            .max(Comparator.comparingInt(Jdk::release));
    return jdk.map(
        found ->
            new PeerProcess(
                "Lucene VectorUtil.dotProduct",
                List.of(
                    found.home.resolve("bin").resolve("java").toString(),
                    "-Xmx" + (vectorBytes / (1 << 20) + 1500) + "m",
                    "-XX:+UseTransparentHugePages",
                    "-XX:+UseParallelGC",
                    "--add-modules=jdk.incubator.vector",
                    "-cp",
                    jar(),
                    PROGRAM.toString()),
                Map.of()));
  }

  private static List<Path> candidates() throws IOException {
    Stream<Path> named =
        System.getenv().entrySet().stream()
            .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
            .map(variable -> Path.of(variable.getValue()));
    if (!Files.isDirectory(SYSTEM_JVMS)) {
      return named.toList();
    }
    try (Stream<Path> installed = Files.list(SYSTEM_JVMS)) {
      return Stream.concat(named, installed).toList();
    }
  }

  private static Optional<Jdk> jdk(Path home) {
    Properties release = new Properties();
    try (var text = Files.newBufferedReader(home.resolve("release"))) {
      release.load(text);
    } catch (IOException notOne) {
      return Optional.empty();
    }
    String version = release.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
    return Files.exists(home.resolve("bin").resolve("javac"))
        ? Optional.of(new Jdk(home, Integer.parseInt(version.split("\\D", 2)[0])))
        : Optional.empty();
  }

  private static String jar() {
    return Arrays.stream(
            System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .filter(entry -> entry.contains("lucene-core"))
        .findFirst()
        .orElseThrow();
  }
}

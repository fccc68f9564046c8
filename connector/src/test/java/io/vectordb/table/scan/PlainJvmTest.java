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
package io.vectordb.table.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vectordb.table.SnapshotExpiry;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.JvmProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables in JVMs that were started without a flag. Arrow 19 needs none up to JDK 23; where one is
 * needed, the error names it.
 */
class PlainJvmTest {
  static final int DIMENSION = 40;

  private static final String OPENS = "--add-opens=java.base/java.nio=ALL-UNNAMED";
  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** Where .ci/run looks for another JDK, too. */
  private static final Path JDKS = Path.of("/usr/lib/jvm");

  @TempDir Path directory;

  @Test
  void aTableNeedsNoFlagOrNamesIt() throws IOException, InterruptedException {
    runOn(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  @Test
  void aTableNeedsOneFlagOnJdk25() throws IOException, InterruptedException {
    try (Stream<Path> found = Files.exists(JDKS) ? Files.list(JDKS) : Stream.empty()) {
      List<Path> jdks =
          found
              .filter(path -> path.getFileName().toString().contains("-25-"))
              .filter(path -> Files.isExecutable(path.resolve("bin").resolve("java")))
              .toList();
      assumeTrue(!jdks.isEmpty(), "there is no JDK 25 in " + JDKS);
      runOn(jdks.get(0), 25);
    }
  }

  private void runOn(Path jdk, int version) throws IOException, InterruptedException {
    Table table =
        VectorFixtures.createTable(
            directory.resolve("table"), VectorType.FLOAT_ARRAY, DIMENSION, "v");
    for (int i = 0; i < 11; i++) {
      VectorFixtures.append(table, 30, vectors(100, i));
    }
    // Only the checkpoint tells of the first files from now on.
    SnapshotExpiry.of(table).olderThan(Duration.ZERO).force().run();
    String expected = PlainJvmProcess.answer(table);
    boolean needsOpens = !isArrow19();
    boolean needsUnsafe = version >= 24;
    if (needsOpens || needsUnsafe) {
      String error = run(jdk, List.of());
      assertTrue(error.contains(needsUnsafe ? UNSAFE : OPENS), error);
    }
    List<String> flags =
        Stream.of(needsOpens ? OPENS : "", needsUnsafe ? UNSAFE : "")
            .filter(flag -> !flag.isEmpty())
            .toList();
    assertEquals(String.join("\n", expected, expected, expected), run(jdk, flags));
    Table changed = Table.at(table.path());
    assertEquals(1, changed.snapshot().files().size());
    assertEquals(expected, PlainJvmProcess.answer(changed));
  }

  private String run(Path jdk, List<String> flags) throws IOException, InterruptedException {
    Process process =
        JvmProcess.builder(jdk, flags, PlainJvmProcess.class, directory.resolve("table").toString())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  private static boolean isArrow19() {
    String jar = RootAllocator.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return !jar.matches(".*-1[0-8]\\.[^/]*jar");
  }

  private static double[][] vectors(int count, int offset) {
    double[][] vectors = new double[count][];
    for (int row = 0; row < count; row++) {
      vectors[row] = VectorFixtures.unit(DIMENSION, offset + row / 100.0);
    }
    return vectors;
  }
}

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
package io.vectordb.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.store.JvmProcess;
import io.vectordb.testing.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they write, compact, vacuum or stream: every version is whole,
 * and in the end nothing is left of what they did not complete.
 */
class KillsTest {
  private static final int KILLS = Integer.getInteger("vectordb.kills", 3);

  @TempDir Path directory;

  private final long seed = Seed.of(KillsTest.class);
  private final Random random = new Random(seed);

  private int kills;

  private String table() {
    return directory.resolve("table").toString();
  }

  private Process start(String role, String name) throws IOException {
    return JvmProcess.start(StressProcess.class, table(), role, name, "" + random.nextLong(), "0");
  }

  @Test
  void nothingIsLostOrDoubledOrLeft() throws Exception {
    assertEquals(0, start("create", "").waitFor());
    String checkpoint = directory.resolve("checkpoint").toString();
    Table table = Table.at(table());
    for (int kill = 0; kill < KILLS; kill++) {
      // The last number of a role: half of its kills come before two to that many nanoseconds.
      kill(table, "append", "killed", random.nextInt(5), 24);
      kill(table, "compact", "", 0, 30);
      kill(table, "vacuum", "", 0, 29);
      if (kill % 3 == 0) {
        // Spark takes as long to start as all the others together.
        kill(table, "stream", checkpoint, random.nextInt(3), 29);
      }
    }
    TableRoles.vacuum(table);
    assertTrue(StressRules.check(table, table.snapshot()).size() > 0);
    assertEquals(mentioned(table.snapshot()), files("data", "codes", "deletes"));
    for (String file : files("_vectordb")) {
      assertTrue(file.matches("_vectordb/(log|checkpoint)/\\d{20}\\.(json|arrow|oldest)"), file);
    }
    System.out.printf("%d kills, %d versions%n", kills, table.snapshot().version());
  }

  /** Kills a process a random while after a number of its steps. */
  private void kill(Table table, String role, String name, int steps, int maxLogNanos)
      throws Exception {
    for (int i = 0; i < 3; i++) {
      TableRoles.append(table, "survivor", 3);
    }
    long before = table.snapshot().version();
    Process process = start(role, name);
    long done = 0;
    try {
      BufferedReader output = process.inputReader();
      String line = output.readLine();
      assertEquals("ready", line, role);
      while (done < steps && line != null) {
        line = output.readLine();
        done += "step".equals(line) ? 1 : 0;
      }
      long deadline = System.nanoTime() + random.nextLong(1L << random.nextInt(10, maxLogNanos));
      while (System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      // Not Process.destroyForcibly, which closes the output that is still to be read.
      assertTrue(process.toHandle().destroyForcibly(), () -> role + " ended by itself");
      done += output.lines().filter("step"::equals).count();
      assertEquals(137, process.waitFor(), role);
    } finally {
      process.destroyForcibly();
    }
    kills++;
    check(table, role, before, done);
  }

  private void check(Table table, String role, long before, long done) {
    Snapshot snapshot = table.snapshot();
    List<StressRow> rows = StressRules.check(table, snapshot);
    // Nobody deletes: what rows there are of a writer, there are from the first one on.
    rows.stream()
        .filter(row -> row.kind().equals("log"))
        .map(StressRow::writer)
        .distinct()
        .forEach(
            writer ->
                assertTrue(rows.contains(new StressRow("log", writer, 0, 0)), writer + " lost 0"));
    if (role.equals("append")) {
      assertTrue(snapshot.version() >= before + done, "commits that were reported are lost");
      assertTrue(snapshot.version() <= before + done + 1, "more commits than were tried");
    }
  }

  private static TreeSet<String> mentioned(Snapshot snapshot) {
    TreeSet<String> paths = new TreeSet<>();
    for (DataFile file : snapshot.files()) {
      paths.add(file.path());
      file.codes()
          .values()
          .forEach(
              code -> {
                paths.add(code.file().path());
                if (code.rotation() != null) {
                  paths.add(code.rotation().path());
                }
              });
      if (file.deletes() != null) {
        paths.add(file.deletes().path());
      }
    }
    return paths;
  }

  /** The files below these directories of the table. */
  private TreeSet<String> files(String... names) throws IOException {
    Path root = Path.of(table());
    List<Path> found = new ArrayList<>();
    for (String name : names) {
      if (Files.exists(root.resolve(name))) {
        try (Stream<Path> files = Files.walk(root.resolve(name))) {
          files.filter(Files::isRegularFile).forEach(found::add);
        }
      }
    }
    TreeSet<String> paths = new TreeSet<>();
    found.forEach(file -> paths.add(root.relativize(file).toString().replace('\\', '/')));
    return paths;
  }
}

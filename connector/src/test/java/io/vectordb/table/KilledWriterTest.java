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
package io.vectordb.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that is killed at any moment leaves a table of whole commits. */
class KilledWriterTest {
  private static final int KILLS = 20;

  @TempDir Path directory;

  @Test
  void onlyWholeCommitsAreVisible() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KilledWriterTest seed " + seed);
    Random random = new Random(seed);
    LogFixtures.createTable(directory, Map.of("checkpointInterval", "3"));
    long version = 0;
    Process next = startWriter(0);
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        Process writer = next;
        // A JVM takes most of a second to start, so the next one does it meanwhile.
        next = startWriter(kill + 1);
        version = checkTable(commitUntilKilled(writer, random, version));
      }
    } finally {
      next.destroyForcibly();
    }
  }

  private Process startWriter(int number) throws IOException {
    return LogFixtures.startJvm(WriterProcess.class, directory.toString(), "w" + number, "1000000");
  }

  /** The last version that the writer reported before it died. */
  private static long commitUntilKilled(Process writer, Random random, long before)
      throws Exception {
    try (BufferedReader output = writer.inputReader()) {
      assertEquals("ready", output.readLine());
      writer.getOutputStream().write('\n');
      writer.getOutputStream().flush();
      long acknowledged = before;
      int commits = random.nextInt(8);
      for (int i = 0; i < commits; i++) {
        acknowledged = Long.parseLong(output.readLine());
      }
      // A commit takes about a millisecond; die anywhere within one.
      long deadline = System.nanoTime() + random.nextInt(3_000_000);
      while (System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      // Not Process.destroyForcibly, which closes the output that is still to be read.
      writer.toHandle().destroyForcibly();
      writer.waitFor();
      String rest = output.readLine();
      while (rest != null) {
        // The last line may be cut off by the kill.
        acknowledged = isNext(rest, acknowledged) ? acknowledged + 1 : acknowledged;
        rest = output.readLine();
      }
      return acknowledged;
    } finally {
      writer.destroyForcibly();
    }
  }

  private static boolean isNext(String line, long version) {
    return line.equals(Long.toString(version + 1));
  }

  private long checkTable(long acknowledged) throws IOException {
    Table table = Table.at(directory.toString(), null);
    Snapshot snapshot = table.snapshot();
    assertTrue(snapshot.version() >= acknowledged, snapshot.version() + " " + acknowledged);
    assertTrue(snapshot.version() <= acknowledged + 1, snapshot.version() + " " + acknowledged);
    // From the first commit on, without checkpoints: no gaps, nothing partial.
    Replay replay = Replay.from(Optional.empty());
    TableLog log = new TableLog(table.path(), table.store());
    for (long v = 0; v <= snapshot.version(); v++) {
      replay.apply(log.read(v, replay.schema()).orElseThrow(), log.commitFile(v));
    }
    assertEquals(snapshot.files(), replay.snapshot().files());
    assertEquals(2 * snapshot.version(), snapshot.files().size() + committedHere(snapshot));
    for (DataFile file : snapshot.files()) {
      String content = new String(table.store().read(file.path()), StandardCharsets.UTF_8);
      assertEquals(file.bytes(), content.length(), file.path());
      assertTrue(file.path().contains(content), file.path());
    }
    String name = "here" + snapshot.version();
    byte[] content = name.getBytes(StandardCharsets.UTF_8);
    long next = LogFixtures.append(table, LogFixtures.realFile(table, name, content));
    assertEquals(snapshot.version() + 1, next);
    return next;
  }

  /** This process commits one file at a time, the writers two. */
  private static long committedHere(Snapshot snapshot) {
    return snapshot.files().stream().filter(file -> file.path().contains("here")).count();
  }
}

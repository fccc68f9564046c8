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
package io.vectordb.table.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vectordb.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a directory of copies, and die. */
class LocalCopiesProcessesTest {
  private static final long BOUND = 3L * CopyProcess.FILE_BYTES;

  @TempDir Path remote;
  @TempDir Path local;

  private final long seed = Seed.of(LocalCopiesProcessesTest.class);

  @BeforeEach
  void writeFiles() throws IOException {
    for (int i = 0; i < CopyProcess.FILES; i++) {
      Files.write(remote.resolve("" + i), CopyProcess.content(i));
    }
  }

  private String[] arguments(int copies, long processSeed) {
    return new String[] {
      remote.toString(), local.toString(), "" + BOUND, "" + copies, "" + processSeed
    };
  }

  private Process start(int copies, long processSeed) throws IOException {
    return JvmProcess.start(CopyProcess.class, arguments(copies, processSeed));
  }

  private static List<String> output(Process process) throws InterruptedException {
    List<String> lines = process.inputReader().lines().toList();
    process.waitFor();
    return lines;
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(local)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  @Test
  void processesThatShareCopiesGetWholeOnes() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(start(60, seed + i));
    }
    for (Process process : processes) {
      assertEquals(List.of("ready", "done"), output(process));
      assertEquals(0, process.exitValue());
    }
    assertEquals(List.of(), files(LocalDownload.SUFFIX));
    new LocalCopies(OwnDirectory.at(local), BOUND, Duration.ZERO, path -> {});
    assertTrue(files(".copy").size() <= BOUND / CopyProcess.FILE_BYTES);
  }

  /** Kills a process whenever it is in the middle of a copy; nobody ever reads the remains. */
  @Test
  void killedProcessesLeaveNothing() throws Exception {
    int kills = 5;
    for (int kill = 0; kill < kills; kill++) {
      Process process = start(Integer.MAX_VALUE, seed + kill);
      try {
        assertEquals("ready", process.inputReader().readLine());
        while (process.isAlive() && files(LocalDownload.SUFFIX).isEmpty()) {
          Thread.onSpinWait();
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    Process last = start(50, seed);
    assertEquals(List.of("ready", "done"), output(last));
    assertEquals(List.of(), files(LocalDownload.SUFFIX));
  }

  /** As on a full disk: the system refuses to make a file longer. */
  @Test
  void diskThatRefusesToStoreIsNamed() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
    ProcessBuilder builder = JvmProcess.builder(CopyProcess.class, arguments(1, seed));
    builder.command().addAll(0, List.of("/bin/bash", "-c", "ulimit -f 1000; exec \"$@\"", "bash"));
    builder.redirectError(ProcessBuilder.Redirect.PIPE);
    Process process = builder.start();
    List<String> errors = process.errorReader().lines().toList();
    assertNotEquals(0, process.waitFor());
    String error = String.join("\n", errors);
    assertTrue(error.contains("Cannot copy") && error.contains(local.toString()), error);
    assertTrue(error.contains(LocalCopies.DIRECTORY_KEY), error);
    assertEquals(List.of(), files(""), "nothing is left");
  }
}

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

import io.vectordb.table.store.JvmProcess;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Writers that race for the same version, in threads and in processes. */
abstract class ConcurrentWritersContract {
  private static final Map<String, String> PROPERTIES = Map.of("checkpointInterval", "7");

  /** A table that may not exist yet; the same one whenever this is called in a test. */
  abstract Table table();

  /** What a process has to set in its Hadoop configuration to find the table. */
  Map<String, String> settings() {
    return Map.of();
  }

  int writers() {
    return 3;
  }

  int commitsOfWriter() {
    return 40;
  }

  private void createTable() {
    table().begin("CREATE", Map.of()).create(LogFixtures.metadata(PROPERTIES)).commit();
  }

  /** Every version has one winner, and nothing that was committed is lost. */
  private void assertAllSurvive(List<Long> versions, int filesPerCommit) {
    int commits = writers() * commitsOfWriter();
    assertEquals(
        new HashSet<>(LongStream.rangeClosed(1, commits).boxed().toList()),
        new HashSet<>(versions));
    assertEquals(commits, versions.size());
    Snapshot snapshot = table().snapshot();
    assertEquals(commits, snapshot.version());
    Set<String> paths = new HashSet<>(LogFixtures.paths(snapshot));
    assertEquals(commits * filesPerCommit, snapshot.files().size());
    assertEquals(commits * filesPerCommit, paths.size());
  }

  @Test
  void threads() throws Exception {
    createTable();
    Table table = table();
    CyclicBarrier start = new CyclicBarrier(writers());
    ExecutorService threads = Executors.newFixedThreadPool(writers());
    try {
      List<Callable<List<Long>>> writers = new ArrayList<>();
      for (int writer = 0; writer < writers(); writer++) {
        String name = "w" + writer + "-";
        writers.add(
            () -> {
              List<Long> versions = new ArrayList<>();
              start.await();
              for (int i = 0; i < commitsOfWriter(); i++) {
                versions.add(LogFixtures.append(table, LogFixtures.file(name + i, "mon")));
              }
              return versions;
            });
      }
      List<Long> versions = new ArrayList<>();
      for (Future<List<Long>> writer : threads.invokeAll(writers)) {
        versions.addAll(writer.get());
      }
      assertAllSurvive(versions, 1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void processes() throws Exception {
    createTable();
    List<Long> versions = new ArrayList<>();
    for (String end :
        ends(() -> assertEquals(0, table().snapshot().files().size() % 2, "half a commit"))) {
      versions.add(Long.valueOf(end.split(" ")[0]));
    }
    assertAllSurvive(versions, 2);
  }

  /** A forced expiry may refuse commits, but none that was acknowledged is lost. */
  @Test
  void processesBesideExpiry() throws Exception {
    createTable();
    Set<String> acknowledged = new HashSet<>();
    Set<String> possible = new HashSet<>();
    for (String end :
        ends(() -> SnapshotExpiry.of(table()).olderThan(Duration.ZERO).force().run())) {
      String[] words = end.split(" ");
      (words[0].equals("expired") ? new HashSet<String>() : possible).add(words[1]);
      if (words[0].matches("\\d+")) {
        acknowledged.add(words[1]);
      }
    }
    Map<String, Integer> files = new HashMap<>();
    for (String path : LogFixtures.paths(table().snapshot())) {
      files.merge(path.replaceAll(".*/|[xy].arrow", ""), 1, Integer::sum);
    }
    assertTrue(files.keySet().containsAll(acknowledged));
    assertTrue(possible.containsAll(files.keySet()));
    assertEquals(Set.of(2), new HashSet<>(files.values()));
    assertTrue(acknowledged.size() > 0);
  }

  /**
   * What writers in processes print.
   *
   * @param meanwhile what is done here as long as they are at work
   */
  private List<String> ends(Runnable meanwhile) throws Exception {
    List<Process> writers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(writers());
    try {
      for (int writer = 0; writer < writers(); writer++) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(table().path(), "w" + writer, "" + commitsOfWriter()));
        settings().forEach((key, value) -> arguments.add(key + "=" + value));
        writers.add(JvmProcess.start(WriterProcess.class, arguments.toArray(String[]::new)));
      }
      List<BufferedReader> outputs = writers.stream().map(Process::inputReader).toList();
      for (BufferedReader output : outputs) {
        assertEquals("ready", output.readLine());
      }
      for (Process writer : writers) {
        writer.getOutputStream().write('\n');
        writer.getOutputStream().flush();
      }
      List<Future<List<String>>> lines = new ArrayList<>();
      for (BufferedReader output : outputs) {
        lines.add(threads.submit(() -> output.lines().toList()));
      }
      while (!lines.stream().allMatch(Future::isDone)) {
        meanwhile.run();
      }
      List<String> ends = new ArrayList<>();
      for (int writer = 0; writer < writers(); writer++) {
        ends.addAll(lines.get(writer).get());
        assertTrue(writers.get(writer).waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, writers.get(writer).exitValue());
      }
      return ends;
    } finally {
      writers.forEach(Process::destroyForcibly);
      threads.shutdownNow();
    }
  }
}

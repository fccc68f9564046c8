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

import io.vectordb.services.Service;
import io.vectordb.table.Table;
import io.vectordb.table.store.JvmProcess;
import io.vectordb.testing.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that change a table in every way at once, and others that look at every version. */
class StressTest {
  private static final Pattern END = Pattern.compile("end (\\w+) (\\d+) (\\d+)");

  private static final double MINUTES =
      Double.parseDouble(System.getProperty("vectordb.minutes", "0.2"));

  @TempDir Path directory;

  private final long seed = Seed.of(StressTest.class);

  private record Worker(String role, String name, Process process, AtomicInteger steps) {}

  /** Where the table is, and what to set to find it. */
  private String path;

  private Map<String, String> settings;

  private Process start(String role, String name) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(path, role, name, "" + (seed + role.hashCode() + name.hashCode())));
    // Spark takes longer for a step than others do; so they leave it a part of the machine.
    arguments.add(role.equals("sql") || role.equals("read") ? "0" : "200");
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    return JvmProcess.start(StressProcess.class, arguments.toArray(String[]::new));
  }

  @Test
  void onLocalDisk() throws Exception {
    path = directory.resolve("table").toString();
    settings = Map.of();
    everyVersionIsConsistent(MINUTES);
  }

  @Test
  @Tag("stress")
  void onHdfs() throws Exception {
    try (Service service = Service.hdfs(directory.resolve("service"))) {
      remote(service);
    }
  }

  @Test
  @Tag("stress")
  void onS3() throws Exception {
    try (Service service = Service.s3(directory.resolve("service"))) {
      remote(service);
    }
  }

  private void remote(Service service) throws Exception {
    path = service.root() + "/table";
    settings = new HashMap<>(service.settings());
    settings.put("vectordb.localCache.directory", directory.resolve("copies").toString());
    everyVersionIsConsistent(MINUTES / 2);
  }

  private void everyVersionIsConsistent(double minutes) throws Exception {
    assertEquals(0, start("create", "").waitFor());
    List<Worker> workers = new ArrayList<>();
    try {
      for (String each :
          List.of(
              "append w0",
              "append w1",
              "trim t0",
              "overwrite o0",
              "overwrite o1",
              "pair 0",
              "pair 1",
              "encode e0",
              "compact c0",
              "sql sql0",
              "sql sql1",
              "read r0")) {
        String[] words = each.split(" ", -1);
        workers.add(new Worker(words[0], words[1], start(words[0], words[1]), new AtomicInteger()));
      }
      for (Worker worker : workers) {
        assertEquals("ready", worker.process.inputReader().readLine(), worker.role);
      }
      List<Thread> readers = new ArrayList<>();
      List<String> ends = Collections.synchronizedList(new ArrayList<>());
      for (Worker worker : workers) {
        Thread reader = new Thread(() -> listen(worker, ends));
        reader.start();
        readers.add(reader);
      }
      long deadline = System.nanoTime() + (long) (minutes * 60e9);
      // A machine that is slow takes longer, until everybody has had a part in it.
      while (System.nanoTime() < deadline
          || workers.stream().anyMatch(worker -> worker.steps.get() < 3)) {
        for (Worker worker : workers) {
          assertTrue(worker.process.isAlive(), () -> worker.role + " has failed");
        }
        workers.get(0).process.waitFor(1, TimeUnit.SECONDS);
      }
      for (Worker worker : workers) {
        worker.process.getOutputStream().close();
      }
      for (Worker worker : workers) {
        assertEquals(0, worker.process.waitFor(), worker.role + " " + worker.name);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      report(ends, minutes);
    } finally {
      workers.forEach(worker -> worker.process.destroyForcibly());
    }
  }

  private static void listen(Worker worker, List<String> ends) {
    worker
        .process
        .inputReader()
        .lines()
        .forEach(
            line -> {
              worker.steps.incrementAndGet();
              if (END.matcher(line).matches()) {
                ends.add(line);
              }
            });
  }

  private void report(List<String> ends, double minutes) {
    Configuration conf = new Configuration();
    settings.forEach(conf::set);
    Table table = Table.at(path, conf);
    StressRules.check(table, table.snapshot());
    long steps = 0;
    long conflicts = 0;
    for (String end : ends) {
      Matcher numbers = END.matcher(end);
      assertTrue(numbers.matches());
      System.out.println("  " + end);
      if (!numbers.group(1).equals("read")) {
        steps += Long.parseLong(numbers.group(2));
        conflicts += Long.parseLong(numbers.group(3));
      }
      assertTrue(Long.parseLong(numbers.group(2)) > 0, () -> end + ": it has done nothing");
    }
    // A commit that others were faster than was tried again after theirs.
    long retried =
        table.history().stream()
            .filter(entry -> entry.readVersion().orElse(-1) < entry.version() - 1)
            .count();
    System.out.printf(
        "%d processes, %.1f minutes: %d versions, %d steps, %d commits retried, %d conflicts%n",
        ends.size(), minutes, table.snapshot().version(), steps, retried, conflicts);
  }
}

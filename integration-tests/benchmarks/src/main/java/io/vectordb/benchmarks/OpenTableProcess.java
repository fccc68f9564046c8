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

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A new JVM that opens a table and plans scans of it without Spark.
 *
 * @param first milliseconds that the first opening of the process took, the loading of classes
 *     included
 * @param again of each opening after it, by a new {@link Table} that knows nothing yet
 * @param plan of planning a scan of all files
 * @param planOfDay of planning a scan of one of 336 days, by which the table is partitioned
 * @param files that the latter reads
 * @param heapBytes what the version takes in memory
 */
record OpenTableProcess(
    double first, Samples again, Samples plan, Samples planOfDay, int files, long heapBytes) {
  private static final int CORES = 8;

  /**
   * Runs one.
   *
   * @param heap the size of its heap, such as {@code 256m}
   * @return nothing if that was too little
   */
  static Optional<OpenTableProcess> run(Path table, String heap, int runs)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heap,
                "--add-modules=jdk.incubator.vector",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OpenTableProcess.class.getName(),
                table.toString(),
                String.valueOf(runs))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = process.inputReader().lines().toList();
    return process.waitFor() == 0 ? Optional.of(parse(lines)) : Optional.empty();
  }

  private static OpenTableProcess parse(List<String> lines) {
    List<double[]> numbers =
        lines.stream()
            .map(line -> Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
            .toList();
    return new OpenTableProcess(
        numbers.get(0)[0],
        new Samples(numbers.get(1)),
        new Samples(numbers.get(2)),
        new Samples(numbers.get(3)),
        (int) numbers.get(4)[0],
        (long) numbers.get(5)[0]);
  }

  public static void main(String[] args) {
    String path = args[0];
    int runs = Integer.parseInt(args[1]);
    print(millis(1, () -> Table.at(path).snapshot()));
    print(millis(runs, () -> Table.at(path).snapshot()));
    long before = usedHeap();
    Snapshot snapshot = Table.at(path).snapshot();
    long bytes = usedHeap() - before;
    Filter day = new Filter.Compare("day", Filter.Operator.EQUAL, "2026-1-1");
    print(millis(runs, () -> tasks(snapshot, new Filter.Constant(true))));
    print(millis(runs, () -> tasks(snapshot, day)));
    print(ScanPlan.of(snapshot, spec(snapshot, day)).files().size());
    print(bytes);
  }

  private static Object tasks(Snapshot snapshot, Filter filter) {
    return ScanPlan.of(snapshot, spec(snapshot, filter)).tasks(CORES);
  }

  private static ScanSpec spec(Snapshot snapshot, Filter filter) {
    return ScanSpec.of(snapshot.schema()).select(List.of("id")).where(filter);
  }

  private static double[] millis(int runs, Supplier<Object> work) {
    double[] millis = new double[runs];
    List<Object> results = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      results.add(work.get());
      millis[run] = (System.nanoTime() - start) / 1e6;
      results.clear();
    }
    return millis;
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(double... numbers) {
    System.out.println(
        Arrays.stream(numbers)
            .mapToObj(number -> String.format(Locale.ROOT, "%.3f", number))
            .collect(Collectors.joining(" ")));
  }
}

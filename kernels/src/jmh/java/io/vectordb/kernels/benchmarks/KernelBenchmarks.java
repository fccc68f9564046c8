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
package io.vectordb.kernels.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks on one thread and on all of them and prints one table: nanoseconds per row,
 * bandwidth or arithmetic, the share of the roof that was measured in the same run, and bytes
 * allocated per row. The arguments are JMH's, for example a pattern of benchmark names or {@code -p
 * dim=384}.
 */
public final class KernelBenchmarks {

  private KernelBenchmarks() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(args);
    int all = Runtime.getRuntime().availableProcessors();
    List<String> tables = new ArrayList<>();
    for (int threads : all == 1 ? new int[] {1} : new int[] {1, all}) {
      tables.add(table(threads, new Runner(options(given, threads)).run()));
    }
    System.out.println();
    System.out.printf(
        "%s, %s %s, %s%n",
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        System.getProperty("os.arch"),
        "each row read once, or a row is a pair; share = bandwidth / roof of the same run");
    tables.forEach(System.out::println);
  }

  private static Options options(CommandLineOptions given, int threads) {
    return new OptionsBuilder()
        .parent(given)
        .threads(threads)
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(given.getForkCount().orElse(2))
        .warmupIterations(given.getWarmupIterations().orElse(3))
        .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
        .measurementIterations(given.getMeasurementIterations().orElse(5))
        .measurementTime(given.getMeasurementTime().orElse(TimeValue.seconds(1)))
        .addProfiler(GCProfiler.class)
        .jvmArgsAppend(
            "--add-modules=jdk.incubator.vector", "-Xms3g", "-Xmx3g", "-XX:MaxDirectMemorySize=2g")
        .build();
  }

  private static String table(int threads, Collection<RunResult> results) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            "%n%d thread(s)%n%-38s %-7s %5s %4s %10s %9s %9s %7s %9s%n",
            threads,
            "benchmark",
            "kernels",
            "dim",
            "%",
            "ns/row",
            "GB/s",
            "GFLOP/s",
            "share",
            "B/row"));
    for (RunResult result : results) {
      String name = name(result);
      double bandwidth = bandwidth(result, threads);
      double roof = roof(name, results, threads);
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      table.append(
          String.format(
              "%-38s %-7s %5s %4s %10.1f %9s %9s %7s %9.2f%n",
              name,
              parameter(result, "kernels"),
              parameter(result, "dim"),
              parameter(result, "percent"),
              result.getPrimaryResult().getScore(),
              isCountedInOperations(name) ? "" : String.format("%.2f", bandwidth),
              isCountedInOperations(name) ? String.format("%.1f", operations(result, threads)) : "",
              Double.isNaN(roof) ? "" : String.format("%.2f", bandwidth / roof),
              allocated == null ? Double.NaN : allocated.getScore()));
    }
    return table.toString();
  }

  private static String name(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
  }

  private static String parameter(RunResult result, String name) {
    String value = result.getParams().getParam(name);
    return value == null ? "" : value;
  }

  private static boolean isCountedInOperations(String name) {
    return name.startsWith("Pair");
  }

  /** Additions and multiplications per nanosecond of all threads together. */
  private static double operations(RunResult result, int threads) {
    double dim = Integer.parseInt(parameter(result, "dim"));
    return threads * 2 * dim / result.getPrimaryResult().getScore();
  }

  /** Bytes of rows per nanosecond, which is GB/s, of all threads together. */
  private static double bandwidth(RunResult result, int threads) {
    String dim = result.getParams().getParam("dim");
    String name = name(result);
    int elementBytes =
        name.startsWith("Code")
            ? Byte.BYTES
            : name.matches(".*(Double|Pair)") ? Double.BYTES : Float.BYTES;
    double rowBytes =
        (double) elementBytes * (dim == null ? MemoryBenchmark.DIM : Integer.parseInt(dim));
    return threads * rowBytes / result.getPrimaryResult().getScore();
  }

  /** Reading for kernels on the heap, copying and reading for those behind a tile. */
  private static double roof(String name, Collection<RunResult> results, int threads) {
    String roof =
        switch (name) {
          case "MemoryBenchmark.dotHeap" -> "MemoryBenchmark.readHeap";
          case "MemoryBenchmark.dotOffHeap", "MemoryBenchmark.distanceOffHeap" ->
              "MemoryBenchmark.copyAndRead";
          default -> "";
        };
    return results.stream()
        .filter(result -> name(result).equals(roof))
        .mapToDouble(result -> bandwidth(result, threads))
        .max()
        .orElse(Double.NaN);
  }
}

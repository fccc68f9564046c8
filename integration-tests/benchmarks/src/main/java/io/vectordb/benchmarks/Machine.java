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

import io.vectordb.kernels.VectorKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.package$;

/** Where the numbers come from. */
record Machine(
    String processor, int processors, long memoryKiB, String jdk, String kernels, String spark) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  static Machine here() throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        memory("MemTotal"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        VectorKernels.instance().description(),
        package$.MODULE$.SPARK_VERSION());
  }

  private static String processorName() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /** A line of Linux's account of memory in KiB; 0 if there is none. */
  static long memory(String name) throws IOException {
    if (!Files.exists(MEMORY)) {
      return 0;
    }
    try (var lines = Files.lines(MEMORY)) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  /** What this process has had the disks read, by Linux's account; 0 without it. */
  static long bytesReadFromDisk() throws IOException {
    Path account = Path.of("/proc/self/io");
    if (!Files.exists(account)) {
      return 0;
    }
    try (var lines = Files.lines(account)) {
      return lines
          .filter(line -> line.startsWith("read_bytes:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  /** As lines of a list. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "* %s, %d processors, %d GiB of memory%n* %s%n* Spark %s%n* kernels: %s",
        processor,
        processors,
        Math.round(memoryKiB / (double) (1 << 20)),
        jdk,
        spark,
        kernels);
  }
}

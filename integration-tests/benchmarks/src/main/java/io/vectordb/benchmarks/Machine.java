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
import org.apache.spark.package$;

/** Where the numbers come from. */
record Machine(String processor, int processors, String jdk, String kernels, String spark) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  static Machine here() throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
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
}

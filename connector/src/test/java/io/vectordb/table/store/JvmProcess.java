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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts programs in JVMs of their own, with the options and the class path of this one. */
public final class JvmProcess {
  private JvmProcess() {}

  /** Starts {@code main}; its errors go where those of this process go. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return builder(main, arguments).start();
  }

  public static ProcessBuilder builder(Class<?> main, String... arguments) {
    List<String> flags = new ArrayList<>(flags());
    flags.add("-XX:TieredStopAtLevel=1");
    return builder(Path.of(System.getProperty("java.home")), flags, main, arguments);
  }

  /** The flags of this JVM. */
  public static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX"))
        .toList();
  }

  /** For {@code main} in the JVM of a JDK, with these flags only. */
  public static ProcessBuilder builder(
      Path jdk, List<String> flags, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin").resolve("java").toString());
    command.addAll(flags);
    command.addAll(List.of("-Xmx512m", main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    String classPath = System.getProperty("surefire.test.class.path");
    builder
        .environment()
        .put("CLASSPATH", classPath == null ? System.getProperty("java.class.path") : classPath);
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}

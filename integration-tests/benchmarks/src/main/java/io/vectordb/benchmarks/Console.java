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

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** What a command says to its user. */
record Console(CommandSpec spec) {
  /** The command that repeats this run. */
  String command() {
    String arguments = String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    return "mvn -q -pl integration-tests -am -Pquery-benchmarks verify -DskipTests"
        + (arguments.isEmpty() ? "" : " \"-Dargs=" + arguments + "\"");
  }

  void progress(String step) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(step + " ...");
    err.flush();
  }

  void print(String report) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(report);
    out.flush();
  }

  /** Writes {@code report} to {@code file} beside the README. */
  void write(String report, String file) throws IOException {
    Files.writeString(Path.of("benchmarks", file), report);
  }
}

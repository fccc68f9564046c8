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
package io.vectordb.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process whose whole output is kept, because a test that fails has to show it.
 *
 * @param words the program and its arguments
 * @param variables what is set in its environment; an empty value removes the variable
 * @param directory where it runs; empty for this process's own directory
 */
record Command(List<String> words, Map<String, String> variables, Optional<Path> directory) {

  static Command of(String... words) {
    return new Command(List.of(words), Map.of(), Optional.empty());
  }

  Command environment(Map<String, String> added) {
    return new Command(words, added, directory);
  }

  Command in(Path newDirectory) {
    return new Command(words, variables, Optional.of(newDirectory));
  }

  /** Runs to the end, or kills the process and its children after {@code timeout}. */
  Result run(String logName, Duration timeout) {
    try {
      Files.createDirectories(Build.logs());
      Path log = Build.logs().resolve(logName + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
      directory.ifPresent(path -> builder.directory(path.toFile()));
      variables.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String end = ended ? "exit code " + process.exitValue() : "killed after " + timeout;
      return new Result(this, end, ended && process.exitValue() == 0, Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + String.join(" ", words), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while running " + String.join(" ", words), e);
    }
  }

  /** How a command ended. */
  record Result(Command command, String end, boolean succeeded, String output) {

    void orElseThrow() {
      if (!succeeded) {
        throw new AssertionError(this);
      }
    }

    @Override
    public String toString() {
      return String.join(" ", command.words()) + ": " + end + "\n" + output;
    }
  }
}

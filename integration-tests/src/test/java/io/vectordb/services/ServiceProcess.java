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
package io.vectordb.services;

import io.vectordb.table.store.JvmProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A program that serves others until it is killed or its standard input ends. */
final class ServiceProcess implements AutoCloseable {
  /** What the line begins with that tells the address, once the service can be used. */
  static final String READY = "service at ";

  private final Process process;
  private final BufferedReader output;
  private final String address;

  private ServiceProcess(Process process) {
    this.process = process;
    output = process.inputReader();
    address =
        output
            .lines()
            .filter(line -> line.startsWith(READY))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the service did not start"))
            .substring(READY.length());
  }

  static ServiceProcess start(Class<?> service, String... arguments) {
    try {
      return new ServiceProcess(JvmProcess.start(service, arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return address;
  }

  /** The line that the service answers to a line. */
  synchronized String ask(String command) {
    try {
      process.outputWriter().write(command + "\n");
      process.outputWriter().flush();
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}

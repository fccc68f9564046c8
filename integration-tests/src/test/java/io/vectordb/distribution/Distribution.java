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
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * One release of PySpark, which is a complete Spark installation, in a virtual environment of its
 * own.
 *
 * @param version the release, such as {@code 4.2.0}
 * @param python the interpreter of its virtual environment
 * @param home what {@code SPARK_HOME} has to be
 */
record Distribution(String version, Path python, Path home) {

  private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(20);

  /** Written last: an environment without it may be half an installation. */
  private static final String MARKER = ".vectordb-complete";

  /** Written when everything is there that a client of Spark Connect needs besides. */
  private static final String CONNECT_MARKER = ".vectordb-connect-complete";

  /** Written when everything is there that the examples of documents import. */
  private static final String DOCUMENTS_MARKER = ".vectordb-documents-complete";

  /** Empty, once said why, if this machine cannot make virtual environments. */
  private static final boolean PYTHON_PRESENT = findPython();

  /**
   * The distributions that this build names, installed; without any the calling test is skipped.
   */
  static List<Distribution> all() {
    Assumptions.assumeFalse(Build.distributions().isEmpty(), "vectordb.distributions is empty");
    Assumptions.assumeTrue(PYTHON_PRESENT, "python3 with venv not found");
    return Build.distributions().stream().map(Distribution::installed).toList();
  }

  /** Every jar of this distribution. */
  List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home.resolve("jars"), "*.jar")) {
      files.forEach(jars::add);
    }
    return jars;
  }

  @Override
  public String toString() {
    return "Spark " + version;
  }

  private static boolean findPython() {
    boolean found;
    try {
      found =
          Command.of("python3", "-c", "import ensurepip, venv")
              .run("python", Duration.ofMinutes(1))
              .succeeded();
    } catch (UncheckedIOException e) {
      found = false;
    }
    if (!found) {
      System.out.println("Skipped: PySpark distributions are not tested without python3 and venv");
    }
    return found;
  }

  private static Distribution installed(String version) {
    Path environment = Build.cache().resolve("pyspark-" + version);
    return locked(
        version,
        () -> {
          if (!isComplete(environment, version)) {
            install(environment, version);
          }
          Path home =
              findHome(environment)
                  .orElseThrow(
                      () -> new IllegalStateException("no pyspark/jars in " + environment));
          return new Distribution(version, pythonOf(environment), home);
        });
  }

  /** This distribution with what its Python needs to be a client of Spark Connect. */
  Distribution withConnect() {
    return with(CONNECT_MARKER, "connect", "pyspark[connect]==" + version);
  }

  /** This distribution with what the examples of documents import. */
  Distribution withPythonOfDocuments() {
    return with(
        DOCUMENTS_MARKER, "documents", "numpy", "pyarrow", "duckdb==2.0.1", "polars==2.1.0");
  }

  private Distribution with(String markerName, String logName, String... requirements) {
    Path marker = Build.cache().resolve("pyspark-" + version).resolve(markerName);
    return locked(
        version,
        () -> {
          if (!Files.exists(marker)) {
            pipInstall(python, "pyspark-" + version + "-" + logName, requirements);
            Files.createFile(marker);
          }
          return this;
        });
  }

  /** What its processes find in their environment, whatever this one has. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPARK_HOME", home.toString());
    environment.put("PYSPARK_PYTHON", python.toString());
    environment.put("PYSPARK_DRIVER_PYTHON", python.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    for (String inherited : List.of("PYTHONPATH", "SPARK_CONF_DIR", "SPARK_TESTING")) {
      environment.put(inherited, "");
    }
    return environment;
  }

  /** Two builds on one machine share the cache. */
  @SuppressWarnings("try") // the lock is held, not used
  private static Distribution locked(String version, Installation installation) {
    try {
      Files.createDirectories(Build.cache());
      try (FileChannel channel =
              FileChannel.open(
                  Build.cache().resolve("pyspark-" + version + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        return installation.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot install pyspark " + version + " in " + Build.cache(), e);
    }
  }

  /** Installs what is not there yet. */
  private interface Installation {
    Distribution run() throws IOException;
  }

  private static boolean isComplete(Path environment, String version) throws IOException {
    if (!Files.isExecutable(pythonOf(environment)) || findHome(environment).isEmpty()) {
      return false;
    }
    Path marker = environment.resolve(MARKER);
    if (Files.exists(marker)) {
      return true;
    }
    // Someone else's environment is as good if it holds the right release.
    String print = "import pyspark, importlib.metadata as m; print(m.version('pyspark'))";
    Command.Result result =
        Command.of(pythonOf(environment).toString(), "-c", print)
            .run("pyspark-" + version + "-version", Duration.ofMinutes(1));
    boolean complete = result.succeeded() && result.output().strip().equals(version);
    if (complete) {
      Files.createFile(marker);
    }
    return complete;
  }

  private static void install(Path environment, String version) throws IOException {
    deleteRecursively(environment);
    String log = "pyspark-" + version + "-install";
    Command.of("python3", "-m", "venv", environment.toString())
        .run(log, INSTALL_TIMEOUT)
        .orElseThrow();
    pipInstall(pythonOf(environment), log, "pyspark==" + version);
    Files.createFile(environment.resolve(MARKER));
  }

  private static void pipInstall(Path python, String log, String... requirements) {
    List<String> words = new ArrayList<>(List.of(python.toString(), "-m", "pip", "install"));
    words.addAll(List.of(requirements));
    Command.of(words.toArray(String[]::new))
        .environment(Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1", "PIP_NO_INPUT", "1"))
        .run(log, INSTALL_TIMEOUT)
        .orElseThrow();
  }

  private static Path pythonOf(Path environment) {
    return environment.resolve("bin").resolve("python");
  }

  private static Optional<Path> findHome(Path environment) throws IOException {
    Path lib = environment.resolve("lib");
    if (!Files.isDirectory(lib)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(lib, "python3*")) {
      for (Path python : versions) {
        Path home = python.resolve("site-packages").resolve("pyspark");
        if (Files.isDirectory(home.resolve("jars"))) {
          return Optional.of(home);
        }
      }
    }
    return Optional.empty();
  }

  private static void deleteRecursively(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

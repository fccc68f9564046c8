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

import io.vectordb.errors.VectorDbException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names of local files. On Linux, the locale in which a JVM is started says which bytes a name
 * outside ASCII has. If these are not the bytes of UTF-8, such a name cannot be written, or is that
 * of another file than for a JVM beside it, so it is refused.
 */
final class LocalName {
  private static final String ENCODING =
      File.separatorChar == '/' ? System.getProperty("sun.jnu.encoding", "UTF-8") : "UTF-8";

  private LocalName() {}

  /** The absolute path of a directory. */
  static Path directory(String path) {
    Path directory = of(path, Path.of(""));
    check(directory.toAbsolutePath().toString());
    return directory.toAbsolutePath().normalize();
  }

  /** The file {@code name} in {@code directory}. */
  static Path of(String name, Path directory) {
    try {
      return directory.resolve(check(name));
    } catch (InvalidPathException e) {
      throw new VectorDbException(
          "'" + name + "' cannot be the name of a local file: " + e.getReason(), e);
    }
  }

  /** {@code name} itself if it is the same name for every JVM on this machine. */
  static String check(String name) {
    if (!ENCODING.equalsIgnoreCase("UTF-8") && name.chars().anyMatch(c -> c > '~')) {
      throw new VectorDbException(
          "The name of the local file '"
              + name
              + "' has characters outside ASCII, which this JVM cannot use because the encoding of"
              + " its locale is "
              + ENCODING
              + ", not UTF-8; start it, and Spark's executors, with the environment variable"
              + " LC_ALL=C.UTF-8, or choose a path of ASCII only");
    }
    return name;
  }
}

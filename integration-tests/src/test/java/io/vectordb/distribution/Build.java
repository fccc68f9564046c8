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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the Maven build tells these tests. */
final class Build {

  private Build() {}

  /** The packaged connector, as users add it. */
  static Path jar() {
    return Path.of(property("vectordb.jar")).toAbsolutePath().normalize();
  }

  /** Releases of PySpark, oldest first. */
  static List<String> distributions() {
    // Maven does not hand on a property that is empty.
    return Arrays.stream(System.getProperty("vectordb.distributions", "").split(","))
        .map(String::strip)
        .filter(version -> !version.isEmpty())
        .toList();
  }

  /** Where distributions are kept between builds. */
  static Path cache() {
    return Path.of(property("vectordb.cache")).toAbsolutePath();
  }

  /** Where the output of started processes goes. */
  static Path logs() {
    return Path.of(property("vectordb.logs")).toAbsolutePath();
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "System property " + name + " is missing: run these tests with mvn verify");
    }
    return value;
  }
}

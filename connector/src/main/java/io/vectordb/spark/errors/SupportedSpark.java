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
package io.vectordb.spark.errors;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The releases of Spark that vectordb is for. An older one fails somewhere for want of a class;
 * where it comes by here first, it says so.
 */
public final class SupportedSpark {
  private static final int MAJOR = 4;
  private static final int FIRST_MINOR = 1;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  private SupportedSpark() {}

  /**
   * Refuses a Spark that is too old.
   *
   * @throws UnsupportedOperationException which every release's Python shows as one sentence
   */
  public static void require() {
    problem()
        .ifPresent(
            problem -> {
              throw new UnsupportedOperationException(problem);
            });
  }

  /** What is wrong with the Spark that runs this, if anything is. */
  public static Optional<String> problem() {
    return problem(org.apache.spark.package$.MODULE$.SPARK_VERSION());
  }

  /** A release that is newer than this one of vectordb is given a try. */
  static Optional<String> problem(String version) {
    Matcher parts = VERSION.matcher(version);
    boolean tooOld =
        parts.matches()
            && (Integer.parseInt(parts.group(1)) < MAJOR
                || (Integer.parseInt(parts.group(1)) == MAJOR
                    && Integer.parseInt(parts.group(2)) < FIRST_MINOR));
    return tooOld
        ? Optional.of("vectordb needs Spark 4.1 to 4.3; this is " + version)
        : Optional.empty();
  }
}

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
package io.vectordb.spark.schema;

import java.util.Arrays;
import java.util.Locale;

/** The option of the dimension of one of several vector columns, which is named by its column. */
final class DimensionOption {
  private static final String PREFIX = "vector.";
  private static final String SUFFIX = ".dimension";

  private DimensionOption() {}

  /** The name of the option for {@code column}. */
  static String of(String column) {
    return PREFIX + column + SUFFIX;
  }

  /** Whether the option {@code key}, in whatever case, is the dimension of one vector column. */
  static boolean isOne(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return lower.startsWith(PREFIX) && lower.endsWith(SUFFIX);
  }

  /** Whether the option {@code key}, in whatever case, says what a new table's columns are. */
  static boolean definesColumns(String key) {
    return isOne(key)
        || Arrays.stream(Option.values())
            .filter(option -> option.isFor(Option.Use.DEFINITION))
            .anyMatch(option -> option.key().equalsIgnoreCase(key));
  }
}

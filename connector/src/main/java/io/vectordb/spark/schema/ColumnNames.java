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

import io.vectordb.errors.VectorDbException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of columns as the value of an option: separated by commas, blanks around them ignored. A
 * name that has a comma, or blanks around it, stands in backquotes, in which two mean one.
 */
public final class ColumnNames {
  private static final Pattern NAME =
      Pattern.compile("\\s*(?:`((?:[^`]|``)*)`|([^`,][^,]*)|)\\s*(,|\\z)");

  private ColumnNames() {}

  /**
   * The names in {@code list}, in its order.
   *
   * @throws VectorDbException if the value of the option {@code key} has a backquote too many
   */
  static List<String> parse(String key, String list) {
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(list);
    while (matcher.lookingAt()) {
      if (matcher.group(1) != null) {
        names.add(matcher.group(1).replace("``", "`"));
      } else if (matcher.group(2) != null) {
        names.add(matcher.group(2).trim());
      }
      if (matcher.group(3).isEmpty()) {
        return names;
      }
      matcher.region(matcher.end(), list.length());
    }
    throw OptionText.malformed(
        key, list, "names separated by commas; a name with a comma stands in `backquotes`");
  }

  /** The value of an option that {@link #parse} reads. */
  public static String text(List<String> names) {
    return names.stream().map(References::quoted).collect(Collectors.joining(", "));
  }
}

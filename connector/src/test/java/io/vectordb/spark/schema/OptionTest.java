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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionTest {
  /** The page that explains the options to users. */
  private static final Path PAGE = Path.of("docs/options.md");

  private static final String OPTIONS = "| option | meaning | default |";
  private static final String PROPERTIES = "| property | meaning | default |";

  private static String row(Option option) {
    String defaultValue = option.defaultText().isEmpty() ? "" : option.defaultText() + " ";
    return "| `" + option.key() + "` | " + option.description() + " | " + defaultValue + "|";
  }

  private static String plain(String markdown) {
    return markdown
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replace("\\<", "<")
        .replace("\\>", ">");
  }

  private static List<String> rows(String header) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(OptionTest::plain)
        .toList();
  }

  /** The page may link what it says to other pages; the failure shows the rows to paste. */
  @Test
  void pageHasEveryOptionWithItsDescription() throws IOException {
    List<String> rows = rows(OPTIONS);
    List<String> options =
        Arrays.stream(Option.values()).filter(Option::isOfStatements).map(OptionTest::row).toList();
    assertEquals(String.join("\n", options), String.join("\n", rows));
  }

  /** A property that is an option too refers to that, or says what it means for tables. */
  @ParameterizedTest
  @EnumSource(Option.class)
  void pageHasEveryProperty(Option option) throws IOException {
    List<String> rows = rows(PROPERTIES);
    boolean isNamed = rows.stream().anyMatch(row -> row.startsWith("| `" + option.key() + "` |"));
    assertEquals(option.isFor(Option.Use.PROPERTY) || option.isFor(Option.Use.DEFINITION), isNamed);
    assertTrue(option.isOfStatements() || rows.contains(row(option)), row(option));
  }
}

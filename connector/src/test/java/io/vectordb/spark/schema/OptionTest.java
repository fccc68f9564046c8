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
  private static final Path PAGE = Path.of("../README.md");

  private static final String HEADER = "| option | meaning | default |";

  private static String row(Option option) {
    String defaultValue = option.defaultValue().isEmpty() ? "" : option.defaultValue() + " ";
    return "| `" + option.key() + "` | " + option.description() + " | " + defaultValue + "|";
  }

  private static String plain(String markdown) {
    return markdown
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replace("\\<", "<")
        .replace("\\>", ">");
  }

  /** The page may link what it says to other pages; the failure shows the rows to paste. */
  @Test
  void pageHasEveryOptionWithItsDescription() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals(HEADER))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(OptionTest::plain)
            .toList();
    List<String> options =
        Arrays.stream(Option.values()).filter(Option::isOfStatements).map(OptionTest::row).toList();
    assertEquals(String.join("\n", options), String.join("\n", rows));
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void pageNamesEveryProperty(Option option) throws IOException {
    assertTrue(Files.readString(PAGE).contains("`" + option.key() + "`"), option.key());
  }
}

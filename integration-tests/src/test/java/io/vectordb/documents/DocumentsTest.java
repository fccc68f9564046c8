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
package io.vectordb.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How examples are found, and that every page has some. */
class DocumentsTest {

  static List<Page> pages() {
    return Page.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void everyPageHasExamplesThatRun(Page page) {
    assertTrue(page.running().findAny().isPresent(), page.name());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void everyExampleRunsOrSaysWhyNot(Page page) {
    for (Page.Block block : page.blocks()) {
      String place = page.name() + ":" + block.line();
      assertTrue(
          Page.LANGUAGES.contains(block.language()) || block.language().equals("text"),
          () -> place + ": nothing runs examples in '" + block.language() + "'");
      assertFalse(
          block.notRun().filter(String::isEmpty).isPresent(),
          () -> place + ": say why the example is not run");
    }
  }

  @Test
  void blocksHaveTheLinesOfThePage() {
    Page page =
        Page.of(
            "page.md",
            """
            # Title

            ```java
            int x;
            ```

            * In a list:

              ~~~~sql
              SELECT '```';
              ~~~~

            <!-- a remark -->
            ```python
            ```
            """);
    assertEquals(
        List.of(
            new Page.Block("java", 4, "int x;\n", Optional.empty()),
            new Page.Block("sql", 10, "SELECT '```';\n", Optional.empty()),
            new Page.Block("python", 15, "", Optional.empty())),
        page.blocks());
  }

  @Test
  void aReasonBelongsToTheBlockBehindIt() {
    Page page =
        Page.of(
            "page.md",
            """
            # Title

            <!-- not run: needs a cluster -->
            ```sql
            SELECT 1;
            ```

            ```sql
            SELECT 2;
            ```

            <!-- not run: needs a cluster -->
            Some text.

            ```python
            x = 3
            ```
            """);
    assertEquals(
        List.of(Optional.of("needs a cluster"), Optional.empty(), Optional.empty()),
        page.blocks().stream().map(Page.Block::notRun).toList());
    assertFalse(PageProgram.of(page, "java", Path.of("/r")).contains("SELECT 1"));
    assertTrue(page.runs("sql") && page.runs("python"));
    assertFalse(page.runs("java"));
  }

  @Test
  void statementsStandWhereTheyBegin() {
    Page page =
        Page.of(
            "page.md",
            """
            # Title

            ```sql
            -- First a text with a semicolon,
            SELECT ';', "\\\\";  -- then; another
            SELECT 2; SELECT
              3;

            DROP TABLE t;                                       -- the end
            ```

            ```python
            load("/data/t")
            ```
            """);
    List<String> lines = PageProgram.of(page, "python", Path.of("/r")).lines().skip(3).toList();
    assertEquals(
        List.of(
            "runSql(\"-- First a text with a semicolon,\\nSELECT ';', \\\"\\\\\\\\\\\"\");",
            "runSql(\"-- then; another\\nSELECT 2\");",
            "runSql(\"SELECT\\n  3\");",
            "",
            "",
            "runSql(\"DROP TABLE t\");",
            "",
            "",
            "",
            "load(\"/r/data/t\")"),
        lines);
  }
}

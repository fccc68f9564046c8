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
package io.vectordb.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole example, on a few dozen emoji. */
class ImageSearchTest {
  private static final Pattern ROW = Pattern.compile("^  \\d\\.\\d{4}  .*");

  @TempDir Path folder;

  @Test
  void findsTheOtherCats() throws IOException {
    copy("animals-and-nature", "cat", "dog", "tiger", "frog", "rose", "tulip", "whale", "snail");
    copy("smileys-and-people", "smiley_cat", "smirk_cat", "heart_eyes_cat", "imp", "skull");
    copy("food-and-drink", "apple", "lemon", "banana", "pizza", "cookie", "cake", "coffee");
    Files.writeString(folder.resolve("images/food-and-drink/broken.png"), "no image");

    Output first = run("--k", "3");
    assertEquals(0, first.exitCode(), first.text());
    List<String> rows = rows(first);
    // Four cats above the threshold, then the three best.
    assertEquals(7, rows.size(), first.text());
    assertEquals("1.0000 cat animals-and-nature", rows.get(0));
    assertEquals("1.0000 cat animals-and-nature", rows.get(4));
    assertTrue(rows.subList(0, 4).stream().allMatch(row -> row.contains("cat")), first.text());
    assertEquals(rows.subList(0, 3), rows.subList(4, 7));
    assertTrue(first.text().contains("Scan"), first.text());
    assertEquals(
        ContactSheet.WIDTH, ImageIO.read(folder.resolve("matches.png").toFile()).getWidth());

    // The table stays: another query needs no images, and may be a file.
    Path file = folder.resolve("images/food-and-drink/apple.png");
    Output second = run("--keep", "--query", file.toString(), "--threshold", "0.99");
    assertEquals(0, second.exitCode(), second.text());
    assertFalse(second.text().contains("Reading"), second.text());
    assertEquals("1.0000 apple food-and-drink", rows(second).get(0));
  }

  @Test
  void unknownQueryNamesTheNearest() throws IOException {
    copy("animals-and-nature", "cat", "dog", "tiger");
    Output output = run("--query", "tigre");
    assertEquals(1, output.exitCode());
    assertTrue(
        output.text().contains("no image is called 'tigre', and no file either; near it are tiger"),
        output.text());
  }

  @Test
  void missingFolderIsNamed() {
    Output output = run();
    assertEquals(1, output.exitCode());
    assertTrue(output.text().contains(folder.resolve("images").toString()), output.text());
  }

  private void copy(String category, String... names) throws IOException {
    Path target = Files.createDirectories(folder.resolve("images").resolve(category));
    for (String name : names) {
      String file = name + ".png";
      Files.copy(EmojiTest.FOLDER.resolve(category).resolve(file), target.resolve(file));
    }
  }

  private Output run(String... options) {
    List<String> fixed =
        List.of(
            "--images", folder.resolve("images").toString(),
            "--table", folder.resolve("table").toString(),
            "--output", folder.resolve("matches.png").toString());
    return Output.of(ImageSearch::run, Stream.concat(fixed.stream(), Stream.of(options)).toList());
  }

  /** The lines of matches: score, name, category. */
  private static List<String> rows(Output output) {
    return output
        .text()
        .lines()
        .filter(line -> ROW.matcher(line).matches())
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }
}

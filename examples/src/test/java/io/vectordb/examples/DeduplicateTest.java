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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole example, on a few emoji and on larger JPEG images of them in the place of others. */
class DeduplicateTest {
  private static final List<String> NAMES =
      List.of("cat", "dog", "tiger", "frog", "rose", "tulip", "whale", "snail");

  @TempDir Path folder;

  @Test
  void findsWhatHasTheSameName() throws IOException {
    for (String name : NAMES) {
      Path emoji = EmojiTest.FOLDER.resolve("animals-and-nature").resolve(name + ".png");
      Files.copy(emoji, Files.createDirectories(folder.resolve("png")).resolve(name + ".png"));
      write(emoji, Files.createDirectories(folder.resolve("jpg")).resolve(name + ".jpg"));
    }
    Files.copy(folder.resolve("png/cat.png"), folder.resolve("png/same.png"));

    Output output = run("--thresholds", "0.5,0.7,1.1", "--threshold", "0.7");
    assertEquals(0, output.exitCode(), output.text());
    List<String> lines = output.text().lines().map(String::strip).toList();
    assertTrue(lines.contains("8 images of jpg"), output.text());
    assertTrue(lines.contains("9 images of png"), output.text());
    assertTrue(lines.contains("8 pairs of two vendors have the same name"), output.text());
    // The copy of the cat is a pair with the other vendor's cat, and of another name.
    assertTrue(lines.contains("0.70       9                8       0.889    1.000"), output.text());
    assertTrue(lines.contains("1.10       0                0       0.000    0.000"), output.text());
    assertTrue(lines.contains("8 groups of 17 images, the largest of 3"), output.text());
    assertTrue(lines.contains("3  jpg/cat, png/cat, png/same"), output.text());
    assertTrue(lines.contains("2  jpg/whale, png/whale"), output.text());
    assertEquals(ContactSheet.WIDTH, ImageIO.read(folder.resolve("g.png").toFile()).getWidth());

    assertEquals(output, run("--thresholds", "1.1,0.7,0.5", "--threshold", "0.7"));
  }

  @Test
  void missingFolderIsNamed() {
    Output output = run();
    assertEquals(1, output.exitCode());
    assertTrue(output.text().contains(folder.resolve("jpg").toString()), output.text());
  }

  /** Twice as large, on white as the description sees what is transparent. */
  private static void write(Path emoji, Path file) throws IOException {
    BufferedImage picture = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 128, 128);
    graphics.drawImage(ImageIO.read(emoji.toFile()), 0, 0, 128, 128, null);
    graphics.dispose();
    ImageIO.write(picture, "jpg", file.toFile());
  }

  private Output run(String... options) {
    List<String> fixed =
        List.of(
            "--images", "jpg=" + folder.resolve("jpg"),
            "--images", "png=" + folder.resolve("png"),
            "--table", folder.resolve("table").toString(),
            "--groups", folder.resolve("groups").toString(),
            "--output", folder.resolve("g.png").toString());
    List<String> all = new ArrayList<>(fixed);
    all.addAll(List.of(options));
    return Output.of(Deduplicate::run, all);
  }
}

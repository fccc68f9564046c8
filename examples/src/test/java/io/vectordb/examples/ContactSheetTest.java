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
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
  private static final int WHITE = 0xFFFFFFFF;

  @TempDir Path folder;

  @Test
  void showsQueryAndMatches() throws IOException {
    BufferedImage picture = write(5);
    assertEquals(ContactSheet.WIDTH, picture.getWidth());
    assertEquals(430, picture.getHeight(), "two rows");
    assertEquals(WHITE, picture.getRGB(5, 5));
    assertNotEquals(WHITE, picture.getRGB(130, 160), "the query");
    assertNotEquals(WHITE, picture.getRGB(366, 120), "the first match");
    assertNotEquals(WHITE, picture.getRGB(366, 296), "the fifth match, in the second row");
    assertEquals(WHITE, picture.getRGB(539, 296), "no sixth match");
  }

  @Test
  void growsWithItsMatches() throws IOException {
    assertEquals(write(1).getHeight(), write(8).getHeight());
    assertEquals(write(8).getHeight() + 176, write(9).getHeight());
  }

  @Test
  void unreadableMatchStaysEmpty() throws IOException {
    ContactSheet sheet = new ContactSheet("cat", cat(), List.of());
    sheet.add("broken", 0.5, new byte[] {1, 2, 3});
    Path file = folder.resolve("sheet.png");
    sheet.write(file);
    assertEquals(WHITE, ImageIO.read(file.toFile()).getRGB(366, 120));
  }

  private BufferedImage write(int matches) throws IOException {
    ContactSheet sheet = new ContactSheet("cat", cat(), List.of("some words"));
    for (int i = 0; i < matches; i++) {
      sheet.add("a name that is much too long for its cell " + i, 0.9, cat());
    }
    Path file = folder.resolve("new/folder/sheet.png");
    sheet.write(file);
    return ImageIO.read(file.toFile());
  }

  private static byte[] cat() throws IOException {
    return Files.readAllBytes(EmojiTest.FOLDER.resolve("animals-and-nature/cat.png"));
  }
}

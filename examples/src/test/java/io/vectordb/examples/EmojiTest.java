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

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The pictures that the build cuts out of the emoji sheets. */
class EmojiTest {
  static final Path FOLDER = Path.of(System.getProperty("emoji.folder"));

  @Test
  void everyCategoryIsComplete() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Path picture : pictures()) {
      counts.merge(picture.getParent().getFileName().toString(), 1, Integer::sum);
    }
    Map<String, Integer> expected = new TreeMap<>();
    expected.put("activities", 85);
    expected.put("animals-and-nature", 159);
    expected.put("flags", 270);
    expected.put("food-and-drink", 131);
    expected.put("objects", 264);
    expected.put("smileys-and-people", 2430);
    expected.put("symbols", 224);
    expected.put("travel-and-places", 218);
    assertEquals(expected, counts);
  }

  @Test
  void everyPictureShowsSomething() throws IOException {
    for (Path picture : pictures()) {
      BufferedImage image = ImageIO.read(picture.toFile());
      assertEquals(64, image.getWidth(), picture::toString);
      assertEquals(64, image.getHeight(), picture::toString);
      int[] pixels = image.getRGB(0, 0, 64, 64, null, 0, 64);
      long opaque = Arrays.stream(pixels).filter(pixel -> pixel >>> 24 != 0).count();
      assertTrue(opaque > 100, () -> picture + " has " + opaque + " pixels");
    }
  }

  /** Names and cells belong together: the cat is orange, the heart is red. */
  @Test
  void namesFitThePictures() throws IOException {
    assertEquals(0xFFC023, colour("animals-and-nature/cat.png"), "cat");
    assertEquals(0xF44336, colour("smileys-and-people/heart.png"), "heart");
    assertTrue(Files.exists(FOLDER.resolve("smileys-and-people/wave-medium_dark.png")));
  }

  private static int colour(String picture) throws IOException {
    return ImageIO.read(FOLDER.resolve(picture).toFile()).getRGB(32, 50) & 0xFFFFFF;
  }

  private static List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}

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
package io.vectordb.spark.ml;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Images whose features are known, drawn for the tests. */
final class Images {
  private Images() {}

  static byte[] plain(Color color) {
    return png(64, 64, BufferedImage.TYPE_INT_RGB, graphics -> fill(graphics, color, 64, 64));
  }

  /** Stripes whose edges are all vertical, so that brightness changes only from left to right. */
  static byte[] verticalStripes() {
    return png(
        64,
        64,
        BufferedImage.TYPE_INT_RGB,
        graphics -> {
          graphics.setColor(Color.WHITE);
          for (int x = 0; x < 64; x += 8) {
            graphics.fillRect(x, 0, 4, 64);
          }
        });
  }

  /** A disc; what surrounds it is transparent or of a colour. */
  static byte[] disc(Color disc, Color background) {
    return png(
        64,
        64,
        background == null ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB,
        graphics -> {
          if (background != null) {
            fill(graphics, background, 64, 64);
          }
          graphics.setColor(disc);
          graphics.fillOval(12, 12, 40, 40);
        });
  }

  /** A picture that is the same in every run, one for each seed. */
  static byte[] noise(long seed, int width, int height, int type) {
    Random random = new Random(seed);
    return png(
        width,
        height,
        type,
        graphics -> {
          for (int i = 0; i < 40; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            graphics.fillRect(random.nextInt(width), random.nextInt(height), 9, 7);
          }
        });
  }

  private static void fill(Graphics2D graphics, Color color, int width, int height) {
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
  }

  private static byte[] png(int width, int height, int type, Consumer<Graphics2D> draw) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    draw.accept(graphics);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

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

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A picture of the query on the left and its matches, best first, on the right. */
final class ContactSheet {
  static final int WIDTH = 1000;

  private static final int MARGIN = 28;
  private static final int COLUMNS = 4;
  private static final int QUERY_SIZE = 208;
  private static final int GRID_LEFT = MARGIN + QUERY_SIZE + 44;
  private static final int CELL_WIDTH = (WIDTH - MARGIN - GRID_LEFT) / COLUMNS;
  private static final int IMAGE_SIZE = 116;
  private static final int CELL_HEIGHT = IMAGE_SIZE + 60;
  private static final int HEADER = 64;

  private static final Color INK = new Color(0x202124);
  private static final Color FAINT = new Color(0x6B7177);
  private static final Color LINE = new Color(0xE3E5E8);

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
  private static final Font NAME = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Font SCORE = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private static final boolean FONTS = hasFonts();

  private final Cell query;
  private final List<String> captions;
  private final List<Cell> matches = new ArrayList<>();

  ContactSheet(String name, byte[] image, List<String> captions) {
    query = new Cell(name, 1, decode(image));
    this.captions = List.copyOf(captions);
  }

  /** Whether the pictures have their names: text cannot be drawn where no font is installed. */
  static boolean hasLabels() {
    return FONTS;
  }

  void add(String name, double score, byte[] image) {
    matches.add(new Cell(name, score, decode(image)));
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(draw(), "png", file.toFile());
  }

  private BufferedImage draw() {
    int rows = Math.max(2, (matches.size() + COLUMNS - 1) / COLUMNS);
    int height = HEADER + rows * CELL_HEIGHT + MARGIN / 2;
    BufferedImage sheet = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, WIDTH, height);

    text(graphics, TITLE, INK, "Query", MARGIN, QUERY_SIZE, 40);
    text(graphics, TITLE, INK, "Most similar", GRID_LEFT, WIDTH - MARGIN - GRID_LEFT, 40);
    graphics.setColor(LINE);
    graphics.setStroke(new BasicStroke(1));
    graphics.drawLine(GRID_LEFT - 22, 22, GRID_LEFT - 22, height - 22);

    image(graphics, query.image(), MARGIN, HEADER, QUERY_SIZE);
    int baseline = HEADER + QUERY_SIZE + 28;
    text(graphics, NAME, INK, query.name(), MARGIN, QUERY_SIZE, baseline);
    for (String caption : captions) {
      baseline += 20;
      text(graphics, SCORE, FAINT, caption, MARGIN, QUERY_SIZE, baseline);
    }
    for (int i = 0; i < matches.size(); i++) {
      Cell match = matches.get(i);
      int left = GRID_LEFT + i % COLUMNS * CELL_WIDTH;
      int top = HEADER + i / COLUMNS * CELL_HEIGHT;
      image(graphics, match.image(), left + (CELL_WIDTH - IMAGE_SIZE) / 2, top, IMAGE_SIZE);
      String score = String.format(Locale.ROOT, "%.3f", match.score());
      text(graphics, NAME, INK, match.name(), left, CELL_WIDTH, top + IMAGE_SIZE + 20);
      text(graphics, SCORE, FAINT, score, left, CELL_WIDTH, top + IMAGE_SIZE + 38);
    }
    graphics.dispose();
    return sheet;
  }

  /** Draws an image as large as it gets in a square without changing its shape. */
  private static void image(Graphics2D graphics, BufferedImage image, int x, int y, int size) {
    double scale = (double) size / Math.max(image.getWidth(), image.getHeight());
    int width = (int) Math.round(image.getWidth() * scale);
    int height = (int) Math.round(image.getHeight() * scale);
    graphics.drawImage(image, x + (size - width) / 2, y + (size - height) / 2, width, height, null);
  }

  /** Writes a line in the middle of a box, shortened to its width. */
  private static void text(
      Graphics2D graphics, Font font, Color color, String text, int x, int width, int baseline) {
    if (!FONTS) {
      return;
    }
    graphics.setFont(font);
    graphics.setColor(color);
    FontMetrics metrics = graphics.getFontMetrics();
    String line = text;
    for (int end = text.length() - 1; end > 0 && metrics.stringWidth(line) > width - 8; end--) {
      line = text.substring(0, end) + "…";
    }
    graphics.drawString(line, x + (width - metrics.stringWidth(line)) / 2, baseline);
  }

  private static boolean hasFonts() {
    try {
      return NAME.canDisplay('a');
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Which of them depends on the JDK; later uses of the font system fail again.
      return false;
    }
  }

  /** OpenCV reads images that the JDK does not, as CMYK photos: they stay empty in the sheet. */
  private static BufferedImage decode(byte[] bytes) {
    BufferedImage image = null;
    try {
      image = ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      // As for a format that the JDK does not know, where read answers null.
    }
    return image == null ? new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB) : image;
  }

  private record Cell(String name, double score, BufferedImage image) {}
}

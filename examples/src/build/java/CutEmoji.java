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
import com.vanniktech.emoji.EmojiCategory;
import com.vanniktech.emoji.google.GoogleEmoji;
import com.vanniktech.emoji.google.category.ActivitiesCategory;
import com.vanniktech.emoji.google.category.AnimalsAndNatureCategory;
import com.vanniktech.emoji.google.category.FlagsCategory;
import com.vanniktech.emoji.google.category.FoodAndDrinkCategory;
import com.vanniktech.emoji.google.category.ObjectsCategory;
import com.vanniktech.emoji.google.category.SmileysAndPeopleCategory;
import com.vanniktech.emoji.google.category.SymbolsCategory;
import com.vanniktech.emoji.google.category.TravelAndPlacesCategory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * Cuts the Noto emoji out of the sheets of {@code emoji-google-android} into one PNG per emoji,
 * {@code <folder>/<category>/<name>.png}: the pictures that the image search example reads. The
 * build runs this file by itself ({@code java -cp ... CutEmoji.java <sheets> <folder>}), because
 * only the classes of that artifact, which no program of ours needs later, know the names.
 */
public class CutEmoji {
  /** A sheet is one column of cells; the emoji stands inside a border of one pixel. */
  private static final int CELL = 66;

  private static final int SIZE = 64;

  private static final List<EmojiCategory> CATEGORIES =
      List.of(
          new ActivitiesCategory(),
          new AnimalsAndNatureCategory(),
          new FlagsCategory(),
          new FoodAndDrinkCategory(),
          new ObjectsCategory(),
          new SmileysAndPeopleCategory(),
          new SymbolsCategory(),
          new TravelAndPlacesCategory());

  private static final Map<Integer, String> SKIN_TONES =
      Map.of(
          0x1F3FB, "light",
          0x1F3FC, "medium_light",
          0x1F3FD, "medium",
          0x1F3FE, "medium_dark",
          0x1F3FF, "dark");

  private final Path sheetFolder;
  private final Path folder;
  private final Map<Integer, BufferedImage> sheets = new HashMap<>();
  private final Set<String> cells = new HashSet<>();

  private CutEmoji(Path sheetFolder, Path folder) {
    this.sheetFolder = sheetFolder;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    Path partial = Path.of(args[1] + ".partial");
    if (Files.exists(folder)) {
      return;
    }
    new CutEmoji(Path.of(args[0]), partial).cutAll();
    // The folder appears complete or not at all: a build that was interrupted starts over.
    Files.move(partial, folder);
  }

  private void cutAll() throws IOException {
    for (EmojiCategory category : CATEGORIES) {
      // AnimalsAndNatureCategory -> animals-and-nature
      String className = category.getClass().getSimpleName().replace("Category", "");
      Path target =
          Files.createDirectories(
              folder.resolve(
                  className.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT)));
      // Plain emoji first: a variant that shares a cell with one of them is no picture of its own.
      List<GoogleEmoji> emojis =
          category.getEmojis().stream().map(emoji -> (GoogleEmoji) emoji).toList();
      emojis.forEach(emoji -> cut(emoji, name(emoji, emoji), target));
      for (GoogleEmoji emoji : emojis) {
        emoji.getVariants().forEach(variant -> cut(variant, name(emoji, variant), target));
      }
    }
  }

  private void cut(GoogleEmoji emoji, String name, Path target) {
    int column = emoji.getX$emoji_google_release();
    int row = emoji.getY$emoji_google_release();
    if (!cells.add(column + "/" + row)) {
      return;
    }
    BufferedImage cell =
        sheets.computeIfAbsent(column, this::sheet).getSubimage(1, row * CELL + 1, SIZE, SIZE);
    BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
    picture.createGraphics().drawImage(cell, 0, 0, null);
    int[] pixels = picture.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE);
    boolean transparent = true;
    for (int pixel : pixels) {
      transparent &= pixel >>> 24 == 0;
    }
    if (transparent) {
      return;
    }
    Path file = target.resolve(name + ".png");
    try {
      if (Files.exists(file)) {
        throw new IllegalStateException("two emoji are called " + file);
      }
      ImageIO.write(picture, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BufferedImage sheet(int column) {
    Path file = sheetFolder.resolve("emoji_google_sheet_" + column + ".png");
    try {
      return ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Short code of the emoji, with the skin tones of the variant: {@code wave-medium_dark}. */
  private static String name(GoogleEmoji emoji, GoogleEmoji variant) {
    String shortcode =
        emoji.getShortcodes().isEmpty() ? codePoints(emoji) : emoji.getShortcodes().get(0);
    String tones =
        variant
            .getUnicode()
            .codePoints()
            .filter(SKIN_TONES::containsKey)
            .mapToObj(tone -> "-" + SKIN_TONES.get(tone))
            .collect(Collectors.joining());
    return shortcode + tones;
  }

  private static String codePoints(GoogleEmoji emoji) {
    return emoji
        .getUnicode()
        .codePoints()
        .mapToObj(point -> String.format("u%x", point))
        .collect(Collectors.joining("-"));
  }
}

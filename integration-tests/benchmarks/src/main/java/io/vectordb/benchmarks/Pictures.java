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
package io.vectordb.benchmarks;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Folders of real pictures. */
record Pictures(String what, String folder) implements Serializable {
  private static final String PACKAGE = "fonts-cns11643-pixmaps";

  /** Made by the build of the examples. */
  private static final Path EMOJI = Path.of("..", "examples", "target", "emoji");

  /** What was loaded last: the threads of this process share it. */
  private static Pictures loadedFrom;

  private static List<Mat> loaded;

  /**
   * Chinese characters, downloaded below {@code data} once; emoji where they are not to be had.
   *
   * @throws IOException if there are no pictures at all
   */
  static Pictures find(Path data) throws IOException, InterruptedException {
    try {
      return new Pictures(
          "Chinese characters from Debian's " + PACKAGE, characters(data.toAbsolutePath()));
    } catch (IOException e) {
      if (Files.isDirectory(EMOJI)) {
        return new Pictures("Noto emoji", EMOJI.toString());
      }
      throw new IOException(
          e.getMessage()
              + "; without apt-get make pictures of emoji: mvn -pl examples generate-resources",
          e);
    }
  }

  private static String characters(Path data) throws IOException, InterruptedException {
    Path directory = data.resolve("characters");
    Path pixmaps = directory.resolve(Path.of("unpacked", "usr", "share", "pixmaps", "cns11643"));
    if (!Files.exists(directory.resolve("ready"))) {
      Files.createDirectories(directory);
      run(directory, "apt-get", "-q", "download", PACKAGE);
      try (Stream<Path> files = Files.list(directory)) {
        Path archive =
            files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
        run(directory, "dpkg-deb", "-x", archive.toString(), "unpacked");
      }
      Files.createFile(directory.resolve("ready"));
    }
    return pixmaps.toString();
  }

  private static void run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  /** The grey pictures that have edges, in the same order every time. */
  List<Mat> load() {
    synchronized (Pictures.class) {
      if (!equals(loadedFrom)) {
        loaded = read();
        loadedFrom = this;
      }
      return loaded;
    }
  }

  private List<Mat> read() {
    OpenCV.loadLocally();
    List<Mat> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      files
          .filter(file -> file.toString().endsWith(".png"))
          .sorted()
          .map(file -> grey(Imgcodecs.imread(file.toString(), Imgcodecs.IMREAD_UNCHANGED)))
          .filter(Pictures::hasEdges)
          .forEach(pictures::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pictures;
  }

  /** On white where it is transparent. */
  private static Mat grey(Mat picture) {
    Mat grey = new Mat();
    if (picture.channels() == 4) {
      Mat alpha = new Mat();
      Imgproc.cvtColor(picture, grey, Imgproc.COLOR_BGRA2GRAY);
      Core.extractChannel(picture, alpha, 3);
      Core.multiply(grey, alpha, grey, 1 / 255.0);
      Core.bitwise_not(alpha, alpha);
      Core.add(grey, alpha, grey);
      alpha.release();
    } else if (picture.channels() == 3) {
      Imgproc.cvtColor(picture, grey, Imgproc.COLOR_BGR2GRAY);
    } else {
      return picture;
    }
    picture.release();
    return grey;
  }

  private static boolean hasEdges(Mat picture) {
    if (picture.empty()) {
      return false;
    }
    Core.MinMaxLocResult range = Core.minMaxLoc(picture);
    return range.maxVal > range.minVal;
  }
}

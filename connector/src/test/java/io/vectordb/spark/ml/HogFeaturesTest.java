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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the features of one image are. */
class HogFeaturesTest {
  private final HogFeaturizer hog = new HogFeaturizer();

  @Test
  void featuresHaveUnitLength() {
    float[] features = hog.features(Images.noise(1, 200, 90, BufferedImage.TYPE_INT_RGB));
    assertEquals(1024, features.length);
    assertEquals(1, norm(features), 1e-6);
  }

  @Test
  void rawFeaturesPointTheSameWay() {
    byte[] image = Images.noise(2, 64, 64, BufferedImage.TYPE_INT_RGB);
    float[] raw = new HogFeaturizer().setNormalize(false).features(image);
    double norm = norm(raw);
    assertTrue(norm > 2, "blocks of unit length add up: " + norm);
    float[] scaled = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      scaled[i] = (float) (raw[i] * (1 / norm));
    }
    assertArrayEquals(scaled, hog.features(image));
  }

  /** Each thread has its own stack: buffers on it lie at other alignments. */
  @Test
  void sameImageHasSameBitsInEveryThread() {
    byte[] image = Images.noise(3, 300, 300, BufferedImage.TYPE_INT_RGB);
    float[] first = hog.features(image);
    IntStream.range(0, 200)
        .parallel()
        .forEach(i -> assertArrayEquals(first, new HogFeaturizer().features(image)));
  }

  @Test
  void imageWithoutEdgesIsZero() {
    assertArrayEquals(new float[1024], hog.features(Images.plain(Color.BLUE)));
  }

  /** The gradient of a vertical edge has direction 0, between the last bin and the first. */
  @Test
  void verticalEdgesFillTheBinsAroundZero() {
    float[] features = hog.features(Images.verticalStripes());
    double[] energy = new double[16];
    for (int i = 0; i < features.length; i++) {
      energy[i % 16] += (double) features[i] * features[i];
    }
    assertEquals(1, energy[0] + energy[15], 1e-6, Arrays.toString(energy));
  }

  @Test
  void transparentIsWhite() {
    // An ellipse has soft edges only with anti-aliasing, which is off: the two agree bit by bit.
    assertArrayEquals(
        hog.features(Images.disc(Color.RED, Color.WHITE)),
        hog.features(Images.disc(Color.RED, null)));
    // Without the white, transparent black would swallow a black disc.
    assertEquals(1, norm(hog.features(Images.disc(Color.BLACK, null))), 1e-6);
  }

  @Test
  void sixteenBitAndPaletteImagesAreRead() {
    assertEquals(
        1, norm(hog.features(Images.noise(4, 64, 64, BufferedImage.TYPE_USHORT_GRAY))), 1e-6);
    assertEquals(
        1, norm(hog.features(Images.noise(4, 64, 64, BufferedImage.TYPE_BYTE_INDEXED))), 1e-6);
  }

  @Test
  void brokenImageIsNamed() {
    byte[] image = Images.noise(5, 64, 64, BufferedImage.TYPE_INT_RGB);
    for (byte[] broken :
        new byte[][] {new byte[0], {1, 2, 3}, Arrays.copyOf(image, 20), "no image".getBytes()}) {
      VectorDbException error = assertThrows(VectorDbException.class, () -> hog.features(broken));
      assertTrue(error.getMessage().startsWith("HogFeaturizer: cannot read an image: "));
    }
  }

  private static double norm(float[] features) {
    double squares = 0;
    for (float value : features) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}

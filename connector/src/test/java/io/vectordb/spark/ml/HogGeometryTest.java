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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vectordb.errors.VectorDbException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HogGeometryTest {
  @Test
  void defaultsGive1024Floats() {
    assertEquals(1024, new HogFeaturizer().dimension());
  }

  /** The window of the original paper: 105 blocks of 4 cells of 9 directions. */
  @Test
  void pedestrianWindowGives3780Floats() {
    HogFeaturizer hog =
        new HogFeaturizer()
            .setWindowWidth(64)
            .setWindowHeight(128)
            .setBlockWidth(16)
            .setBlockHeight(16)
            .setBins(9);
    assertEquals(3780, hog.dimension());
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        invalid(hog -> hog.setBins(0), "bins is 0; set it to 1 or more"),
        invalid(hog -> hog.setWindowWidth(-1), "windowWidth is -1; set it to 1 or more"),
        invalid(hog -> hog.setWindowHeight(0), "windowHeight is 0; set it to 1 or more"),
        invalid(hog -> hog.setBlockWidth(0), "blockWidth is 0; set it to 1 or more"),
        invalid(hog -> hog.setBlockStrideX(0), "blockStrideX is 0; set it to 1 or more"),
        invalid(hog -> hog.setBlockStrideY(0), "blockStrideY is 0; set it to 1 or more"),
        invalid(hog -> hog.setCellHeight(0), "cellHeight is 0; set it to 1 or more"),
        invalid(
            hog -> hog.setBlockHeight(128),
            "blockHeight 128 is larger than windowHeight 64; a block has to fit into the window"),
        invalid(
            hog -> hog.setBlockWidth(12),
            "blockWidth 12 is not a multiple of cellWidth 8; set blockWidth to 8 or 16"),
        invalid(
            hog -> hog.setCellHeight(16),
            "blockHeight 8 is not a multiple of cellHeight 16; set blockHeight to 16 or 32"),
        invalid(
            hog -> hog.setBlockStrideY(4),
            "blockStrideY 4 is not a multiple of cellHeight 8; set blockStrideY to 8 or 16"),
        invalid(
            hog -> hog.setWindowWidth(70),
            "windowWidth 70 less blockWidth 8 is 62, which is not a multiple of blockStrideX 8; "
                + "the nearest smaller windowWidth that fits is 64"));
  }

  private static Arguments invalid(UnaryOperator<HogFeaturizer> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidGeometryIsRefusedWithItsValues(UnaryOperator<HogFeaturizer> change, String message) {
    HogFeaturizer hog = change.apply(new HogFeaturizer().setInputCol("image"));
    VectorDbException error = assertThrows(VectorDbException.class, hog::dimension);
    assertEquals("HogFeaturizer: " + message, error.getMessage());
  }
}

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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.io.Serializable;

/**
 * The window of a histogram of oriented gradients, all lengths in pixels: cells of pixels, blocks
 * of cells that are normalised together, and the stride from one block to the next.
 */
record HogGeometry(
    int windowWidth,
    int windowHeight,
    int blockWidth,
    int blockHeight,
    int blockStrideX,
    int blockStrideY,
    int cellWidth,
    int cellHeight,
    int bins)
    implements Serializable {

  /** Checks what OpenCV otherwise answers with a failed assertion, or with a crash. */
  HogGeometry {
    if (bins < 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "HogFeaturizer: bins is %d; set it to 1 or more".formatted(bins));
    }
    checkAxis("Width", windowWidth, blockWidth, "blockStrideX", blockStrideX, cellWidth);
    checkAxis("Height", windowHeight, blockHeight, "blockStrideY", blockStrideY, cellHeight);
  }

  /** Number of floats that describe one image. */
  int length() {
    int blocksX = (windowWidth - blockWidth) / blockStrideX + 1;
    int blocksY = (windowHeight - blockHeight) / blockStrideY + 1;
    int cellsPerBlock = (blockWidth / cellWidth) * (blockHeight / cellHeight);
    return Math.multiplyExact(Math.multiplyExact(blocksX * blocksY, cellsPerBlock), bins);
  }

  private static void checkAxis(
      String axis, int window, int block, String strideName, int stride, int cell) {
    checkPositive("window" + axis, window);
    checkPositive("block" + axis, block);
    checkPositive(strideName, stride);
    checkPositive("cell" + axis, cell);
    if (block > window) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "HogFeaturizer: block%s %d is larger than window%s %d; a block has to fit into the window"
              .formatted(axis, block, axis, window));
    }
    checkMultiple("block" + axis, block, "cell" + axis, cell);
    checkMultiple(strideName, stride, "cell" + axis, cell);
    if ((window - block) % stride != 0) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "HogFeaturizer: window%s %d less block%s %d is %d, which is not a multiple of %s %d; "
                  .formatted(axis, window, axis, block, window - block, strideName, stride)
              + "the nearest smaller window%s that fits is %d"
                  .formatted(axis, block + (window - block) / stride * stride));
    }
  }

  private static void checkPositive(String name, int value) {
    if (value < 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "HogFeaturizer: %s is %d; set it to 1 or more".formatted(name, value));
    }
  }

  private static void checkMultiple(String name, int value, String unitName, int unit) {
    if (value % unit != 0) {
      int below = Math.max(1, value / unit) * unit;
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "HogFeaturizer: %s %d is not a multiple of %s %d; set %s to %d or %d"
              .formatted(name, value, unitName, unit, name, below, below + unit));
    }
  }
}

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

import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * The parameters of {@link HogFeaturizer}. Spark ML finds them by their public methods without
 * arguments.
 */
abstract class HogParams extends Transformer {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> outputType;
  private final Param<String> handleInvalid;
  private final BooleanParam normalize;
  private final IntParam windowWidth;
  private final IntParam windowHeight;
  private final IntParam blockWidth;
  private final IntParam blockHeight;
  private final IntParam blockStrideX;
  private final IntParam blockStrideY;
  private final IntParam cellWidth;
  private final IntParam cellHeight;
  private final IntParam bins;

  HogParams(String uid) {
    this.uid = uid;
    inputCol = new Param<>(uid, "inputCol", "column of images: bytes, or Spark's image struct");
    outputCol = new Param<>(uid, "outputCol", "column of features to add");
    outputType = oneOf("outputType", "type of outputCol", "array", "vector");
    handleInvalid =
        oneOf(
            "handleInvalid",
            "what an undecodable image does: fail, drop the row, or have NULL features",
            "error",
            "skip",
            "keep");
    normalize = new BooleanParam(uid, "normalize", "scale the features to unit length");
    windowWidth = size("windowWidth", "width that images are resized to", 64);
    windowHeight = size("windowHeight", "height that images are resized to", 64);
    blockWidth = size("blockWidth", "width of the blocks normalised together", 8);
    blockHeight = size("blockHeight", "height of the blocks normalised together", 8);
    blockStrideX = size("blockStrideX", "horizontal distance between blocks", 8);
    blockStrideY = size("blockStrideY", "vertical distance between blocks", 8);
    cellWidth = size("cellWidth", "width of the cells that get one histogram each", 8);
    cellHeight = size("cellHeight", "height of the cells that get one histogram each", 8);
    bins = size("bins", "directions per histogram, over half a turn", 16);
    setDefault(outputCol, "features");
    setDefault(outputType, "array");
    setDefault(handleInvalid, "error");
    setDefault(normalize, true);
  }

  @Override
  public String uid() {
    return uid;
  }

  HogGeometry geometry() {
    return new HogGeometry(
        getWindowWidth(),
        getWindowHeight(),
        getBlockWidth(),
        getBlockHeight(),
        getBlockStrideX(),
        getBlockStrideY(),
        getCellWidth(),
        getCellHeight(),
        getBins());
  }

  private Param<String> oneOf(String name, String doc, String... values) {
    List<String> allowed = List.of(values);
    return new Param<>(
        uid, name, doc + ": one of " + String.join(", ", values), ParamValidators.inArray(allowed));
  }

  private IntParam size(String name, String doc, int defaultValue) {
    IntParam param = new IntParam(uid, name, doc);
    setDefault(param, defaultValue);
    return param;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public String getInputCol() {
    return getOrDefault(inputCol);
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public String getOutputCol() {
    return getOrDefault(outputCol);
  }

  public Param<String> outputType() {
    return outputType;
  }

  public String getOutputType() {
    return getOrDefault(outputType);
  }

  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  public String getHandleInvalid() {
    return getOrDefault(handleInvalid);
  }

  public BooleanParam normalize() {
    return normalize;
  }

  public boolean getNormalize() {
    return (boolean) getOrDefault(normalize);
  }

  public IntParam windowWidth() {
    return windowWidth;
  }

  public int getWindowWidth() {
    return (int) getOrDefault(windowWidth);
  }

  public IntParam windowHeight() {
    return windowHeight;
  }

  public int getWindowHeight() {
    return (int) getOrDefault(windowHeight);
  }

  public IntParam blockWidth() {
    return blockWidth;
  }

  public int getBlockWidth() {
    return (int) getOrDefault(blockWidth);
  }

  public IntParam blockHeight() {
    return blockHeight;
  }

  public int getBlockHeight() {
    return (int) getOrDefault(blockHeight);
  }

  public IntParam blockStrideX() {
    return blockStrideX;
  }

  public int getBlockStrideX() {
    return (int) getOrDefault(blockStrideX);
  }

  public IntParam blockStrideY() {
    return blockStrideY;
  }

  public int getBlockStrideY() {
    return (int) getOrDefault(blockStrideY);
  }

  public IntParam cellWidth() {
    return cellWidth;
  }

  public int getCellWidth() {
    return (int) getOrDefault(cellWidth);
  }

  public IntParam cellHeight() {
    return cellHeight;
  }

  public int getCellHeight() {
    return (int) getOrDefault(cellHeight);
  }

  public IntParam bins() {
    return bins;
  }

  public int getBins() {
    return (int) getOrDefault(bins);
  }
}

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
package io.vectordb.spark.column;

import java.util.Arrays;
import org.apache.spark.sql.types.DataTypes;

/** Elements of vectors in an array. */
final class HeapElements extends HeapColumnVector {
  private final float[] floats;
  private final double[] doubles;

  /**
   * @param elements a float[] or double[]
   * @param nulls which of them are NULL; null if none is
   */
  HeapElements(Object elements, boolean[] nulls) {
    super(elements instanceof float[] ? DataTypes.FloatType : DataTypes.DoubleType, nulls);
    this.floats = elements instanceof float[] f ? f : null;
    this.doubles = elements instanceof double[] d ? d : null;
  }

  /** All elements, if they are 32-bit floats. */
  float[] floats() {
    return floats;
  }

  @Override
  public float getFloat(int index) {
    return floats[index];
  }

  @Override
  public float[] getFloats(int index, int count) {
    return Arrays.copyOfRange(floats, index, index + count);
  }

  @Override
  public double getDouble(int index) {
    return doubles[index];
  }

  @Override
  public double[] getDoubles(int index, int count) {
    return Arrays.copyOfRange(doubles, index, index + count);
  }
}

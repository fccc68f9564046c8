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
package io.vectordb.kernels.simd;

import static io.vectordb.kernels.simd.PanelSpecies.FUSED;
import static io.vectordb.kernels.simd.PanelSpecies.MANY_REGISTERS;

import io.vectordb.kernels.PanelLoops;

/** The loops over packed panels on vector registers, in the shape that fits them. */
public final class SimdPanelLoops implements PanelLoops {

  private SimdPanelLoops() {}

  /** For the provider only, which calls it where {@link SimdLoops#createIfWide} gave loops. */
  public static PanelLoops create() {
    return new SimdPanelLoops();
  }

  @Override
  public String description() {
    return "SIMD "
        + Species.BITS
        + "-bit, "
        + queryPanel()
        + " x 2"
        + (FUSED ? ", fused" : ", not fused");
  }

  @Override
  public int queryPanel() {
    return MANY_REGISTERS ? TwelveByTwo.QUERIES : SixByTwo.QUERIES;
  }

  @Override
  public int rowPanel() {
    return MANY_REGISTERS ? TwelveByTwo.ROWS : SixByTwo.ROWS;
  }

  @Override
  public void addProducts(
      float[] queries, int queryCount, float[] rows, int rowCount, int dim, float[] sums) {
    if (MANY_REGISTERS) {
      TwelveByTwo.addProducts(queries, queryCount, rows, rowCount, dim, sums);
    } else {
      SixByTwo.addProducts(queries, queryCount, rows, rowCount, dim, sums);
    }
  }

  @Override
  public int atLeast(float[] values, int from, int count, float least, int[] found) {
    return Selection.atLeast(values, from, count, least, found);
  }

  @Override
  public int atMost(float[] values, int from, int count, float most, int[] found) {
    return Selection.atMost(values, from, count, most, found);
  }

  @Override
  public int between(float[] values, int from, int count, float least, float most, int[] found) {
    return Selection.between(values, from, count, least, most, found);
  }
}

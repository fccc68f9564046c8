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
package io.vectordb.kernels;

import java.util.Arrays;

/** The loops over packed panels in plain Java. */
final class ScalarPanelLoops implements PanelLoops {

  static final PanelLoops INSTANCE = new ScalarPanelLoops();

  /** Enough sums side by side for the compiler to find registers by itself. */
  private static final int ROWS = 64;

  private ScalarPanelLoops() {}

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public int queryPanel() {
    return 1;
  }

  @Override
  public int rowPanel() {
    return ROWS;
  }

  @Override
  public void addProducts(
      float[] queries, int queryCount, float[] rows, int rowCount, int dim, float[] sums) {
    float[] partial = new float[ROWS];
    for (int chunk = 0; chunk < dim; chunk += CHUNK) {
      int terms = Math.min(CHUNK, dim - chunk);
      for (int row = 0; row < rowCount; row += ROWS) {
        for (int query = 0; query < queryCount; query++) {
          Arrays.fill(partial, 0);
          int panel = chunk * rowCount + row * terms;
          int vector = chunk * queryCount + query * terms;
          for (int i = 0; i < terms; i++) {
            addProducts(queries[vector + i], rows, panel + i * ROWS, partial);
          }
          addTo(sums, query * rowCount + row, partial);
        }
      }
    }
  }

  private static void addProducts(float x, float[] panel, int from, float[] partial) {
    for (int j = 0; j < ROWS; j++) {
      partial[j] += x * panel[from + j];
    }
  }

  private static void addTo(float[] sums, int from, float[] partial) {
    for (int j = 0; j < ROWS; j++) {
      sums[from + j] += partial[j];
    }
  }

  @Override
  public int atLeast(float[] values, int from, int count, float least, int[] found) {
    int n = 0;
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (value >= least) {
        found[n++] = i;
      }
    }
    return n;
  }

  @Override
  public int atMost(float[] values, int from, int count, float most, int[] found) {
    int n = 0;
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (value <= most) {
        found[n++] = i;
      }
    }
    return n;
  }

  @Override
  public int between(float[] values, int from, int count, float least, float most, int[] found) {
    int n = 0;
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (value >= least && value <= most) {
        found[n++] = i;
      }
    }
    return n;
  }
}

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

/**
 * The loops over packed panels. They come in two forms, in plain Java and on vector registers,
 * whose results differ by rounding only. They trust their arguments, which {@link PanelKernels}
 * describes.
 *
 * <p>Public for the package {@code io.vectordb.kernels.simd} only.
 */
public interface PanelLoops {

  /** Terms that are added up before their sum joins the others. */
  int CHUNK = 256;

  /** What runs, for logs and reports. */
  String description();

  /** Queries of a panel. */
  int queryPanel();

  /** Rows of a panel. */
  int rowPanel();

  /** Adds the products of all queries and rows to {@code sums}. */
  void addProducts(
      float[] queries, int queryCount, float[] rows, int rowCount, int dim, float[] sums);

  /** Finds values that are at least {@code least}. */
  int atLeast(float[] values, int from, int count, float least, int[] found);

  /** Finds values that are at most {@code most}. */
  int atMost(float[] values, int from, int count, float most, int[] found);

  /** Finds values that are both. */
  int between(float[] values, int from, int count, float least, float most, int[] found);
}

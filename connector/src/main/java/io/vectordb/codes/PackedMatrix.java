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
package io.vectordb.codes;

import io.vectordb.kernels.PanelKernels;
import java.util.Arrays;

/**
 * A square matrix, packed for products of its rows with tiles of vectors. One thread uses it at a
 * time.
 *
 * <p>The terms of {@value #CHUNK} consecutive elements are added in ascending order from +0.0 on;
 * these partial sums are added in ascending order from +0.0 on. Whether a product is rounded before
 * it is added depends on the processor; {@link Slack.Rounding#ROTATION} covers both.
 */
final class PackedMatrix {
  /**
   * Elements that are added up before their sum joins the others: fewer roundings for each. Less
   * than a chunk of {@link PanelKernels}, so that each is multiplied by itself.
   */
  static final int CHUNK = 64;

  /** Vectors of a tile at most: a multiple of what a panel of every processor holds. */
  static final int TILE = 96;

  private final PanelKernels kernels = PanelKernels.instance();
  private final int dimension;
  private final int stride;
  private final float[][] chunks;
  private final float[] tile;

  /**
   * Packs a matrix.
   *
   * @param rows {@code dimension} rows of as many elements, row after row; copied
   */
  PackedMatrix(float[] rows, int dimension) {
    this.dimension = dimension;
    this.stride = multiple(dimension, kernels.rowPanel());
    this.chunks = new float[(dimension + CHUNK - 1) / CHUNK][];
    this.tile = new float[multiple(TILE, kernels.queryPanel()) * CHUNK];
    for (int c = 0; c < chunks.length; c++) {
      chunks[c] = new float[stride * terms(c)];
      pack(rows, 0, dimension, c, kernels.rowPanel(), chunks[c]);
    }
  }

  private static int multiple(int count, int of) {
    return (count + of - 1) / of * of;
  }

  private int terms(int chunk) {
    return Math.min(CHUNK, dimension - chunk * CHUNK);
  }

  /** Packs a chunk of the elements of {@code count} vectors, see {@link PanelKernels}. */
  private void pack(float[] vectors, int first, int count, int chunk, int panel, float[] packed) {
    int terms = terms(chunk);
    for (int vector = 0; vector < count; vector++) {
      int from = (first + vector) * dimension + chunk * CHUNK;
      int to = vector / panel * panel * terms + vector % panel;
      for (int i = 0; i < terms; i++) {
        packed[to + i * panel] = vectors[from + i];
      }
    }
  }

  /** From one vector's products to the next one's; at least the dimension. */
  int stride() {
    return stride;
  }

  /** As many elements as the products of a tile take. */
  int tileProducts() {
    return multiple(TILE, kernels.queryPanel()) * stride;
  }

  /**
   * Multiplies a tile: {@code products[v * stride + j]} is the product of vector {@code first + v}
   * and row {@code j} of the matrix.
   *
   * @param vectors vector after vector
   * @param count how many of them, at most {@link #TILE}
   * @param products has {@link #tileProducts} elements
   */
  void multiply(float[] vectors, int first, int count, float[] products) {
    int queries = multiple(count, kernels.queryPanel());
    Arrays.fill(products, 0, queries * stride, 0f);
    for (int c = 0; c < chunks.length; c++) {
      pack(vectors, first, count, c, kernels.queryPanel(), tile);
      kernels.addProducts(tile, queries, chunks[c], stride, terms(c), products);
    }
  }
}

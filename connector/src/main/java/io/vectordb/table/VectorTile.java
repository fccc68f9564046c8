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
package io.vectordb.table;

import io.vectordb.kernels.VectorKernels;

/**
 * A small heap array through which vectors pass on their way from a mapped file to the kernels.
 *
 * <p>The kernels read heap arrays only, because that is the one form of the Vector API that is the
 * same from JDK 17 on. The array holds about one page: then it stays in the first-level cache, the
 * copy costs nothing but the read itself, and the processor copies the next vectors while it still
 * works on these. With an array of the size of the second-level cache, copying and scoring take
 * turns, which measures half as fast.
 */
final class VectorTile {
  private static final int BYTES = 4096;

  private final VectorKernels kernels;
  private final VectorBlock block;
  private final int rows;
  private final float[] floats;
  private final double[] doubles;
  private final double[] scores;

  VectorTile(VectorKernels kernels, VectorBlock block) {
    this(kernels, block, Math.max(1, BYTES / Math.max(1, block.rowBytes())), block.hasFloats());
  }

  private VectorTile(VectorKernels kernels, VectorBlock block, int rows, boolean floats) {
    this.kernels = kernels;
    this.block = block;
    this.rows = rows;
    this.floats = floats ? new float[rows * block.dimension()] : null;
    this.doubles = floats ? null : new double[rows * block.dimension()];
    this.scores = new double[rows];
  }

  /** {@code out[at + i]} becomes the dot product of {@code query} and row {@code firstRow + i}. */
  void dotProducts(double[] query, int firstRow, int count, double[] out, int at) {
    if (rows > 1) {
      inTiles(firstRow, count, out, at, n -> dotProductsOfTile(query, n));
    } else if (floats != null) {
      for (int i = 0; i < count; i++) {
        block.copy(firstRow + i, 1, floats);
        out[at + i] = kernels.dotProduct(query, floats);
      }
    } else {
      for (int i = 0; i < count; i++) {
        block.copy(firstRow + i, 1, doubles);
        out[at + i] = kernels.dotProduct(query, doubles);
      }
    }
  }

  /**
   * {@code out[at + i]} becomes the squared distance of {@code query} and row {@code firstRow + i}.
   */
  void squaredDistances(double[] query, int firstRow, int count, double[] out, int at) {
    if (rows > 1) {
      inTiles(firstRow, count, out, at, n -> squaredDistancesOfTile(query, n));
    } else if (floats != null) {
      for (int i = 0; i < count; i++) {
        block.copy(firstRow + i, 1, floats);
        out[at + i] = kernels.squaredDistance(query, floats);
      }
    } else {
      for (int i = 0; i < count; i++) {
        block.copy(firstRow + i, 1, doubles);
        out[at + i] = kernels.squaredDistance(query, doubles);
      }
    }
  }

  /** {@code out[at + i]} becomes the squared norm of row {@code firstRow + i}. */
  void squaredNorms(int firstRow, int count, double[] out, int at) {
    if (rows > 1) {
      inTiles(firstRow, count, out, at, this::squaredNormsOfTile);
    } else if (floats != null) {
      for (int i = 0; i < count; i++) {
        block.copy(firstRow + i, 1, floats);
        out[at + i] = kernels.squaredNorm(floats);
      }
    } else {
      for (int i = 0; i < count; i++) {
        block.copy(firstRow + i, 1, doubles);
        out[at + i] = kernels.squaredNorm(doubles);
      }
    }
  }

  /** Scores the first {@code count} rows of the tile into {@link #scores}. */
  private interface TileScores {
    void score(int count);
  }

  private void inTiles(int firstRow, int count, double[] out, int at, TileScores tile) {
    for (int from = 0; from < count; from += rows) {
      int n = Math.min(rows, count - from);
      if (floats != null) {
        block.copy(firstRow + from, n, floats);
      } else {
        block.copy(firstRow + from, n, doubles);
      }
      tile.score(n);
      System.arraycopy(scores, 0, out, at + from, n);
    }
  }

  private void dotProductsOfTile(double[] query, int count) {
    if (floats != null) {
      kernels.dotProducts(query, floats, count, scores);
    } else {
      kernels.dotProducts(query, doubles, count, scores);
    }
  }

  private void squaredDistancesOfTile(double[] query, int count) {
    if (floats != null) {
      kernels.squaredDistances(query, floats, count, scores);
    } else {
      kernels.squaredDistances(query, doubles, count, scores);
    }
  }

  private void squaredNormsOfTile(int count) {
    if (floats != null) {
      kernels.squaredNorms(block.dimension(), floats, count, scores);
    } else {
      kernels.squaredNorms(block.dimension(), doubles, count, scores);
    }
  }
}

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
 * A heap array that holds a few hundred kilobytes of vectors while the kernels work on them.
 *
 * <p>The kernels read heap arrays only, because that is the one form of the Vector API that is the same from JDK 17 on.
 * A tile that fits the second-level cache makes the copy from the mapped file free at memory bandwidth.
 */
final class VectorTile {
  /** Leaves room in a second-level cache of 512 KiB. */
  private static final int BYTES = 256 << 10;

  private final VectorBlock block;
  private final float[] floats;
  private final double[] doubles;

  VectorTile(VectorBlock block, int rows) {
    this.block = block;
    this.floats = block.hasFloats() ? new float[rows * block.dimension()] : null;
    this.doubles = block.hasFloats() ? null : new double[rows * block.dimension()];
  }

  private VectorTile(VectorBlock block, float[] floats, double[] doubles) {
    this.block = block;
    this.floats = floats;
    this.doubles = doubles;
  }

  /** How many vectors of {@code block} a tile should hold. */
  static int rowsFor(VectorBlock block) {
    return Math.max(1, BYTES / Math.max(1, block.rowBytes()));
  }

  /** A tile over another block whose vectors have the same shape, with the same array. */
  VectorTile over(VectorBlock other) {
    return new VectorTile(other, floats, doubles);
  }

  /** Whether this tile's array suits {@code other}. */
  boolean suits(VectorBlock other) {
    return block.dimension() == other.dimension() && block.hasFloats() == other.hasFloats();
  }

  /** Copies {@code count} rows of the block from {@code firstRow} to the tile's row {@code at} and on. */
  void fill(int at, int firstRow, int count) {
    int position = at * block.dimension();
    if (floats != null) {
      block.copy(firstRow, count, floats, position);
    } else {
      block.copy(firstRow, count, doubles, position);
    }
  }

  void dotProducts(VectorKernels kernels, double[] query, int count, double[] out) {
    if (floats != null) {
      kernels.dotProducts(query, floats, count, out);
    } else {
      kernels.dotProducts(query, doubles, count, out);
    }
  }

  void squaredDistances(VectorKernels kernels, double[] query, int count, double[] out) {
    if (floats != null) {
      kernels.squaredDistances(query, floats, count, out);
    } else {
      kernels.squaredDistances(query, doubles, count, out);
    }
  }

  void squaredNorms(VectorKernels kernels, int count, double[] out) {
    if (floats != null) {
      kernels.squaredNorms(block.dimension(), floats, count, out);
    } else {
      kernels.squaredNorms(block.dimension(), doubles, count, out);
    }
  }

  /** The vector in the tile's row {@code at}, widened. */
  double[] vector(int at) {
    double[] vector = new double[block.dimension()];
    for (int i = 0, from = at * vector.length; i < vector.length; i++) {
      vector[i] = floats != null ? floats[from + i] : doubles[from + i];
    }
    return vector;
  }
}

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

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Copies rows into a small heap array, on which the loops work: the one form of the Vector API that
 * is the same from JDK 17 on reads heap arrays.
 *
 * <p>The array holds about one page. So it stays in the first-level cache, the copy costs little
 * but the read itself, and the processor copies the next row while it still works on this one. With
 * an array of the size of the second-level cache, copying and scoring take turns, which measures
 * half as fast.
 */
final class CopiedRows implements OffHeapRows {
  private static final int TILE_BYTES = 4096;

  /** HotSpot copies 4 KiB and more in a way that measures slower for what is needed at once. */
  private static final int COPY_BYTES = 2048;

  private final VectorLoops loops;
  private final RowBlocks blocks;
  private final int dimension;
  private final int rows;
  private final FloatBuffer floatBuffer;
  private final DoubleBuffer doubleBuffer;
  private final float[] floats;
  private final double[] doubles;
  private final double[] scores;

  CopiedRows(VectorLoops loops, RowBlocks blocks, FloatBuffer buffer, int dimension) {
    this(loops, blocks, buffer, null, dimension, Float.BYTES);
  }

  CopiedRows(VectorLoops loops, RowBlocks blocks, DoubleBuffer buffer, int dimension) {
    this(loops, blocks, null, buffer, dimension, Double.BYTES);
  }

  private CopiedRows(
      VectorLoops loops,
      RowBlocks blocks,
      FloatBuffer floatBuffer,
      DoubleBuffer doubleBuffer,
      int dimension,
      int elementBytes) {
    this.loops = loops;
    this.blocks = blocks;
    this.dimension = dimension;
    this.rows = Math.max(1, TILE_BYTES / Math.max(1, dimension * elementBytes));
    this.floatBuffer = floatBuffer;
    this.doubleBuffer = doubleBuffer;
    this.floats = floatBuffer != null ? new float[rows * dimension] : null;
    this.doubles = floatBuffer != null ? null : new double[rows * dimension];
    this.scores = new double[rows];
  }

  @Override
  public void dotProducts(double[] query, int firstRow, int count, double[] out, int at) {
    Arguments.checkSameLength(query.length, dimension);
    if (rows > 1) {
      inTiles(firstRow, count, out, at, n -> dotProductsOfTile(query, n));
    } else if (floats != null) {
      for (int i = 0; i < count; i++) {
        copy(firstRow + i, 1, floats);
        out[at + i] = loops.dotProduct(query, floats);
      }
    } else {
      for (int i = 0; i < count; i++) {
        copy(firstRow + i, 1, doubles);
        out[at + i] = loops.dotProduct(query, doubles);
      }
    }
  }

  @Override
  public void squaredDistances(double[] query, int firstRow, int count, double[] out, int at) {
    Arguments.checkSameLength(query.length, dimension);
    if (rows > 1) {
      inTiles(firstRow, count, out, at, n -> squaredDistancesOfTile(query, n));
    } else if (floats != null) {
      for (int i = 0; i < count; i++) {
        copy(firstRow + i, 1, floats);
        out[at + i] = loops.squaredDistance(query, floats);
      }
    } else {
      for (int i = 0; i < count; i++) {
        copy(firstRow + i, 1, doubles);
        out[at + i] = loops.squaredDistance(query, doubles);
      }
    }
  }

  @Override
  public void squaredNorms(int firstRow, int count, double[] out, int at) {
    if (rows > 1) {
      inTiles(firstRow, count, out, at, this::squaredNormsOfTile);
    } else if (floats != null) {
      for (int i = 0; i < count; i++) {
        copy(firstRow + i, 1, floats);
        out[at + i] = loops.squaredNorm(floats);
      }
    } else {
      for (int i = 0; i < count; i++) {
        copy(firstRow + i, 1, doubles);
        out[at + i] = loops.squaredNorm(doubles);
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
        copy(firstRow + from, n, floats);
      } else {
        copy(firstRow + from, n, doubles);
      }
      tile.score(n);
      System.arraycopy(scores, 0, out, at + from, n);
    }
  }

  private void dotProductsOfTile(double[] query, int count) {
    if (floats != null) {
      blocks.dotProducts(query, floats, count, scores);
    } else {
      blocks.dotProducts(query, doubles, count, scores);
    }
  }

  private void squaredDistancesOfTile(double[] query, int count) {
    if (floats != null) {
      blocks.squaredDistances(query, floats, count, scores);
    } else {
      blocks.squaredDistances(query, doubles, count, scores);
    }
  }

  private void squaredNormsOfTile(int count) {
    if (floats != null) {
      blocks.squaredNorms(dimension, floats, count, scores);
    } else {
      blocks.squaredNorms(dimension, doubles, count, scores);
    }
  }

  private void copy(int firstRow, int count, float[] to) {
    int from = firstRow * dimension;
    int end = count * dimension;
    int part = COPY_BYTES / Float.BYTES;
    for (int at = 0; at < end; at += part) {
      floatBuffer.get(from + at, to, at, Math.min(part, end - at));
    }
  }

  private void copy(int firstRow, int count, double[] to) {
    int from = firstRow * dimension;
    int end = count * dimension;
    int part = COPY_BYTES / Double.BYTES;
    for (int at = 0; at < end; at += part) {
      doubleBuffer.get(from + at, to, at, Math.min(part, end - at));
    }
  }
}

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

import io.vectordb.kernels.Lanes;
import io.vectordb.kernels.OffHeapRows;
import io.vectordb.kernels.VectorLoops;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The loops on vector registers. They add whole groups of eight elements; the elements after the
 * last group go through the loops of the definition.
 */
public final class SimdLoops implements VectorLoops {

  private SimdLoops() {}

  /**
   * For the provider only, which calls it once the module and the compiler are known to be there.
   *
   * @return null if the registers are narrower than AVX2 or NEON
   */
  public static VectorLoops createIfWide() {
    return Species.isWideEnough() ? new SimdLoops() : null;
  }

  @Override
  public String description() {
    return "SIMD " + Species.BITS + "-bit";
  }

  @Override
  public void addProducts(double[] query, float[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    if (n == BLOCK) {
      DotProduct.addBlock(query, rows, starts[0], starts[1], starts[2], starts[3], end, lanes);
    }
    for (int r = 0; r < n; r++) {
      if (n < BLOCK) {
        DotProduct.addRow(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      }
      Lanes.addProducts(query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  @Override
  public void addProducts(double[] query, double[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    if (n == BLOCK) {
      DotProduct.addBlock(query, rows, starts[0], starts[1], starts[2], starts[3], end, lanes);
    }
    for (int r = 0; r < n; r++) {
      if (n < BLOCK) {
        DotProduct.addRow(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      }
      Lanes.addProducts(query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  @Override
  public void addSquaredDifferences(
      double[] query, float[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    if (n == BLOCK) {
      SquaredDistance.addBlock(query, rows, starts[0], starts[1], starts[2], starts[3], end, lanes);
    }
    for (int r = 0; r < n; r++) {
      if (n < BLOCK) {
        SquaredDistance.addRow(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      }
      Lanes.addSquaredDifferences(
          query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  @Override
  public void addSquaredDifferences(
      double[] query, double[] rows, int[] starts, int n, double[] lanes) {
    int end = query.length & -Lanes.COUNT;
    if (n == BLOCK) {
      SquaredDistance.addBlock(query, rows, starts[0], starts[1], starts[2], starts[3], end, lanes);
    }
    for (int r = 0; r < n; r++) {
      if (n < BLOCK) {
        SquaredDistance.addRow(query, rows, starts[r], end, lanes, r * Lanes.COUNT);
      }
      Lanes.addSquaredDifferences(
          query, rows, starts[r], end, query.length, lanes, r * Lanes.COUNT);
    }
  }

  @Override
  public void addSquares(int dim, float[] rows, int[] starts, int n, double[] lanes) {
    int end = dim & -Lanes.COUNT;
    if (n == BLOCK) {
      SquaredNorm.addBlock(rows, starts[0], starts[1], starts[2], starts[3], end, lanes);
    }
    for (int r = 0; r < n; r++) {
      if (n < BLOCK) {
        SquaredNorm.addRow(rows, starts[r], end, lanes, r * Lanes.COUNT);
      }
      Lanes.addSquares(rows, starts[r], end, dim, lanes, r * Lanes.COUNT);
    }
  }

  @Override
  public void addSquares(int dim, double[] rows, int[] starts, int n, double[] lanes) {
    int end = dim & -Lanes.COUNT;
    if (n == BLOCK) {
      SquaredNorm.addBlock(rows, starts[0], starts[1], starts[2], starts[3], end, lanes);
    }
    for (int r = 0; r < n; r++) {
      if (n < BLOCK) {
        SquaredNorm.addRow(rows, starts[r], end, lanes, r * Lanes.COUNT);
      }
      Lanes.addSquares(rows, starts[r], end, dim, lanes, r * Lanes.COUNT);
    }
  }

  @Override
  public double dotProduct(float[] a, int aStart, float[] b, int bStart, int dim) {
    return OnePair.dotProduct(a, aStart, b, bStart, dim);
  }

  @Override
  public double dotProduct(double[] a, int aStart, float[] b, int bStart, int dim) {
    return OnePair.dotProduct(a, aStart, b, bStart, dim);
  }

  @Override
  public double dotProduct(double[] a, int aStart, double[] b, int bStart, int dim) {
    return OnePair.dotProduct(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredDistance(float[] a, int aStart, float[] b, int bStart, int dim) {
    return OnePair.squaredDistance(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredDistance(double[] a, int aStart, float[] b, int bStart, int dim) {
    return OnePair.squaredDistance(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredDistance(double[] a, int aStart, double[] b, int bStart, int dim) {
    return OnePair.squaredDistance(a, aStart, b, bStart, dim);
  }

  @Override
  public double squaredNorm(float[] a, int start, int dim) {
    return OnePair.squaredNorm(a, start, dim);
  }

  @Override
  public double squaredNorm(double[] a, int start, int dim) {
    return OnePair.squaredNorm(a, start, dim);
  }

  @Override
  public Optional<OffHeapRows> directFloatRows(ByteBuffer rows, int dim) {
    return DirectFloatRows.suits(dim)
        ? Optional.of(new DirectFloatRows(rows, dim))
        : Optional.empty();
  }
}

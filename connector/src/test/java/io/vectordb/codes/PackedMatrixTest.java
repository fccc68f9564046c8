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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of packed matrices are as near to the exact ones as the rotation's rounding allows. */
class PackedMatrixTest {
  private final long seed = Seed.of(PackedMatrixTest.class);
  private final Random random = new Random(seed);

  static int[] dimensions() {
    return IntStream.concat(
            IntStream.rangeClosed(1, 130), IntStream.of(255, 256, 257, 384, 768, 1023, 1024, 1025))
        .toArray();
  }

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  @ParameterizedTest
  @MethodSource("dimensions")
  void productsAreWithinTheBound(int dimension) {
    float[] rows = floats(dimension * dimension);
    PackedMatrix matrix = new PackedMatrix(rows, dimension);
    float[] products = new float[matrix.tileProducts()];
    for (int count : dimension < 300 ? new int[] {1, 2, 11, 12, 13, 96} : new int[] {1, 7}) {
      int first = random.nextInt(3);
      float[] vectors = floats((first + count) * dimension);
      matrix.multiply(vectors, first, count, products);
      for (int v = 0; v < count; v++) {
        for (int j = 0; j < dimension; j++) {
          assertWithinBound(
              vectors, first + v, rows, j, dimension, products[v * matrix.stride() + j]);
        }
      }
    }
  }

  /** See {@link Slack.Rounding#ROTATION}; sums of doubles are exact beside it. */
  private void assertWithinBound(
      float[] vectors, int vector, float[] rows, int row, int dimension, float product) {
    double sum = 0;
    double sizes = 0;
    for (int i = 0; i < dimension; i++) {
      double term = (double) vectors[vector * dimension + i] * rows[row * dimension + i];
      sum += term;
      sizes += Math.abs(term);
    }
    double bound = (63 + Math.ceil(dimension / 64.0)) * 0x1p-24 * 1.001 * sizes;
    double off = Math.abs(product - sum);
    assertTrue(
        off <= bound,
        () -> "seed " + seed + ", dimension " + dimension + ": off by " + off + " of " + bound);
  }

  @Test
  void aVectorHasTheSameProductsInEveryPlaceOfEveryTile() {
    int dimension = 200;
    PackedMatrix matrix = new PackedMatrix(floats(dimension * dimension), dimension);
    float[] vectors = floats(PackedMatrix.TILE * dimension);
    float[] all = new float[matrix.tileProducts()];
    matrix.multiply(vectors, 0, PackedMatrix.TILE, all);
    float[] one = new float[matrix.tileProducts()];
    for (int v = 0; v < PackedMatrix.TILE; v++) {
      matrix.multiply(vectors, v, 1, one);
      for (int j = 0; j < dimension; j++) {
        assertEquals(all[v * matrix.stride() + j], one[j], "seed " + seed + ", vector " + v);
      }
    }
  }
}

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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The products of packed panels against their definition, bit for bit, and the choice of values
 * within limits. The module's build runs this class in one JVM per register width.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PanelKernelsTest {

  private static final PanelKernels[] ALL = {PanelKernels.scalar(), PanelKernels.instance()};

  private final Random random = new Random(Seed.of(PanelKernelsTest.class));

  @Test
  void productsEqualTheDefinition() {
    int[] dims =
        IntStream.concat(IntStream.rangeClosed(0, 70), IntStream.of(255, 256, 257, 600, 1024))
            .toArray();
    for (PanelKernels kernels : ALL) {
      for (int dim : dims) {
        int queryCount = kernels.queryPanel() * (1 + random.nextInt(3));
        int rowCount = kernels.rowPanel() * (1 + random.nextInt(3));
        float[] queries = Vectors.floats(random, Vectors.Kind.NORMAL, queryCount * dim);
        float[] rows = Vectors.floats(random, Vectors.Kind.NORMAL, rowCount * dim);
        float[] sums = Vectors.floats(random, Vectors.Kind.NORMAL, queryCount * rowCount);
        float[] before = sums.clone();
        kernels.addProducts(
            packed(queries, queryCount, kernels.queryPanel(), dim),
            queryCount,
            packed(rows, rowCount, kernels.rowPanel(), dim),
            rowCount,
            dim,
            sums);
        boolean isFused = kernels.description().endsWith(", fused");
        for (int q = 0; q < queryCount; q++) {
          for (int r = 0; r < rowCount; r++) {
            float sum = before[q * rowCount + r];
            float expected = defined(sum, queries, q * dim, rows, r * dim, dim, isFused);
            assertEquals(expected, sums[q * rowCount + r], kernels.description() + ", dim " + dim);
          }
        }
      }
    }
  }

  private static float[] packed(float[] vectors, int count, int panel, int dim) {
    float[] packed = new float[count * dim];
    for (int r = 0; r < count; r++) {
      for (int i = 0; i < dim; i++) {
        int c = i - i % PanelKernels.CHUNK;
        int t = Math.min(PanelKernels.CHUNK, dim - c);
        int lane = r % panel;
        packed[c * count + (r - lane) * t + (i - c) * panel + lane] = vectors[r * dim + i];
      }
    }
    return packed;
  }

  private static float defined(
      float before, float[] a, int startA, float[] b, int startB, int dim, boolean isFused) {
    float sum = before;
    for (int c = 0; c < dim; c += PanelKernels.CHUNK) {
      float partial = 0;
      for (int i = c; i < Math.min(dim, c + PanelKernels.CHUNK); i++) {
        float x = a[startA + i];
        float y = b[startB + i];
        partial = isFused ? Math.fma(x, y, partial) : x * y + partial;
      }
      sum += partial;
    }
    return sum;
  }

  @Test
  void valuesWithinLimitsAreFound() {
    for (PanelKernels kernels : ALL) {
      for (int count : new int[] {0, 1, 15, 16, 63, 64, 65, 127, 128, 384, 390}) {
        for (int percent : new int[] {0, 1, 50, 100}) {
          checkSelection(kernels, count, percent);
        }
      }
    }
  }

  /** Limits are values, which they include. */
  private void checkSelection(PanelKernels kernels, int count, int percent) {
    int from = 3;
    float[] values = new float[from + count + 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(100) < percent ? random.nextInt(3) : 10 + random.nextInt(3);
    }
    float infinity = Float.POSITIVE_INFINITY;
    float[][] limits = {{-infinity, 1}, {1, infinity}, {1, 11}, {-infinity, infinity}, {3, 4}};
    for (float[] limit : limits) {
      int[] expected =
          IntStream.range(0, count)
              .filter(i -> values[from + i] >= limit[0] && values[from + i] <= limit[1])
              .toArray();
      int[] found = new int[count];
      int n = kernels.select(values, from, count, limit[0], limit[1], found);
      assertEquals(
          Arrays.toString(expected),
          Arrays.toString(Arrays.copyOf(found, n)),
          kernels.description() + ", " + count + " values within " + Arrays.toString(limit));
    }
  }

  @Test
  void panelsThatDoNotFitAreRefused() {
    for (PanelKernels kernels : ALL) {
      int q = kernels.queryPanel();
      int r = kernels.rowPanel();
      float[] queries = new float[q * 4];
      float[] rows = new float[r * 4];
      float[] sums = new float[q * r];
      kernels.addProducts(queries, q, rows, r, 4, sums);
      assertRefused(() -> kernels.addProducts(queries, q, rows, r, 5, sums));
      assertRefused(() -> kernels.addProducts(queries, q, rows, r + 1, 2, sums));
      assertRefused(() -> kernels.addProducts(queries, -q, rows, r, 4, sums));
      assertRefused(() -> kernels.addProducts(queries, q, rows, 2 * r, 2, sums));
    }
  }

  private static void assertRefused(Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains("whole panels"), message);
  }
}

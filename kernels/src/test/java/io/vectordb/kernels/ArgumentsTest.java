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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every method checks its arguments before it writes, and says which values are wrong. */
class ArgumentsTest {

  private final VectorKernels kernels = VectorKernels.instance();
  private final double[] query = new double[3];
  private final double[] out = new double[2];

  @Test
  void rowsTooShort() {
    float[] floats = new float[5];
    assertRefused(() -> kernels.dotProducts(query, floats, 2, out), "2 rows", "3", "6", "5");
  }

  @Test
  void countDoesNotFit() {
    float[] rows = new float[30];
    assertRefused(() -> kernels.dotProducts(query, rows, 3, out), "3", "2 elements");
    assertRefused(() -> kernels.dotProducts(query, rows, -1, out), "-1");
  }

  /** count * dim does not fit an int here. */
  @Test
  void hugeCountsDoNotOverflow() {
    double[] wide = new double[1 << 16];
    double[] manyOut = new double[1 << 16];
    assertRefused(() -> kernels.dotProducts(wide, new float[16], 1 << 16, manyOut), "4294967296");
  }

  @Test
  void pairsOfDifferentDimensions() {
    assertRefused(() -> kernels.dotProduct(new double[2], new double[3]), "2 and 3");
    assertRefused(() -> kernels.dotProduct(new double[2], new float[3]), "2 and 3");
    assertRefused(() -> kernels.squaredDistance(new double[2], new double[3]), "2 and 3");
  }

  @Test
  void vectorsThatExceedTheirArrays() {
    double[] doubles = new double[5];
    float[] floats = new float[4];
    assertRefused(() -> kernels.dotProduct(floats, 0, floats, 2, 3), "3 elements from 2", "4");
    assertRefused(() -> kernels.dotProduct(doubles, 4, floats, 0, 3), "3 elements from 4", "5");
    assertRefused(() -> kernels.squaredDistance(doubles, 0, doubles, -1, 2), "from -1");
    assertRefused(() -> kernels.squaredNorm(doubles, 5, Integer.MAX_VALUE), "from 5", "array of 5");
    assertRefused(() -> kernels.squaredNorm(floats, 0, -1), "-1 elements");
  }

  @Test
  void queriesOfAnotherDimensionThanRowsOffTheHeap() {
    OffHeapRows rows = kernels.doubleRows(ByteBuffer.allocateDirect(64), 4);
    assertRefused(() -> rows.dotProducts(query, 0, 1, out, 0), "3 and 4");
    assertRefused(() -> rows.squaredDistances(query, 0, 1, out, 0), "3 and 4");
  }

  @Test
  void nothingIsWrittenBeforeTheChecks() {
    double[] before = {7, 8};
    double[] after = before.clone();
    assertThrows(
        IllegalArgumentException.class, () -> kernels.dotProducts(query, new float[3], 2, after));
    assertArrayEquals(before, after);
  }

  @Test
  void dimensionZeroScoresPositiveZero() {
    double[] zeros = {1, 1};
    kernels.dotProducts(new double[0], new float[0], 2, zeros);
    assertArrayEquals(new double[] {0.0, 0.0}, zeros);
    assertEquals(0L, Double.doubleToRawLongBits(zeros[0]));
  }

  private static void assertRefused(Executable call, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), "'" + part + "' is missing in: " + message);
    }
  }
}

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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.vectordb.testing.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels on codes of this JVM and the scalar ones against the definition, written out once
 * more below, bit for bit. The module's build runs this class in one JVM per register width and in
 * one without the vector API.
 */
@TestInstance(Lifecycle.PER_CLASS) // one seed, printed once
class CodeKernelsTest {

  private static final int LANES = CodeKernels.GROUP_ROWS;
  private static final float UNTOUCHED = 12345f;

  private static final CodeKernels[] ALL = {CodeKernels.scalar(), CodeKernels.instance()};

  private final long seed = Seed.of(CodeKernelsTest.class);
  private final Random random = new Random(seed);

  /** Codes of a row: all small ones, and those around copies of 2 KiB and 4 KiB. */
  static int[] codeDims() {
    return IntStream.concat(
            IntStream.rangeClosed(1, 18).map(i -> i * LANES),
            IntStream.of(384, 496, 512, 528, 768, 1008, 1024, 1040, 1536, 2032, 2048, 2064))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("codeDims")
  void groupsEqualTheDefinition(int dims) {
    for (int count : new int[] {0, 1, 2, 3, 7}) {
      checkGroups(Vectors.Kind.NORMAL, dims, random.nextInt(3), count);
    }
  }

  @ParameterizedTest
  @MethodSource("codeDims")
  void rowsEqualTheDefinition(int dims) {
    int rowCount = 1 + random.nextInt(150);
    checkRows(Vectors.Kind.NORMAL, dims, rowCount, IntStream.range(0, rowCount).toArray());
    for (int count : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 64, 200}) {
      checkRows(Vectors.Kind.NORMAL, dims, rowCount, random.ints(count, 0, rowCount).toArray());
    }
  }

  /** Ascending rows with gaps of all lengths: single rows and runs that are copied together. */
  @ParameterizedTest
  @MethodSource("codeDims")
  void runsOfSelectedRowsEqualTheDefinition(int dims) {
    int rowCount = 300;
    for (int percent : new int[] {3, 50, 97}) {
      int[] rows =
          IntStream.range(0, rowCount).filter(r -> random.nextInt(100) < percent).toArray();
      checkRows(Vectors.Kind.NORMAL, dims, rowCount, rows);
    }
    int[] repeated = IntStream.range(0, rowCount).map(i -> i / 3).toArray();
    checkRows(Vectors.Kind.NORMAL, dims, rowCount, repeated);
    int[] descending = IntStream.range(0, rowCount).map(i -> rowCount - 1 - i).toArray();
    checkRows(Vectors.Kind.NORMAL, dims, rowCount, descending);
  }

  @ParameterizedTest
  @EnumSource(Vectors.Kind.class)
  void everyKindOfQueryEqualsTheDefinition(Vectors.Kind kind) {
    for (int dims : codeDims()) {
      checkGroups(kind, dims, 1, 2);
      checkRows(kind, dims, 11, random.ints(9, 0, 11).toArray());
    }
  }

  private void checkGroups(Vectors.Kind kind, int dims, int firstGroup, int count) {
    int from = random.nextInt(5);
    int at = random.nextInt(5);
    float[] query = Vectors.floats(random, kind, from + dims + random.nextInt(5));
    byte[] codes = codes((firstGroup + count) * dims * LANES);
    ByteBuffer bytes = buffer(codes);
    String values = "groups, dims " + dims + ", first " + firstGroup + ", from " + from;
    IntFunction<Float> expected =
        i -> {
          float[] sums = new float[4];
          int group = (firstGroup + i / LANES) * dims;
          for (int d = 0; d < dims; d++) {
            float product = query[from + d] * codes[(group + d) * LANES + i % LANES];
            sums[d % 4] = sums[d % 4] + product;
          }
          return (sums[0] + sums[1]) + (sums[2] + sums[3]);
        };
    for (CodeKernels kernels : ALL) {
      CodeGroups groups = kernels.groups(bytes, dims);
      float[] out = untouched(at + count * LANES + 3);
      groups.products(query, from, firstGroup, count, out, at);
      check(kernels, values, expected, count * LANES, out, at);
      Arrays.fill(out, UNTOUCHED);
      for (int g = 0; g < count; g++) {
        groups.products(query, from, firstGroup + g, 1, out, at + g * LANES);
      }
      check(kernels, values + ", one by one", expected, count * LANES, out, at);
    }
  }

  private void checkRows(Vectors.Kind kind, int dims, int rowCount, int[] rows) {
    int from = random.nextInt(5);
    int at = random.nextInt(5);
    int count = rows.length;
    float[] query = Vectors.floats(random, kind, from + dims + random.nextInt(5));
    byte[] codes = codes(rowCount * dims);
    ByteBuffer bytes = buffer(codes);
    String values = "rows, dims " + dims + ", " + rowCount + " rows, from " + from;
    IntFunction<Float> expected =
        i -> {
          float[] lanes = new float[LANES];
          for (int d = 0; d < dims; d++) {
            float product = query[from + d] * codes[rows[i] * dims + d];
            lanes[d % LANES] = lanes[d % LANES] + product;
          }
          return treeSum(lanes, 0, 1);
        };
    for (CodeKernels kernels : ALL) {
      CodeRows codeRows = kernels.rows(bytes, dims);
      float[] out = untouched(at + count + 3);
      codeRows.products(query, from, rows, count, out, at);
      check(kernels, values, expected, count, out, at);
      Arrays.fill(out, UNTOUCHED);
      int fewer = random.nextInt(count + 1);
      codeRows.products(query, from, rows, fewer, out, at);
      check(kernels, values + ", the first ones", expected, fewer, out, at);
    }
  }

  /** The tree of the definition, from its root: lanes that are {@code stride} apart. */
  private static float treeSum(float[] lanes, int from, int stride) {
    if (stride == LANES) {
      return lanes[from];
    }
    return treeSum(lanes, from, 2 * stride) + treeSum(lanes, from + stride, 2 * stride);
  }

  /** What lies before and behind the results must be left alone. */
  private void check(
      CodeKernels kernels,
      String values,
      IntFunction<Float> expected,
      int count,
      float[] out,
      int at) {
    for (int i = 0; i < out.length; i++) {
      boolean written = i >= at && i < at + count;
      float wanted = written ? expected.apply(i - at) : UNTOUCHED;
      // floatToIntBits: one pattern for every NaN, but -0.0 differs from 0.0
      if (Float.floatToIntBits(wanted) != Float.floatToIntBits(out[i])) {
        fail(
            kernels.getClass().getSimpleName()
                + ", "
                + values
                + ", "
                + count
                + " results from "
                + at
                + " on, out["
                + i
                + "]: expected "
                + wanted
                + ", was "
                + out[i]
                + ", seed "
                + seed);
      }
    }
  }

  private static float[] untouched(int length) {
    float[] out = new float[length];
    Arrays.fill(out, UNTOUCHED);
    return out;
  }

  /** Every byte, and the extreme ones often. */
  private byte[] codes(int length) {
    byte[] codes = new byte[length];
    random.nextBytes(codes);
    for (int i = random.nextInt(8); i < length; i += 1 + random.nextInt(16)) {
      codes[i] = new byte[] {-128, -127, 127, 0}[random.nextInt(4)];
    }
    return codes;
  }

  /** Outside the heap, at an odd address, with a position and a limit that do not matter. */
  private ByteBuffer buffer(byte[] codes) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(codes.length + 1).slice(1, codes.length);
    bytes.put(0, codes);
    return bytes.position(random.nextInt(codes.length + 1));
  }

  @Test
  void dimsMustBeAMultipleOfTheLanes() {
    ByteBuffer codes = ByteBuffer.allocateDirect(4096);
    for (CodeKernels kernels : ALL) {
      for (int dims : new int[] {-16, 0, 1, 15, 17, 24}) {
        assertRefused(() -> kernels.groups(codes, dims), "" + dims, "multiple of 16");
        assertRefused(() -> kernels.rows(codes, dims), "" + dims, "multiple of 16");
      }
    }
  }

  @Test
  void groupsThatDoNotExistAreRefusedAndNothingIsWritten() {
    ByteBuffer codes = ByteBuffer.allocateDirect(3 * 32 * LANES + 1);
    float[] query = new float[40];
    float[] out = untouched(2 * LANES);
    for (CodeKernels kernels : ALL) {
      CodeGroups groups = kernels.groups(codes, 32);
      assertRefused(() -> groups.products(query, 9, 0, 1, out, 0), "query", "32", "9", "40");
      assertRefused(() -> groups.products(query, -1, 0, 1, out, 0), "query", "-1");
      assertRefused(() -> groups.products(query, 0, 2, 2, out, 0), "groups", "2 from 2", "3");
      assertRefused(() -> groups.products(query, 0, -1, 1, out, 0), "groups", "-1");
      assertRefused(() -> groups.products(query, 0, 0, -1, out, 0), "groups", "-1");
      assertRefused(() -> groups.products(query, 0, 0, 1 << 28, out, 0), "groups", "268435456");
      assertRefused(() -> groups.products(query, 0, 0, 3, out, 0), "out", "48", "32");
      assertRefused(() -> groups.products(query, 0, 0, 1, out, 17), "out", "16 from 17", "32");
    }
    assertArrayEquals(untouched(2 * LANES), out);
  }

  @Test
  void rowsThatDoNotExistAreRefusedAndNothingIsWritten() {
    ByteBuffer codes = ByteBuffer.allocateDirect(3 * 32 + 31);
    float[] query = new float[40];
    float[] out = untouched(2);
    int[] good = {2, 0, 1};
    int[] above = {0, 3};
    int[] below = {0, -1};
    for (CodeKernels kernels : ALL) {
      CodeRows rows = kernels.rows(codes, 32);
      assertRefused(() -> rows.products(query, 9, good, 1, out, 0), "query", "32", "9", "40");
      assertRefused(() -> rows.products(query, 0, good, 4, out, 0), "selected rows", "4", "3");
      assertRefused(() -> rows.products(query, 0, good, -1, out, 0), "-1");
      assertRefused(() -> rows.products(query, 0, good, 3, out, 0), "out", "3", "2");
      assertRefused(() -> rows.products(query, 0, good, 1, out, 2), "out", "1 from 2", "2");
      assertRefused(() -> rows.products(query, 0, above, 2, out, 0), "row 3", "3 rows");
      assertRefused(() -> rows.products(query, 0, below, 2, out, 0), "row -1", "3 rows");
    }
    assertArrayEquals(untouched(2), out);
  }

  private static void assertRefused(Executable call, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), "'" + part + "' is missing in: " + message);
    }
  }
}

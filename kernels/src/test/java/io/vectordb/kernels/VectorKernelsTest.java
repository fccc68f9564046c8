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
import static org.junit.jupiter.api.Assertions.fail;

import io.vectordb.testing.Seed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels of this JVM and the scalar ones against the definition, written out once more below,
 * bit for bit. The module's build runs this class in one JVM per register width and in one without
 * the vector API.
 */
@TestInstance(Lifecycle.PER_CLASS) // one seed, printed once
class VectorKernelsTest {

  private static final int[] DIMENSIONS =
      IntStream.concat(
              IntStream.rangeClosed(0, 130),
              IntStream.of(255, 256, 257, 384, 768, 1023, 1024, 1025, 1536, 4096))
          .toArray();

  private static final VectorKernels[] ALL = {VectorKernels.scalar(), VectorKernels.instance()};

  /** What the kernels of {@link #ALL} stand on. */
  private static final VectorLoops[] LOOPS = {ScalarLoops.INSTANCE, KernelsProvider.vectorLoops()};

  private final long seed = Seed.of(VectorKernelsTest.class);
  private final Random random = new Random(seed);

  static int[] dimensions() {
    return DIMENSIONS;
  }

  @ParameterizedTest
  @MethodSource("dimensions")
  void everyBatchSizeEqualsTheDefinition(int dim) {
    for (int count : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 64}) {
      double[] query = Vectors.doubles(random, Vectors.Kind.NORMAL, dim);
      float[] floats = Vectors.floats(random, Vectors.Kind.NORMAL, count * dim);
      double[] doubles = Vectors.doubles(random, Vectors.Kind.NORMAL, count * dim);
      checkAll(query, floats, doubles, count);
    }
  }

  @ParameterizedTest
  @EnumSource(Vectors.Kind.class)
  void everyKindOfValueEqualsTheDefinition(Vectors.Kind kind) {
    int count = 9;
    for (int dim : DIMENSIONS) {
      double[] query = Vectors.doubles(random, kind, dim);
      float[] floats = Vectors.floats(random, kind, count * dim);
      double[] doubles = Vectors.doubles(random, kind, count * dim);
      checkAll(query, floats, doubles, count);
    }
  }

  private void checkAll(double[] query, float[] floats, double[] doubles, int count) {
    int[] all = IntStream.range(0, count).toArray();
    int dim = query.length;
    double[] wide = Vectors.widened(floats);
    for (int k = 0; k < ALL.length; k++) {
      VectorKernels kernels = ALL[k];
      VectorLoops loops = LOOPS[k];
      RowBlocks blocks = new RowBlocks(loops);
      check(
          kernels,
          "dot float",
          Term.PRODUCT,
          query,
          wide,
          all,
          out -> kernels.dotProducts(query, floats, count, out));
      check(
          kernels,
          "dot double",
          Term.PRODUCT,
          query,
          doubles,
          all,
          out -> blocks.dotProducts(query, doubles, count, out));
      check(
          kernels,
          "distance float",
          Term.SQUARED_DIFFERENCE,
          query,
          wide,
          all,
          out -> blocks.squaredDistances(query, floats, count, out));
      check(
          kernels,
          "distance double",
          Term.SQUARED_DIFFERENCE,
          query,
          doubles,
          all,
          out -> blocks.squaredDistances(query, doubles, count, out));
      check(
          kernels,
          "norm float",
          Term.SQUARE,
          query,
          wide,
          all,
          out -> blocks.squaredNorms(dim, floats, count, out));
      check(
          kernels,
          "norm double",
          Term.SQUARE,
          query,
          doubles,
          all,
          out -> blocks.squaredNorms(dim, doubles, count, out));
      checkPairs(kernels, loops, query, floats, doubles, all);
      checkPairsWithinArrays(kernels, query, floats, doubles, all);
      checkOffHeap(kernels, loops, query, floats, doubles, all);
    }
  }

  private void checkPairs(
      VectorKernels kernels,
      VectorLoops loops,
      double[] query,
      float[] floats,
      double[] doubles,
      int[] rows) {
    double[] wide = Vectors.widened(floats);
    int dim = query.length;
    check(
        kernels,
        "dot of a float pair",
        Term.PRODUCT,
        query,
        wide,
        rows,
        out -> each(rows, out, row -> kernels.dotProduct(query, row(floats, row, dim))));
    check(
        kernels,
        "dot of a double pair",
        Term.PRODUCT,
        query,
        doubles,
        rows,
        out -> each(rows, out, row -> kernels.dotProduct(query, row(doubles, row, dim))));
    check(
        kernels,
        "distance of a float pair",
        Term.SQUARED_DIFFERENCE,
        query,
        wide,
        rows,
        out -> each(rows, out, row -> loops.squaredDistance(query, row(floats, row, dim))));
    check(
        kernels,
        "distance of a double pair",
        Term.SQUARED_DIFFERENCE,
        query,
        doubles,
        rows,
        out -> each(rows, out, row -> kernels.squaredDistance(query, row(doubles, row, dim))));
    check(
        kernels,
        "norm of a float row",
        Term.SQUARE,
        query,
        wide,
        rows,
        out -> each(rows, out, row -> kernels.squaredNorm(row(floats, row, dim))));
    check(
        kernels,
        "norm of a double row",
        Term.SQUARE,
        query,
        doubles,
        rows,
        out -> each(rows, out, row -> kernels.squaredNorm(row(doubles, row, dim))));
  }

  /** Pairs of which neither vector needs to begin where its array does. */
  private void checkPairsWithinArrays(
      VectorKernels kernels, double[] query, float[] floats, double[] doubles, int[] rows) {
    int dim = query.length;
    double[] wide = Vectors.widened(floats);
    double[] array = new double[dim + 4];
    float[] floatArray = new float[dim + 4];
    double[] floatQuery = new double[dim];
    for (int i = 0; i < dim; i++) {
      array[3 + i] = query[i];
      floatArray[3 + i] = (float) query[i];
      floatQuery[i] = floatArray[3 + i];
    }
    check(
        kernels,
        "dot of floats within arrays",
        Term.PRODUCT,
        floatQuery,
        wide,
        rows,
        out -> each(rows, out, row -> kernels.dotProduct(floatArray, 3, floats, row * dim, dim)));
    check(
        kernels,
        "dot of doubles and floats within arrays",
        Term.PRODUCT,
        query,
        wide,
        rows,
        out -> each(rows, out, row -> kernels.dotProduct(array, 3, floats, row * dim, dim)));
    check(
        kernels,
        "dot of doubles within arrays",
        Term.PRODUCT,
        query,
        doubles,
        rows,
        out -> each(rows, out, row -> kernels.dotProduct(array, 3, doubles, row * dim, dim)));
    check(
        kernels,
        "distance of floats within arrays",
        Term.SQUARED_DIFFERENCE,
        floatQuery,
        wide,
        rows,
        out ->
            each(rows, out, row -> kernels.squaredDistance(floatArray, 3, floats, row * dim, dim)));
    check(
        kernels,
        "distance of doubles and floats within arrays",
        Term.SQUARED_DIFFERENCE,
        query,
        wide,
        rows,
        out -> each(rows, out, row -> kernels.squaredDistance(array, 3, floats, row * dim, dim)));
    check(
        kernels,
        "distance of doubles within arrays",
        Term.SQUARED_DIFFERENCE,
        query,
        doubles,
        rows,
        out -> each(rows, out, row -> kernels.squaredDistance(array, 3, doubles, row * dim, dim)));
    check(
        kernels,
        "norm of floats within an array",
        Term.SQUARE,
        query,
        wide,
        rows,
        out -> each(rows, out, row -> kernels.squaredNorm(floats, row * dim, dim)));
    check(
        kernels,
        "norm of doubles within an array",
        Term.SQUARE,
        query,
        doubles,
        rows,
        out -> each(rows, out, row -> kernels.squaredNorm(doubles, row * dim, dim)));
  }

  private void checkOffHeap(
      VectorKernels kernels,
      VectorLoops loops,
      double[] query,
      float[] floats,
      double[] doubles,
      int[] rows) {
    int dim = query.length;
    ByteBuffer floatBytes = buffer(floats.length * Float.BYTES);
    floatBytes.asFloatBuffer().put(floats);
    ByteBuffer doubleBytes = buffer(doubles.length * Double.BYTES);
    doubleBytes.asDoubleBuffer().put(doubles);
    OffHeapRows copied =
        new CopiedRows(loops, new RowBlocks(loops), floatBytes.asFloatBuffer(), dim);
    double[] wide = Vectors.widened(floats);
    checkOffHeap(kernels, "float rows", kernels.floatRows(floatBytes, dim), query, wide, rows);
    checkOffHeap(kernels, "copied float rows", copied, query, wide, rows);
    checkOffHeap(
        kernels, "double rows", kernels.doubleRows(doubleBytes, dim), query, doubles, rows);
  }

  /** In two parts, so that neither the first row nor the place of the result is always 0. */
  private void checkOffHeap(
      VectorKernels kernels,
      String what,
      OffHeapRows offHeap,
      double[] query,
      double[] values,
      int[] rows) {
    int count = rows.length;
    int first = count / 3;
    check(
        kernels,
        "dot of " + what + " off the heap",
        Term.PRODUCT,
        query,
        values,
        rows,
        out -> {
          offHeap.dotProducts(query, 0, first, out, 0);
          offHeap.dotProducts(query, first, count - first, out, first);
        });
    check(
        kernels,
        "distance of " + what + " off the heap",
        Term.SQUARED_DIFFERENCE,
        query,
        values,
        rows,
        out -> {
          offHeap.squaredDistances(query, 0, first, out, 0);
          offHeap.squaredDistances(query, first, count - first, out, first);
        });
    check(
        kernels,
        "norm of " + what + " off the heap",
        Term.SQUARE,
        query,
        values,
        rows,
        out -> {
          offHeap.squaredNorms(0, first, out, 0);
          offHeap.squaredNorms(first, count - first, out, first);
        });
  }

  /** Little-endian, outside the heap, at an odd address: files align nothing for us. */
  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes + 1).slice(1, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void each(int[] rows, double[] out, IntToDoubleFunction score) {
    for (int i = 0; i < rows.length; i++) {
      out[i] = score.applyAsDouble(rows[i]);
    }
  }

  private static float[] row(float[] rows, int row, int dim) {
    return Arrays.copyOfRange(rows, row * dim, (row + 1) * dim);
  }

  private static double[] row(double[] rows, int row, int dim) {
    return Arrays.copyOfRange(rows, row * dim, (row + 1) * dim);
  }

  private interface Batch {
    void run(double[] out);
  }

  /** The elements behind the batch must be left alone, hence the three extra ones. */
  private void check(
      VectorKernels kernels,
      String what,
      Term term,
      double[] query,
      double[] rows,
      int[] rowNumbers,
      Batch batch) {
    double untouched = 12345.0;
    double[] out = new double[rowNumbers.length + 3];
    Arrays.fill(out, untouched);
    batch.run(out);
    for (int i = 0; i < out.length; i++) {
      double expected =
          i < rowNumbers.length ? defined(term, query, rows, rowNumbers[i]) : untouched;
      // doubleToLongBits: one pattern for every NaN, but -0.0 differs from 0.0
      if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(out[i])) {
        fail(
            kernels.description()
                + ", "
                + what
                + ", dim "
                + query.length
                + ", "
                + rowNumbers.length
                + " rows, out["
                + i
                + "]: expected "
                + expected
                + ", was "
                + out[i]
                + ", seed "
                + seed);
      }
    }
  }

  private enum Term {
    PRODUCT,
    SQUARED_DIFFERENCE,
    SQUARE
  }

  private static double defined(Term term, double[] query, double[] rows, int row) {
    double[] lanes = new double[8];
    int dim = query.length;
    for (int i = 0; i < dim; i++) {
      double q = query[i];
      double x = rows[row * dim + i];
      double factor = term == Term.PRODUCT ? q : term == Term.SQUARE ? x : q - x;
      double rounded = factor * (term == Term.SQUARED_DIFFERENCE ? factor : x);
      lanes[i % 8] = lanes[i % 8] + rounded;
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  @Test
  void singlePairsAreRowsOfOneBatch() {
    for (int dim : DIMENSIONS) {
      double[] a = Vectors.doubles(random, Vectors.Kind.NORMAL, dim);
      double[] b = Vectors.doubles(random, Vectors.Kind.NORMAL, dim);
      for (VectorKernels kernels : ALL) {
        assertEquals(defined(Term.PRODUCT, a, b, 0), kernels.dotProduct(a, b));
        assertEquals(defined(Term.SQUARED_DIFFERENCE, a, b, 0), kernels.squaredDistance(a, b));
        assertEquals(defined(Term.SQUARE, a, a, 0), kernels.squaredNorm(a));
      }
    }
  }
}

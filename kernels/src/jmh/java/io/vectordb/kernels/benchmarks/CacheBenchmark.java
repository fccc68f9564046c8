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
package io.vectordb.kernels.benchmarks;

import io.vectordb.kernels.OffHeapRows;
import io.vectordb.kernels.VectorKernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One tile of rows, over and over, from the L1 and L2 caches: what the arithmetic costs. */
@State(Scope.Thread)
public class CacheBenchmark {

  /** 32 rows of 1024 floats are 128 KiB. An operation is one row. */
  public static final int ROWS = 32;

  @Param({"scalar", "SIMD"})
  public String kernels;

  @Param({"1024"})
  public int dim;

  private VectorKernels chosen;
  private double[] query;
  private float[] floats;
  private OffHeapRows floatRows;
  private OffHeapRows doubleRows;
  private final double[] out = new double[ROWS];

  @Setup
  public void setUp() {
    chosen = Choice.of(kernels);
    Random random = new Random(42);
    query = random.doubles(dim).toArray();
    floats = new float[ROWS * dim];
    ByteBuffer floatBytes = offHeap(ROWS * dim * Float.BYTES);
    ByteBuffer doubleBytes = offHeap(ROWS * dim * Double.BYTES);
    for (int i = 0; i < floats.length; i++) {
      double x = random.nextDouble();
      floats[i] = (float) x;
      floatBytes.putFloat(i * Float.BYTES, (float) x);
      doubleBytes.putDouble(i * Double.BYTES, x);
    }
    floatRows = chosen.floatRows(floatBytes, dim);
    doubleRows = chosen.doubleRows(doubleBytes, dim);
  }

  private static ByteBuffer offHeap(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] dotFloat() {
    chosen.dotProducts(query, floats, ROWS, out);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] dotDouble() {
    doubleRows.dotProducts(query, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] squaredDistanceFloat() {
    floatRows.squaredDistances(query, 0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] squaredNormFloat() {
    floatRows.squaredNorms(0, ROWS, out, 0);
    return out;
  }

  @Benchmark
  public double dotPair() {
    return chosen.dotProduct(query, query);
  }
}

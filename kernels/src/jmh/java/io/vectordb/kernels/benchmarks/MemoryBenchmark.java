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
import io.vectordb.kernels.simd.ReadLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * One GiB of float rows from DRAM, on the heap, and outside of it, which is how a scan of mapped
 * files reads. {@code readHeap}, {@code copyToTile} and {@code copyAndRead} are the roofs of the
 * others. All walk the same memory; an operation is one row.
 */
public class MemoryBenchmark {

  public static final int DIM = 1024;

  /** An invocation: 64 MiB, twice the largest common L3 slice, of the 1 GiB that is walked. */
  public static final int ROWS = 1 << 14;

  private static final int ARRAYS = 16;

  /** The query and the private buffers of a thread, which starts at an array of its own. */
  @State(Scope.Thread)
  public static class Scan {

    @Param({"4"})
    public int tileKib;

    private double[] query;
    private float[] tile;
    private final double[] out = new double[ROWS];
    private int next;

    @Setup
    public void setUp(ThreadParams threads) {
      query = new Random(42).doubles(DIM).toArray();
      tile = new float[tileKib * 1024 / Float.BYTES];
      next = threads.getThreadIndex() * ARRAYS / threads.getThreadCount();
    }

    private int nextArray() {
      next = (next + 1) % ARRAYS;
      return next;
    }
  }

  /** Rows on the heap. */
  @State(Scope.Benchmark)
  public static class Heap {
    private final float[][] arrays = new float[ARRAYS][ROWS * DIM];

    @Setup
    public void setUp() {
      for (float[] array : arrays) {
        for (int i = 0; i < array.length; i++) {
          array[i] = i & 1023;
        }
      }
    }
  }

  /** Rows outside the heap. */
  @State(Scope.Benchmark)
  public static class Direct {
    private final ByteBuffer[] bytes = new ByteBuffer[ARRAYS];
    private final FloatBuffer[] buffers = new FloatBuffer[ARRAYS];

    @Setup
    public void setUp() {
      for (int b = 0; b < ARRAYS; b++) {
        bytes[b] =
            ByteBuffer.allocateDirect(ROWS * DIM * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffers[b] = bytes[b].asFloatBuffer();
        for (int i = 0; i < ROWS * DIM; i++) {
          buffers[b].put(i, i & 1023);
        }
      }
    }
  }

  /** Scalar or SIMD; the roofs have no such parameter. */
  @State(Scope.Benchmark)
  public static class Kernels {
    @Param({"scalar", "SIMD"})
    public String kernels;

    private VectorKernels chosen;

    @Setup
    public void setUp() {
      chosen = Choice.of(kernels);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float readHeap(Scan scan, Heap heap) {
    return ReadLoop.read(heap.arrays[scan.nextArray()], ROWS * DIM);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] dotHeap(Scan scan, Heap heap, Kernels kernels) {
    kernels.chosen.dotProducts(scan.query, heap.arrays[scan.nextArray()], ROWS, scan.out);
    return scan.out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] copyToTile(Scan scan, Direct direct) {
    FloatBuffer buffer = direct.buffers[scan.nextArray()];
    for (int at = 0; at < ROWS * DIM; at += scan.tile.length) {
      buffer.get(at, scan.tile);
    }
    return scan.tile;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float copyAndRead(Scan scan, Direct direct) {
    FloatBuffer buffer = direct.buffers[scan.nextArray()];
    float sum = 0;
    for (int at = 0; at < ROWS * DIM; at += scan.tile.length) {
      buffer.get(at, scan.tile);
      sum += ReadLoop.read(scan.tile, scan.tile.length);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] dotOffHeap(Scan scan, Direct direct, Kernels kernels) {
    OffHeapRows rows = kernels.chosen.floatRows(direct.bytes[scan.nextArray()], DIM);
    rows.dotProducts(scan.query, 0, ROWS, scan.out, 0);
    return scan.out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public double[] distanceOffHeap(Scan scan, Direct direct, Kernels kernels) {
    OffHeapRows rows = kernels.chosen.floatRows(direct.bytes[scan.nextArray()], DIM);
    rows.squaredDistances(scan.query, 0, ROWS, scan.out, 0);
    return scan.out;
  }
}

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

import io.vectordb.kernels.CodeGroups;
import io.vectordb.kernels.CodeKernels;
import io.vectordb.kernels.CodeRows;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** One GiB of codes from DRAM: all rows of groups; some rows that lie one by one. */
public class CodeMemoryBenchmark {

  /** An operation is one row, an invocation as many as a search selects from at once. */
  public static final int ROWS = 4096;

  private static final int BYTES = 1 << 30;

  /** Column-major codes. */
  @State(Scope.Benchmark)
  public static class Grouped {
    @Param({"64", "128", "1024"})
    public int dim;

    private ByteBuffer codes;
    private int parts;

    @Setup
    public void setUp() {
      codes = Codes.offHeap(BYTES);
      parts = BYTES / dim / ROWS;
    }
  }

  /** Row-major codes and selections of {@link #ROWS} ascending rows each. */
  @State(Scope.Benchmark)
  public static class Selected {
    @Param({"64", "256"})
    public int dim;

    @Param({"100", "10", "1"})
    public int percent;

    /** So many that no cache holds the rows that all of them select. */
    private int[][] selections;

    private ByteBuffer codes;

    @Setup
    public void setUp() {
      codes = Codes.offHeap(BYTES);
      int rows = BYTES / dim;
      int passes = percent == 100 ? 1 : 8;
      int selectionsOfPass = (int) ((long) rows * percent / 100 / ROWS);
      int span = rows / selectionsOfPass;
      selections = new int[passes * selectionsOfPass][];
      Random random = new Random(7);
      for (int s = 0; s < selections.length; s++) {
        int first = s % selectionsOfPass * span;
        selections[s] =
            percent == 100
                ? IntStream.range(first, first + ROWS).toArray()
                : random.ints(first, first + span).distinct().limit(ROWS).sorted().toArray();
      }
    }
  }

  /** The query and the private state of a thread, which starts at a place of its own. */
  @State(Scope.Thread)
  public static class Scan {
    @Param({"scalar", "SIMD"})
    public String kernels;

    private final float[] out = new float[ROWS];
    private CodeKernels chosen;
    private double start;
    private int next;

    @Setup
    public void setUp(ThreadParams threads) {
      chosen = Choice.codes(kernels);
      start = (double) threads.getThreadIndex() / threads.getThreadCount();
    }

    private int next(int parts) {
      next = (next + 1) % parts;
      return (next + (int) (start * parts)) % parts;
    }
  }

  /** The kernel and the query of a thread for column-major codes. */
  @State(Scope.Thread)
  public static class GroupKernel {
    private CodeGroups kernel;
    private float[] query;

    @Setup
    public void setUp(Grouped codes, Scan scan) {
      kernel = scan.chosen.groups(codes.codes, codes.dim);
      query = Codes.query(codes.dim);
    }
  }

  /** The kernel and the query of a thread for row-major codes. */
  @State(Scope.Thread)
  public static class RowKernel {
    private CodeRows kernel;
    private float[] query;

    @Setup
    public void setUp(Selected codes, Scan scan) {
      kernel = scan.chosen.rows(codes.codes, codes.dim);
      query = Codes.query(codes.dim);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] groups(Grouped codes, Scan scan, GroupKernel groups) {
    int count = ROWS / CodeKernels.GROUP_ROWS;
    groups.kernel.products(groups.query, 0, scan.next(codes.parts) * count, count, scan.out, 0);
    return scan.out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] rows(Selected codes, Scan scan, RowKernel rows) {
    int[] selection = codes.selections[scan.next(codes.selections.length)];
    rows.kernel.products(rows.query, 0, selection, ROWS, scan.out, 0);
    return scan.out;
  }
}

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

/** The same codes over and over, from the L1 and L2 caches: what the arithmetic costs. */
@State(Scope.Thread)
public class CodeCacheBenchmark {

  /** 8 KiB of rows of 64 codes, 128 KiB of rows of 1024. An operation is one row. */
  public static final int ROWS = 128;

  @Param({"scalar", "SIMD"})
  public String kernels;

  @Param({"64", "128", "1024"})
  public int dim;

  private CodeGroups groups;
  private CodeRows rows;
  private float[] query;
  private final int[] all = IntStream.range(0, ROWS).toArray();
  private final int[] shuffled = new Random(7).ints(ROWS, 0, ROWS).toArray();
  private final float[] out = new float[ROWS];

  @Setup
  public void setUp() {
    Random random = new Random(42);
    byte[] codes = new byte[ROWS * dim];
    random.nextBytes(codes);
    ByteBuffer bytes = ByteBuffer.allocateDirect(codes.length).put(0, codes);
    CodeKernels chosen = Choice.codes(kernels);
    groups = chosen.groups(bytes, dim);
    rows = chosen.rows(bytes, dim);
    query = Codes.query(dim);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] groups() {
    groups.products(query, 0, 0, ROWS / CodeKernels.GROUP_ROWS, out, 0);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] rowsInOrder() {
    rows.products(query, 0, all, ROWS, out, 0);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] rowsInAnyOrder() {
    rows.products(query, 0, shuffled, ROWS, out, 0);
    return out;
  }
}

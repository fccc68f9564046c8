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

import dev.ludovic.netlib.blas.NativeBLAS;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The same product by the native {@code libblas.so.3} of the machine, packing included, on blocks
 * ten times as long and wide, which BLAS wants. Fails, and only this one, where there is none.
 */
@State(Scope.Thread)
public class PairBlasBenchmark {

  private static final int QUERIES = 10 * PairProductBenchmark.QUERIES;
  private static final int ROWS = 10 * PairProductBenchmark.ROWS;

  /** An operation is one pair. */
  public static final int PAIRS = QUERIES * ROWS;

  @Param({"1024", "128"})
  public int dim;

  private NativeBLAS blas;
  private float[] queries;
  private float[] rows;
  private float[] products;

  @Setup
  public void setUp() {
    blas = NativeBLAS.getInstance();
    queries = Codes.query(QUERIES * dim);
    rows = Codes.query(ROWS * dim);
    products = new float[PAIRS];
  }

  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public float[] sgemm() {
    blas.sgemm("T", "N", ROWS, QUERIES, dim, 1, rows, dim, queries, dim, 0, products, ROWS);
    return products;
  }
}

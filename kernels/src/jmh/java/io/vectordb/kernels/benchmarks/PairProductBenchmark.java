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

import io.vectordb.kernels.PanelKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Estimates of all pairs of a tile: the product of packed panels alone. */
@State(Scope.Thread)
public class PairProductBenchmark {

  static final int QUERIES = 96;
  static final int ROWS = 384;

  /** An operation is one pair. */
  public static final int PAIRS = QUERIES * ROWS;

  @Param({"scalar", "SIMD"})
  public String kernels;

  @Param({"1024", "128"})
  public int dim;

  private PanelKernels chosen;
  private float[] queries;
  private float[] rows;
  private float[] sums;

  @Setup
  public void setUp() {
    chosen = Choice.panels(kernels);
    queries = Codes.query(QUERIES * dim);
    rows = Codes.query(ROWS * dim);
    sums = new float[PAIRS];
  }

  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public float[] products() {
    chosen.addProducts(queries, QUERIES, rows, ROWS, dim, sums);
    return sums;
  }
}

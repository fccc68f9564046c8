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

import io.vectordb.kernels.CodeKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rows times a matrix: 2 * dim * dim operations a row. */
@State(Scope.Thread)
public class TransformBenchmark {

  /** An operation is one row. */
  public static final int ROWS = 64;

  @Param({"scalar", "SIMD"})
  public String kernels;

  @Param({"1024"})
  public int dim;

  private CodeKernels chosen;
  private float[] rows;
  private float[] matrix;
  private float[] out;

  @Setup
  public void setUp() {
    chosen = Choice.codes(kernels);
    rows = Codes.query(ROWS * dim);
    matrix = Codes.query(dim * dim);
    out = new float[ROWS * dim];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] transform() {
    chosen.transform(rows, ROWS, matrix, dim, out);
    return out;
  }
}

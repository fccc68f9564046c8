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

import io.vectordb.kernels.TopK;
import io.vectordb.kernels.pairs.PairMeasure;
import io.vectordb.kernels.pairs.PairSearch;
import io.vectordb.kernels.pairs.PairSink;
import io.vectordb.kernels.pairs.VectorRows;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The ten nearest rows of every query: packing, product, choice, scores and lists. */
@State(Scope.Thread)
public class PairSearchBenchmark {

  private static final int QUERIES = 1000;
  private static final int ROWS = 20_000;
  private static final int K = 10;

  /** An operation is one pair. */
  public static final int PAIRS = QUERIES * ROWS;

  @Param({"DOT_PRODUCT", "EUCLIDEAN_DISTANCE", "COSINE_SIMILARITY"})
  public PairMeasure measure;

  @Param({"1024", "128"})
  public int dim;

  private VectorRows queries;
  private VectorRows rows;

  @Setup
  public void setUp() {
    Random random = new Random(42);
    queries = unitRows(random, QUERIES);
    rows = unitRows(random, ROWS);
  }

  /** The elements decrease with their number, as those of features of a network do when sorted. */
  private VectorRows unitRows(Random random, int count) {
    VectorRows rows = VectorRows.ofFloats(dim, count);
    double[] row = new double[dim];
    for (int r = 0; r < count; r++) {
      double squares = 0;
      for (int i = 0; i < dim; i++) {
        row[i] = random.nextGaussian() / Math.sqrt(i + 1.0);
        squares += row[i] * row[i];
      }
      for (int i = 0; i < dim; i++) {
        rows.floats()[r * dim + i] = (float) (row[i] / Math.sqrt(squares));
      }
      rows.added();
    }
    return rows;
  }

  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public Object search() {
    boolean descending = measure != PairMeasure.EUCLIDEAN_DISTANCE;
    TopK[] lists = new TopK[QUERIES];
    Arrays.setAll(lists, query -> new TopK(K, descending));
    PairSearch.of(measure, queries).search(rows, new Lists(lists, descending));
    return lists;
  }

  private record Lists(TopK[] lists, boolean descending) implements PairSink {
    @Override
    public double lower(int query) {
      return descending ? lists[query].worst() : Double.NEGATIVE_INFINITY;
    }

    @Override
    public double upper(int query) {
      return descending ? Double.POSITIVE_INFINITY : lists[query].worst();
    }

    @Override
    public void pair(int query, int row, double score) {
      lists[query].offer(score, row);
    }
  }
}

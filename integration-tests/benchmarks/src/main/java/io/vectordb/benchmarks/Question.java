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
package io.vectordb.benchmarks;

import io.vectordb.table.Table;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked: which rows have a dot product with {@code query} above {@code threshold}.
 *
 * <p>The threshold lies in the middle of a gap between two scores, because Spark and DuckDB sum in
 * 32-bit floats and their scores are off by about 1e-7: the number of rows above it is the same for
 * all.
 *
 * @param counts how many of the first so many rows are above the threshold
 */
record Question(float[] query, BigDecimal threshold, Map<Integer, Long> counts) {
  /** The share of the rows of the largest table that are above the threshold, about. */
  private static final double SELECTED = 1e-3;

  private static final double MIN_GAP = 2e-6;
  private static final int THRESHOLD_DECIMALS = 7;

  /**
   * A question about the first so many rows of the largest table, which is the last of {@code
   * sizes}.
   */
  static Question about(Tables tables, List<Integer> sizes) {
    float[] query = tables.vectors().query();
    int largest = sizes.get(sizes.size() - 1);
    double[] scores =
        search(tables, largest, query).top((int) (2 * SELECTED * largest) + 2).run().stream()
            .mapToDouble(Search.Match::score)
            .toArray();
    int rank = rankAboveGap(scores);
    BigDecimal threshold =
        BigDecimal.valueOf((scores[rank] + scores[rank + 1]) / 2)
            .setScale(THRESHOLD_DECIMALS, RoundingMode.HALF_EVEN);
    Map<Integer, Long> counts = new HashMap<>();
    for (int rows : sizes) {
      counts.put(
          rows,
          search(tables, largest, query)
              .above(threshold.doubleValue())
              .where(new Filter.Compare("id", Filter.Operator.LESS, (long) rows))
              .count());
    }
    return new Question(query, threshold, counts);
  }

  /** The rank nearest to the wanted one that is followed by a gap. */
  private static int rankAboveGap(double[] scores) {
    int wanted = scores.length / 2;
    for (int distance = 0; distance < wanted; distance++) {
      for (int rank : new int[] {wanted + distance, wanted - distance}) {
        if (rank + 1 < scores.length && scores[rank] - scores[rank + 1] >= MIN_GAP) {
          return rank;
        }
      }
    }
    throw new IllegalStateException("No two scores lie " + MIN_GAP + " apart");
  }

  private static Search search(Tables tables, int rows, float[] query) {
    return Search.of(Table.at(tables.vectordb(rows).toString()))
        .score("feature", Measure.DOT_PRODUCT, query);
  }

  /** The query as packed little-endian floats, which vectordb takes for a vector too. */
  byte[] packedQuery() {
    ByteBuffer bytes =
        ByteBuffer.allocate(query.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(query);
    return bytes.array();
  }

  long count(int rows) {
    return counts.get(rows);
  }
}

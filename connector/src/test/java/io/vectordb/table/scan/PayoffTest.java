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
package io.vectordb.table.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.schema.VectorType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans read codes for as long as that saves work. */
class PayoffTest {
  private static final int DIMENSION = 1024;
  private static final int ROWS = 1500;
  private static final int ROWS_OF_BATCH = 500;

  /** The score of every row: codes cannot tell on which side of it a row is. */
  private static final double SCORE = 0.5;

  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void encodedTable() {
    double[][] vectors = new double[ROWS][];
    double[] vector = VectorFixtures.unit(DIMENSION, SCORE);
    vector[1] = 1; // so long that its norm does not rule out large scores
    Arrays.fill(vectors, vector);
    table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    VectorFixtures.append(table, ROWS_OF_BATCH, vectors);
    Optimization.of(table).run(Encoding.INT8);
  }

  private ScanMetrics scan(double threshold, Consumer<ScanBatch> reader) {
    double[] query = VectorFixtures.unit(DIMENSION, 1);
    ScoreColumn score = new ScoreColumn("s", "v", Measure.DOT_PRODUCT, query, Precision.DOUBLE);
    Filter filter = new Compare("s", Operator.GREATER_OR_EQUAL, threshold);
    ScanSpec spec = ScanSpec.of(table.snapshot().schema()).score(List.of(score)).where(filter);
    List<Segment> segments = table.snapshot().files().stream().map(Segment::of).toList();
    try (SegmentScan scan = new SegmentScan(table.store(), segments, spec)) {
      while (scan.next()) {
        reader.accept(scan.batch());
      }
      return scan.metrics();
    }
  }

  @Test
  void codesThatDecideAreRead() {
    for (double threshold : new double[] {0.9, 0.1}) {
      ScanMetrics metrics = scan(threshold, batch -> {});
      assertEquals(ROWS, metrics.rowsDecidedByCodes());
      assertEquals(0, metrics.vectorBytes());
    }
  }

  @Test
  void codesThatLeaveTooMuchOpenAreTriedOnly() {
    ScanMetrics metrics = scan(SCORE, batch -> {});
    assertEquals(0, metrics.rowsDecidedByCodes());
    assertEquals(Payoff.TRIAL_ROWS, metrics.rowsRechecked());
    assertEquals(ROWS, metrics.rowsReturned());
  }

  @Test
  void codesOfRowsWhoseScoresAreReadAnywayAreNotReadOn() {
    ScanMetrics metrics = scan(0.1, batch -> assertEquals(batch.size(), batch.scores("s").length));
    assertEquals(ROWS_OF_BATCH, metrics.rowsDecidedByCodes());
    assertEquals(ROWS, metrics.rowsReturned());
  }
}

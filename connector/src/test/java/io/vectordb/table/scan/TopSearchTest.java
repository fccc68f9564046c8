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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best rows of files with codes. */
class TopSearchTest {
  private static final int DIMENSION = 32;
  private static final double[] QUERY = VectorFixtures.unit(DIMENSION, 1);

  private static final TableSchema SCHEMA =
      new TableSchema(
          new Schema(
              List.of(
                  Field.nullable("id", new ArrowType.Int(64, true)),
                  TableSchema.vectorField(
                      new VectorColumn("v", VectorType.FLOAT_ARRAY, DIMENSION)))));

  @TempDir Path directory;

  private static ScanSpec spec(Measure measure, TopN topN) {
    ScoreColumn score = new ScoreColumn("s", "v", measure, QUERY, Precision.DOUBLE);
    return ScanSpec.of(SCHEMA).select(List.of("id")).score(List.of(score)).best(Optional.of(topN));
  }

  /** The ids that a scan of one file keeps. */
  private static List<Long> best(Table table, int file, ScanSpec spec, ScoreLimit limit) {
    List<Long> ids = new ArrayList<>();
    List<Segment> segments = List.of(Segment.of(table.snapshot().files().get(file)));
    try (SegmentScan scan = new SegmentScan(table.store(), segments, spec).sharing(limit)) {
      while (scan.next()) {
        BigIntVector column = (BigIntVector) scan.batch().column("id");
        for (int i = 0; i < scan.batch().size(); i++) {
          ids.add(column.get(scan.batch().row(i)));
        }
      }
    }
    return ids;
  }

  private static double[] scored(double score) {
    return VectorFixtures.unit(DIMENSION, score);
  }

  @Test
  void rowThatIsScoredAfterItsBoundCountsOnce() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    VectorFixtures.append(table, 10, scored(5), scored(3), scored(1));
    VectorFixtures.append(table, 10, scored(4), scored(0));
    Optimization.of(table).run(Encoding.INT8);
    TopN two = new TopN("s", Direction.DESCENDING, Nulls.LAST, Ties.FIRST_ROWS, 2);
    ScanSpec spec = spec(Measure.DOT_PRODUCT, two);
    ScoreLimit shared = new ScoreLimit(Direction.DESCENDING);
    assertEquals(List.of(0L, 1L), best(table, 0, spec, shared));
    // Of 5, 3 and 4, the last is among the best two.
    assertEquals(List.of(0L), best(table, 1, spec, shared));
  }

  @Test
  void firstRowsWithoutAScoreAreKeptWhateverTheyLack() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    // Zero vectors have no cosine, which only their vectors tell; NULL is known from the codes.
    VectorFixtures.append(table, 2, scored(1), scored(0), null, scored(0), null, scored(2));
    TopN two = new TopN("s", Direction.DESCENDING, Nulls.FIRST, Ties.FIRST_ROWS, 2);
    ScanSpec spec = spec(Measure.COSINE_SIMILARITY, two);
    List<Long> without = best(table, 0, spec, new ScoreLimit(Direction.DESCENDING));
    Optimization.of(table).run(Encoding.INT8);
    assertEquals(without, best(table, 0, spec, new ScoreLimit(Direction.DESCENDING)));
  }

  /**
   * The bounds of late rows rule out rows that were open before: they were decided by codes, too.
   */
  @Test
  void everyRowIsEitherDecidedByItsCodesOrRechecked() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    double[][] ascending = new double[400][];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = scored(i);
    }
    VectorFixtures.append(table, 100, ascending);
    Optimization.of(table).run(Encoding.INT8);
    TopN ten = new TopN("s", Direction.DESCENDING, Nulls.LAST, Ties.FIRST_ROWS, 10);
    ScanSpec spec = spec(Measure.DOT_PRODUCT, ten);
    List<Segment> segments = List.of(Segment.of(table.snapshot().files().get(0)));
    try (SegmentScan scan = new SegmentScan(table.store(), segments, spec)) {
      long found = 0;
      while (scan.next()) {
        found += scan.batch().size();
      }
      ScanMetrics metrics = scan.metrics();
      assertEquals(10, found);
      assertEquals(400, metrics.rowsScanned());
      assertEquals(400, metrics.rowsDecidedByCodes() + metrics.rowsRechecked());
      assertEquals(metrics.vectorsScored(), metrics.rowsRechecked());
      assertTrue(metrics.rowsRechecked() >= 10 && metrics.rowsRechecked() < 100);
    }
  }
}

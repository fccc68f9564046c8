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

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.file.VectorSample;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import io.vectordb.testing.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** No scan shows a deleted row, whatever it is asked for. */
class DeletedRowsScanTest {
  private static final int DIMENSION = 40;
  private static final int ROWS = 1000;
  private static final int ROWS_OF_BATCH = 64;

  @TempDir Path directory;

  private static double[][] vectors(Random random) {
    double[][] vectors = new double[ROWS][];
    for (int row = 0; row < ROWS; row++) {
      vectors[row] =
          random.nextInt(20) == 0
              ? null
              : random.doubles(DIMENSION).map(x -> (float) (x - 0.4)).toArray();
    }
    return vectors;
  }

  /** Runs, single rows and whole batches; never all rows. */
  private static RoaringBitmap someRows(Random random) {
    RoaringBitmap rows = new RoaringBitmap();
    int batch = random.nextInt(ROWS / ROWS_OF_BATCH);
    rows.add((long) batch * ROWS_OF_BATCH, (long) (batch + 1) * ROWS_OF_BATCH);
    int from = random.nextInt(ROWS);
    rows.add((long) from, Math.min(ROWS, from + random.nextInt(300)));
    random.ints(random.nextInt(100), 0, ROWS).forEach(rows::add);
    rows.add(random.nextBoolean() ? 0 : ROWS - 1);
    return rows;
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfScan(Encoding encoding) {
    long seed = Seed.of(DeletedRowsScanTest.class);
    Random random = new Random(seed);
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    double[][] vectors = vectors(random);
    DataFile file = VectorFixtures.append(table, ROWS_OF_BATCH, vectors);
    Optimization.of(table).run(encoding);
    RoaringBitmap deleted = new RoaringBitmap();
    for (int round = 0; round < 5; round++) {
      RoaringBitmap more = someRows(random);
      deleted.or(more);
      table.begin("DELETE", Map.of()).delete(file, more).commit();
      List<Integer> live =
          IntStream.range(0, ROWS).filter(row -> !deleted.contains(row)).boxed().toList();
      assertEquals(live.size(), table.snapshot().rowCount());
      assertPlainScan(table, live);
      assertSearches(table, vectors, live, random);
      if (round == 2) {
        Optimization.of(table).run(encoding);
      }
    }
    Snapshot before = table.snapshot(encoding == Encoding.NONE ? 1 : 2);
    assertEquals(ROWS, before.rowCount());
  }

  private static List<Integer> ids(Table table, ScanSpec spec, int tasks) {
    List<Integer> ids = new ArrayList<>();
    for (DataFile file : ScanPlan.of(table.snapshot(), spec).files()) {
      Segment all = Segment.of(file);
      long part = all.rows() / tasks + 1;
      List<Segment> segments = new ArrayList<>();
      for (long from = 0; from < all.rows(); from += part) {
        segments.add(all.part(from, part));
      }
      try (SegmentScan scan = new SegmentScan(table.store(), segments, spec)) {
        while (scan.next()) {
          ScanBatch batch = scan.batch();
          BigIntVector column = (BigIntVector) batch.column("id");
          for (int row : batch.rows()) {
            assertEquals(column.get(row), batch.firstRow() + row);
            ids.add((int) column.get(row));
          }
        }
      }
    }
    return ids;
  }

  private static void assertPlainScan(Table table, List<Integer> live) {
    TableSchema schema = table.snapshot().schema();
    ScanSpec plain = ScanSpec.of(schema).select(List.of("id"));
    assertEquals(live, ids(table, plain, 1));
    assertEquals(live, ids(table, plain, 7));
    ScanSpec limited = ScanSpec.of(schema).select(List.of("id")).first(150);
    assertEquals(live.subList(0, Math.min(150, live.size())), ids(table, limited, 3));
    ScanSpec filtered =
        ScanSpec.of(schema).select(List.of("id")).where(new Compare("id", Operator.GREATER, 500L));
    assertEquals(live.stream().filter(id -> id > 500).toList(), ids(table, filtered, 2));
  }

  private static void assertSearches(
      Table table, double[][] vectors, List<Integer> live, Random random) {
    // Deleted vectors are the best matches of themselves.
    double[] query = null;
    while (query == null) {
      query = vectors[random.nextInt(ROWS)];
    }
    for (Measure measure : List.of(Measure.DOT_PRODUCT, Measure.EUCLIDEAN_DISTANCE)) {
      Search search = Search.of(table).score("v", measure, query).select("id").threads(2);
      List<Search.Match> all = search.withoutCodes().run();
      assertEquals(
          live.stream().filter(row -> vectors[row] != null).toList(),
          all.stream().map(DeletedRowsScanTest::id).sorted().toList());
      assertEquals(all.subList(0, Math.min(20, all.size())), search.top(20).run());
      double threshold = all.get(all.size() / 2).score();
      Search within =
          measure == Measure.DOT_PRODUCT ? search.atLeast(threshold) : search.atMost(threshold);
      List<Search.Match> expected = all.subList(0, all.size() / 2 + 1);
      assertTrue(within.count() >= expected.size());
      assertEquals(expected, within.run().subList(0, expected.size()));
      assertEquals(within.run().size(), within.count());
      assertEquals(within.run(), within.withoutCodes().run());
    }
  }

  private static int id(Search.Match match) {
    return ((Long) match.columns().get("id")).intValue();
  }

  @Test
  void codesLearnFromRowsThatAreLeft() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, 2, "v");
    double[][] vectors = new double[100][];
    for (int row = 0; row < vectors.length; row++) {
      vectors[row] = VectorFixtures.unit(2, row < 60 ? 1e6 : 3);
    }
    DataFile file = VectorFixtures.append(table, 16, vectors);
    RoaringBitmap outliers = new RoaringBitmap();
    outliers.add(0L, 60L);
    table.begin("DELETE", Map.of()).delete(file, outliers).commit();
    VectorColumn column = table.snapshot().schema().vectorColumn("v").orElseThrow();
    VectorSample sample = VectorSample.of(table.store(), table.snapshot().files(), column, 1000);
    assertEquals(40, sample.rows());
    assertEquals(3f, sample.mean()[0]);
  }
}

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

import io.vectordb.table.LogFixtures;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.And;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Constant;
import io.vectordb.table.filter.Filter.IsNull;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Or;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.schema.TableMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How files are split into tasks, and by which codes. */
class ScanPlanTest {
  private static final Filter ABOVE = new Compare("s", Operator.GREATER, 0.9);
  private static final Filter HAS_SCORE = new Not(new IsNull("s"));
  private static final Filter ALL = new Constant(true);

  private static ScoreColumn score(Measure measure) {
    double[] query = measure.needsQuery() ? new double[] {1, 2} : new double[0];
    return new ScoreColumn("s", "v", measure, query, Precision.DOUBLE);
  }

  private static ScanSpec spec(Measure measure, Filter filter, boolean usesCodes) {
    return ScanSpec.of(LogFixtures.SCHEMA)
        .select(List.of("id"))
        .score(List.of(score(measure)))
        .where(filter)
        .first(100)
        .usingCodes(usesCodes);
  }

  private static ScanSpec above(boolean usesCodes) {
    return spec(Measure.DOT_PRODUCT, ABOVE, usesCodes);
  }

  private static DataFile file(int number, long bytes, long codeBytes) {
    String name = "data/" + number + ".arrow";
    StoredFile codes = new StoredFile("codes/" + number + ".arrow", codeBytes, 0);
    Map<String, CodeFile> encoded =
        codeBytes == 0 ? Map.of() : Map.of("v", new CodeFile(codes, "int8", null));
    return new DataFile(name, Map.of(), 1 << 18, bytes, 0, Map.of(), Map.of(), encoded);
  }

  private static ScanPlan plan(ScanSpec spec, DataFile... files) {
    TableMetadata metadata = LogFixtures.metadata(Map.of());
    return ScanPlan.of(new Snapshot(0, 0, null, metadata, List.of(files), Map.of()), spec);
  }

  private static DataFile[] files(int count, long bytes, long codeBytes) {
    return IntStream.range(0, count)
        .mapToObj(number -> file(number, bytes, codeBytes))
        .toArray(DataFile[]::new);
  }

  private static List<Long> rows(List<List<Segment>> tasks) {
    return tasks.stream().map(task -> task.stream().mapToLong(Segment::rows).sum()).toList();
  }

  @Test
  void tasksAreSplitByTheCodesThatTheyRead() {
    DataFile[] large = files(8, 1L << 30, 1L << 28);
    assertEquals(8, plan(above(false), large).tasks(2).size());
    assertEquals(List.of(1L << 20, 1L << 20), rows(plan(above(true), large).tasks(2)));
    DataFile[] small = files(2, 8 << 20, 2 << 20);
    assertEquals(4, plan(above(false), small).tasks(16).size());
    assertEquals(1, plan(above(true), small).tasks(16).size());
  }

  @Test
  void filesWithoutCodesAreReadThemselves() {
    ScanPlan mixed = plan(above(true), file(0, 1L << 30, 0), file(1, 1L << 30, 1L << 28));
    // Four fifths of the work are in the first file.
    List<List<Segment>> tasks = mixed.tasks(5);
    assertEquals(5, tasks.size());
    long first =
        tasks.stream().filter(task -> task.get(0).file().path().equals("data/0.arrow")).count();
    assertEquals(4, first);
  }

  @Test
  void everyRowIsInOneTask() {
    for (int cores : new int[] {1, 2, 3, 7, 64}) {
      for (boolean usesCodes : new boolean[] {true, false}) {
        List<List<Segment>> tasks =
            plan(above(usesCodes), file(0, 100 << 20, 0), file(1, 90 << 20, 33 << 20)).tasks(cores);
        assertEquals(1 << 19, rows(tasks).stream().mapToLong(count -> count).sum());
        assertTrue(tasks.size() <= cores, tasks.size() + " tasks");
      }
    }
  }

  @Test
  void columnsByWhoseCodesRowsAreFound() {
    ScanSpec byNorm = spec(Measure.L2_NORM, ABOVE, true);
    assertEquals(Set.of(), byNorm.boundedColumns());
    Filter id = new Compare("id", Operator.EQUAL, 1L);
    for (Measure measure :
        List.of(Measure.DOT_PRODUCT, Measure.COSINE_SIMILARITY, Measure.EUCLIDEAN_DISTANCE)) {
      for (Filter filter :
          List.of(ABOVE, new Not(ABOVE), new Or(id, ABOVE), new And(HAS_SCORE, ABOVE))) {
        assertEquals(Set.of("v"), spec(measure, filter, true).boundedColumns());
      }
      for (Filter filter : List.of(ALL, HAS_SCORE, id)) {
        assertEquals(Set.of(), spec(measure, filter, true).boundedColumns());
      }
    }
    TopN best = new TopN("s", Direction.DESCENDING, Nulls.LAST, Ties.FIRST_ROWS, 10);
    ScanSpec top =
        ScanSpec.of(LogFixtures.SCHEMA)
            .score(List.of(score(Measure.DOT_PRODUCT)))
            .best(Optional.of(best))
            .first(100);
    assertEquals(Set.of("v"), top.boundedColumns());
  }

  @Test
  void encodersAreCounted() {
    ScanPlan plan = plan(above(true), file(0, 9, 0), file(1, 9, 1), file(2, 9, 0), file(3, 9, 0));
    assertEquals("{none=3, int8=1}", plan.encoders("v").toString());
    assertEquals("{none=4}", plan.encoders("w").toString());
  }
}

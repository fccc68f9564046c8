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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.kernels.VectorKernels;
import io.vectordb.table.LogFixtures;
import io.vectordb.table.Table;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.FileStatistics;
import io.vectordb.table.file.Selection;
import io.vectordb.table.file.VectorBlock;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.And;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.In;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Or;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.NormBounds;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorStats;
import io.vectordb.table.schema.VectorType;
import io.vectordb.testing.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are skipped by the norms of their vectors if no score can satisfy a condition. */
class ScoreSkippingTest {
  private static final int ROWS = 10;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Norm 5. */
  private static final double[] QUERY = {3, 4};

  private static ScoreColumn score(Measure measure, Precision precision, double... query) {
    return new ScoreColumn("s", "v", measure, query, precision);
  }

  private static DataFile file(String name, VectorStats stats, int rows) {
    return new DataFile(
        "data/" + name, Map.of("day", "mon"), rows, 1, 0, Map.of(), Map.of("v", stats), Map.of());
  }

  /** A file whose vectors have norms from {@code min} to {@code max}. */
  private static DataFile norms(double min, double max) {
    return file("f", new VectorStats(min, max, 1, 0), ROWS);
  }

  private static boolean mayMatch(ScoreColumn score, Filter filter, DataFile file) {
    return new FileSkipping(LogFixtures.SCHEMA, Map.of("s", new NormBounds(score)))
        .mayMatch(filter, file);
  }

  private static boolean mayBe(ScoreColumn score, Operator operator, double literal, DataFile f) {
    return mayMatch(score, new Compare("s", operator, literal), f);
  }

  /** The scores of {@code file} may be {@code low} and {@code high}, but nothing outside. */
  private static void assertRange(ScoreColumn score, DataFile file, double low, double high) {
    double slack = 1e-8 * Math.max(Math.abs(low), Math.abs(high));
    assertTrue(mayBe(score, Operator.LESS_OR_EQUAL, low, file));
    assertTrue(mayBe(score, Operator.EQUAL, low, file));
    assertTrue(mayBe(score, Operator.LESS, high, file));
    assertTrue(mayBe(score, Operator.GREATER, low, file));
    assertTrue(mayBe(score, Operator.EQUAL, high, file));
    assertTrue(mayBe(score, Operator.GREATER_OR_EQUAL, high, file));
    assertTrue(mayBe(score, Operator.NOT_EQUAL, high, file));
    assertTrue(mayBe(score, Operator.NOT_EQUAL, high + slack, file));
    assertFalse(mayBe(score, Operator.LESS_OR_EQUAL, low - slack, file));
    assertFalse(mayBe(score, Operator.LESS, low - slack, file));
    assertFalse(mayBe(score, Operator.EQUAL, low - slack, file));
    assertFalse(mayBe(score, Operator.EQUAL, high + slack, file));
    assertFalse(mayBe(score, Operator.GREATER, high + slack, file));
    assertFalse(mayBe(score, Operator.GREATER_OR_EQUAL, high + slack, file));
  }

  @Test
  void rangesOfScores() {
    for (Precision precision : Precision.values()) {
      ScoreColumn dot = score(Measure.DOT_PRODUCT, precision, QUERY);
      assertRange(dot, norms(2, 10), -50, 50);
      ScoreColumn distance = score(Measure.EUCLIDEAN_DISTANCE, precision, QUERY);
      assertRange(distance, norms(20, 30), 15, 35);
      assertRange(distance, norms(1, 2), 3, 7);
      ScoreColumn norm = score(Measure.L2_NORM, precision);
      assertRange(norm, norms(2, 10), 2, 10);
    }
    ScoreColumn distance = score(Measure.EUCLIDEAN_DISTANCE, Precision.DOUBLE, QUERY);
    assertTrue(mayBe(distance, Operator.EQUAL, 0, norms(4, 6)));
    for (Measure other : List.of(Measure.L1_NORM, Measure.MAX_NORM)) {
      assertTrue(mayBe(score(other, Precision.DOUBLE), Operator.GREATER, 1e9, norms(2, 10)));
    }
    ScoreColumn cosine = score(Measure.COSINE_SIMILARITY, Precision.DOUBLE, QUERY);
    assertTrue(mayBe(cosine, Operator.GREATER, 0.9, norms(2, 10)));
  }

  @Test
  void conditionsAreCombined() {
    ScoreColumn dot = score(Measure.DOT_PRODUCT, Precision.DOUBLE, QUERY);
    DataFile file = norms(2, 10);
    Filter above = new Compare("s", Operator.GREATER, 51.0);
    Filter within = new Compare("s", Operator.GREATER, 49.0);
    Filter unknown = new Compare("id", Operator.EQUAL, 7L);
    assertFalse(mayMatch(dot, new And(unknown, above), file));
    assertTrue(mayMatch(dot, new Or(unknown, above), file));
    assertTrue(mayMatch(dot, new Not(above), file));
    assertFalse(mayMatch(dot, new Not(new Compare("s", Operator.LESS_OR_EQUAL, 51.0)), file));
    assertTrue(mayMatch(dot, within, file));
    assertFalse(mayMatch(dot, new In("s", List.of(51.0, -51.0)), file));
    assertTrue(mayMatch(dot, new In("s", List.of(51.0, 1.0)), file));
    assertTrue(mayMatch(dot, new Not(new In("s", List.of(51.0, 1.0))), file));
  }

  @Test
  void nothingIsConcludedFromWhatIsNotKnown() {
    ScoreColumn dot = score(Measure.DOT_PRODUCT, Precision.DOUBLE, QUERY);
    assertFalse(mayBe(dot, Operator.GREATER, 51, norms(2, 10)));
    VectorStats nonFinite = new VectorStats(2, 10, 1, 1);
    assertTrue(mayBe(dot, Operator.GREATER, 51, file("f", nonFinite, ROWS)));
    DataFile noStats = LogFixtures.file("f", "mon");
    ScoreColumn other = new ScoreColumn("s", "w", Measure.DOT_PRODUCT, QUERY, Precision.DOUBLE);
    assertTrue(mayBe(other, Operator.GREATER, 51, noStats));
    for (double element : new double[] {Double.NaN, INFINITY, -INFINITY, 1e200}) {
      ScoreColumn huge = score(Measure.DOT_PRODUCT, Precision.DOUBLE, 0, element);
      assertTrue(mayBe(huge, Operator.GREATER, 51, norms(2, 10)), "" + element);
    }
  }

  @Test
  void nullsMatchNothing() {
    VectorStats onlyNulls = new VectorStats(INFINITY, -INFINITY, ROWS, 0);
    for (Measure measure : Measure.values()) {
      double[] query = measure.needsQuery() ? QUERY : new double[0];
      ScoreColumn score = score(measure, Precision.DOUBLE, query);
      for (Operator operator : Operator.values()) {
        assertFalse(mayBe(score, operator, 0, file("f", onlyNulls, ROWS)));
        assertFalse(mayBe(score, operator, Double.NaN, file("f", onlyNulls, ROWS)));
        Filter not = new Not(new Compare("s", operator, 0.0));
        assertFalse(mayMatch(score, not, file("f", onlyNulls, ROWS)));
      }
    }
  }

  @Test
  void literalsThatAreNotFinite() {
    ScoreColumn dot = score(Measure.DOT_PRODUCT, Precision.DOUBLE, QUERY);
    DataFile file = norms(2, 10);
    for (Operator operator : Operator.values()) {
      assertTrue(mayBe(dot, operator, Double.NaN, file));
      assertEquals(operator.accepts(-1), mayBe(dot, operator, INFINITY, file));
      assertEquals(operator.accepts(1), mayBe(dot, operator, -INFINITY, file));
    }
    // A score that is rounded may become infinite.
    ScoreColumn rounded = score(Measure.DOT_PRODUCT, Precision.FLOAT, 1e30);
    assertTrue(mayBe(rounded, Operator.EQUAL, INFINITY, norms(0, 1e30)));
    assertTrue(mayBe(rounded, Operator.GREATER, 1e300, norms(0, 1e30)));
    assertFalse(mayBe(rounded, Operator.GREATER, INFINITY, norms(0, 1e30)));
  }

  @Test
  void squaresThatOverflowOrUnderflow() {
    // The vector (1e-170) has the norm 0, because its square is too small for a double.
    ScoreColumn large = score(Measure.DOT_PRODUCT, Precision.DOUBLE, 1e150);
    assertTrue(mayBe(large, Operator.EQUAL, 1e150 * 1e-170, norms(0, 0)));
    ScoreColumn small = score(Measure.EUCLIDEAN_DISTANCE, Precision.DOUBLE, 1e-170);
    assertTrue(mayBe(small, Operator.EQUAL, 2e-160, norms(2e-160, 2e-160)));
    // The distance from -(1e154) is infinite, for the same reason.
    ScoreColumn far = score(Measure.EUCLIDEAN_DISTANCE, Precision.DOUBLE, 1e154);
    assertTrue(mayBe(far, Operator.EQUAL, INFINITY, norms(1e154, 1e154)));
  }

  @Test
  void plansLeaveFilesOut(@TempDir Path directory) {
    Table table = LogFixtures.createTable(directory, Map.of());
    for (int i = 0; i < 4; i++) {
      double norm = Math.pow(10, i);
      LogFixtures.append(table, file("f" + i, new VectorStats(norm, 2 * norm, 0, 0), ROWS));
    }
    Filter filter = new Compare("s", Operator.GREATER_OR_EQUAL, 100.0);
    for (ScoreColumn score :
        List.of(
            score(Measure.DOT_PRODUCT, Precision.DOUBLE, QUERY),
            score(Measure.L2_NORM, Precision.FLOAT))) {
      ScanPlan plan =
          ScanPlan.of(
              table.snapshot(),
              ScanSpec.of(LogFixtures.SCHEMA).score(List.of(score)).where(filter));
      // |q| = 5: the file with norms 10 to 20 is just good enough for the dot product.
      int skipped = score.measure() == Measure.DOT_PRODUCT ? 1 : 2;
      assertEquals(skipped, plan.skippedFiles());
      assertEquals(table.snapshot().files().subList(skipped, 4), plan.files());
    }
  }

  /** Scores that the scan computes, of vectors and queries at which the inequalities are tight. */
  @Test
  void fileWithARowThatMatchesIsNeverSkipped() {
    long seed = Seed.of(ScoreSkippingTest.class);
    Random random = new Random(seed);
    int skipped = 0;
    try (BufferAllocator allocator = new RootAllocator()) {
      for (int trial = 0; trial < 1000; trial++) {
        VectorType type = random.nextBoolean() ? VectorType.FLOAT_ARRAY : VectorType.DOUBLE_ARRAY;
        int dimension = 1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 10);
        TableSchema schema =
            new TableSchema(
                new Schema(
                    List.of(TableSchema.vectorField(new VectorColumn("v", type, dimension)))));
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema.arrow(), allocator)) {
          skipped += check(random, schema, root, dimension);
        }
      }
    }
    assertTrue(skipped > 10_000, "only " + skipped + " conditions skipped a file");
  }

  private static int check(
      Random random, TableSchema schema, VectorSchemaRoot root, int dimension) {
    int exponent = exponent(random);
    double[] query = vector(random, dimension, random.nextBoolean() ? exponent : exponent(random));
    int rows = 1 + random.nextInt(4);
    FixedSizeListVector lists = (FixedSizeListVector) root.getVector("v");
    for (int row = 0; row < rows; row++) {
      double factor = (random.nextBoolean() ? 1 : -1) * Math.scalb(1.0, random.nextInt(5) - 2);
      boolean parallel = random.nextBoolean();
      set(lists, row, parallel ? query : vector(random, dimension, exponent), factor);
      if (random.nextInt(20) == 0) {
        lists.setNull(row);
      }
    }
    lists.setValueCount(rows);
    root.setRowCount(rows);
    FileStatistics statistics = new FileStatistics(schema);
    statistics.add(root);
    DataFile file = file("f", statistics.vectors().get("v"), rows);
    int skipped = 0;
    for (Measure measure : Measure.values()) {
      for (Precision precision : Precision.values()) {
        ScoreColumn score = score(measure, precision, measure.needsQuery() ? query : new double[0]);
        BatchScores scores =
            new BatchScores(
                VectorKernels.instance(),
                score,
                VectorBlock.of(lists),
                new RowScores.Pool().take(rows));
        scores.compute(Selection.range(0, rows));
        for (int i = 0; i < rows; i++) {
          double value = scores.value(i);
          for (double literal :
              new double[] {
                value, Math.nextUp(value), Math.nextDown(value), 3 * value, value / 3, -value, 0
              }) {
            skipped += check(score, scores, literal, file);
          }
        }
        skipped += check(score, scores, INFINITY, file) + check(score, scores, -INFINITY, file);
        check(score, scores, Double.NaN, file);
      }
    }
    return skipped;
  }

  /** For how many operators the file is skipped. */
  private static int check(ScoreColumn score, BatchScores scores, double literal, DataFile file) {
    int skipped = 0;
    for (Operator operator : Operator.values()) {
      if (!mayBe(score, operator, literal, file)) {
        skipped++;
        Selection all = Selection.range(0, (int) file.rows());
        boolean isEmpty = scores.compare(all, literal, Wanted.by(operator)).isEmpty();
        assertTrue(isEmpty, () -> score + " " + operator + " " + literal + " in " + file);
      }
    }
    return skipped;
  }

  private static int exponent(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(1200) - 600;
      case 1 -> random.nextInt(260) - 140;
      default -> random.nextInt(10);
    };
  }

  private static double[] vector(Random random, int dimension, int exponent) {
    double[] vector = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      // Exact as 32-bit floats unless the exponent is out of their range.
      vector[i] = Math.scalb((double) (float) random.nextGaussian(), exponent);
    }
    return vector;
  }

  private static void set(FixedSizeListVector lists, int row, double[] vector, double factor) {
    int at = lists.startNewValue(row);
    for (int i = 0; i < vector.length; i++) {
      double element = factor * vector[i];
      if (lists.getDataVector() instanceof Float4Vector floats) {
        floats.setSafe(at + i, (float) element);
      } else {
        ((Float8Vector) lists.getDataVector()).setSafe(at + i, element);
      }
    }
  }
}

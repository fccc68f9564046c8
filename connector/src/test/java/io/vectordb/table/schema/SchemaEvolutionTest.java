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
package io.vectordb.table.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.Search;
import io.vectordb.table.scan.Search.Match;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import io.vectordb.table.schema.SchemaEvolution.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What changes of columns do to vectors and their codes, and which changes are refused. */
class SchemaEvolutionTest {
  private static final int DIMENSION = 32;
  private static final double[] QUERY = VectorFixtures.unit(DIMENSION, 1);
  private static final ArrowType INT = new ArrowType.Int(32, true);
  private static final ArrowType LONG = new ArrowType.Int(64, true);

  @TempDir Path directory;

  private static void alter(Table table, UnaryOperator<SchemaEvolution> change) {
    Transaction transaction = table.begin("ALTER", Map.of());
    TableMetadata before = transaction.base().orElseThrow().metadata();
    transaction.alter(change.apply(SchemaEvolution.of(before)).metadata()).commit();
  }

  private static String refused(Table table, UnaryOperator<SchemaEvolution> change) {
    long version = table.snapshot().version();
    String message = assertThrows(VectorDbException.class, () -> alter(table, change)).getMessage();
    assertEquals(version, table.snapshot().version());
    return message;
  }

  private static Field vector(String name, VectorType type, int dimension) {
    return TableSchema.vectorField(new VectorColumn(name, type, dimension));
  }

  private static Field nullable(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), null);
  }

  private static Search search(Table table, String column) {
    return Search.of(table).score(column, Measure.DOT_PRODUCT, QUERY).select("id", column);
  }

  private static double[][] vectors(double... factors) {
    double[][] vectors = new double[factors.length][];
    for (int i = 0; i < factors.length; i++) {
      vectors[i] = factors[i] == 0 ? null : VectorFixtures.unit(DIMENSION, factors[i]);
    }
    return vectors;
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void aVectorColumnKeepsItsCodesUnderAnotherName(VectorType type) {
    Table table = VectorFixtures.createTable(directory, type, DIMENSION, "v");
    VectorFixtures.append(table, 4, vectors(1, 2, 0, 4));
    Optimization.of(table).run(Encoding.INT8);
    alter(table, change -> change.rename(List.of("v"), "w"));
    Snapshot renamed = table.snapshot();
    assertEquals(List.of("id", "w"), renamed.schema().names());
    assertEquals("v", renamed.schema().vectorColumn("w").orElseThrow().fileName());
    VectorFixtures.append(table, 4, vectors(3, 5));
    Optimization.of(table).run(Encoding.INT8);
    assertTrue(table.snapshot().files().stream().allMatch(file -> file.codes().containsKey("v")));
    for (Search search :
        List.of(search(table, "w").atLeast(3), search(table, "w").atLeast(3).withoutCodes())) {
      assertEquals(List.of(5.0, 4.0, 3.0), search.run().stream().map(Match::score).toList());
      assertEquals(3, search.count());
      assertEquals(List.of(5.0, 4.0), search.top(2).run().stream().map(Match::score).toList());
    }
    ScanPlan plan = ScanPlan.of(table.snapshot(), search(table, "w").top(1).spec(List.of()));
    assertEquals("{int8=2}", plan.encoders("w").toString());
    Compaction.of(table).run();
    assertEquals(1, table.snapshot().files().size());
    assertEquals(
        List.of(5.0, 4.0, 3.0),
        search(table, "w").atLeast(3).run().stream().map(Match::score).toList());
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void aVectorColumnIsNullInOlderFiles(VectorType type) {
    Table table = VectorFixtures.createTable(directory, type, DIMENSION, "v");
    VectorFixtures.append(table, 2, vectors(1, 2, 3));
    alter(
        table,
        change ->
            change
                .add(List.of(), vector("w", type, 0), null, new Position.After("id"))
                .drop(List.of("v")));
    assertEquals(List.of("id", "w"), table.snapshot().schema().names());
    assertEquals(List.of(), search(table, "w").run());
    assertEquals(3, rows(table, new Filter.IsNull("w")));
    Transaction append = table.begin("APPEND", Map.of());
    alterDimensionInWriter(table, append);
    assertEquals(
        List.of(4.0), search(table, "w").atLeast(-9).run().stream().map(Match::score).toList());
    assertEquals(List.of(4.0), search(table, "w").top(9).run().stream().map(Match::score).toList());
    assertEquals(3, rows(table, new Filter.IsNull("w")));
    assertEquals(2, Optimization.of(table).run(Encoding.INT8) + 1);
    assertEquals(1, search(table, "w").above(3.5).count());
    assertEquals(0, search(table, "w").above(4).count());
    Object stored = search(table, "w").top(1).run().get(0).columns().get("w");
    double[] widened = new double[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      widened[i] = stored instanceof float[] floats ? floats[i] : ((double[]) stored)[i];
    }
    assertArrayEquals(VectorFixtures.unit(DIMENSION, 4), widened);
  }

  /** Writes one vector of the dimension that the column is to get. */
  private static void alterDimensionInWriter(Table table, Transaction append) {
    TableSchema schema = table.snapshot().schema().withDimensions(Map.of("w", DIMENSION));
    append
        .add(VectorFixtures.write(table, schema, 4, vectors(4)))
        .fixDimensions(Map.of("w", DIMENSION))
        .commit();
  }

  private static long rows(Table table, Filter filter) {
    Snapshot snapshot = table.snapshot();
    ScanSpec spec = ScanSpec.of(snapshot.schema()).where(filter);
    long rows = 0;
    for (List<Segment> task : ScanPlan.of(snapshot, spec).tasks(1)) {
      try (SegmentScan scan = new SegmentScan(table.store(), task, spec)) {
        while (scan.next()) {
          rows += scan.batch().size();
        }
      }
    }
    return rows;
  }

  @Test
  void aDroppedColumnNeverComesBack() {
    Table table =
        VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v", "w");
    VectorFixtures.append(table, 4, vectors(1, 2));
    alter(table, change -> change.drop(List.of("id")));
    alter(table, change -> change.add(List.of(), nullable("id", LONG), 7L, new Position.First()));
    Field id = table.snapshot().schema().field("id").orElseThrow();
    assertEquals("id_2", TableSchema.fileName(id));
    assertEquals(7L, search(table, "v").top(1).run().get(0).columns().get("id"));
    assertEquals(2, rows(table, new Compare("id", Operator.EQUAL, 7L)));
    alter(table, change -> change.drop(List.of("id")));
    alter(table, change -> change.rename(List.of("w"), "id"));
    assertEquals("w", TableSchema.fileName(table.snapshot().schema().field("id").orElseThrow()));
    // An older version has the column that it had.
    Match old =
        Search.of(table, table.snapshot(1))
            .score("v", Measure.DOT_PRODUCT, QUERY)
            .select("id")
            .top(1)
            .run()
            .get(0);
    assertEquals(1L, old.columns().get("id"));
  }

  @Test
  void changesThatFilesCannotFollowAreRefused() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    VectorFixtures.append(table, 4, vectors(1, 0));
    assertTrue(
        refused(table, change -> change.widen(List.of("v"), LONG)).contains("vector column v"));
    assertTrue(refused(table, change -> change.widen(List.of("id"), INT)).contains("allowed are"));
    assertTrue(refused(table, change -> change.drop(List.of("x"))).contains("no column x"));
    assertTrue(refused(table, change -> change.rename(List.of("id"), "V")).contains("already"));
    assertTrue(
        refused(table, change -> change.setNullable(List.of("v"), false)).contains("NOT NULL"));
    assertTrue(
        refused(
                table,
                change ->
                    change.add(
                        List.of(),
                        new Field("n", FieldType.notNullable(INT), null),
                        null,
                        new Position.Last()))
            .contains("NOT NULL"));
    alter(
        table,
        change ->
            change
                .setNullable(List.of("id"), false)
                .add(
                    List.of(),
                    new Field("n", FieldType.notNullable(INT), null),
                    5L,
                    new Position.Last()));
    assertEquals(2, rows(table, new Compare("n", Operator.EQUAL, 5L)));
    Transaction other = table.begin("ALTER", Map.of());
    TableMetadata metadata = other.base().orElseThrow().metadata();
    TableMetadata otherDimension =
        metadata.withSchema(metadata.schema().withDimensions(Map.of("v", DIMENSION + 1)));
    String message =
        assertThrows(VectorDbException.class, () -> other.alter(otherDimension).commit())
            .getMessage();
    assertTrue(message.contains("type and dimension"), message);
  }

  @Test
  void aNullThatIsAddedConcurrentlyConflictsWithNotNull() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    VectorFixtures.append(table, 4, vectors(1, 2));
    for (double factor : new double[] {3, 0}) {
      Transaction alter = table.begin("ALTER", Map.of());
      TableMetadata metadata = alter.base().orElseThrow().metadata();
      VectorFixtures.append(table, 4, vectors(factor));
      alter.alter(SchemaEvolution.of(metadata).setNullable(List.of("v"), false).metadata());
      if (factor == 0) {
        assertTrue(assertThrows(VectorDbException.class, alter::commit).getMessage().contains("v"));
      } else {
        alter.commit();
        alter(table, change -> change.setNullable(List.of("v"), true));
      }
    }
  }

  @Test
  void anAppendConflictsWithAChangeThatCameFirst() {
    Table table = VectorFixtures.createTable(directory, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    Transaction append = table.begin("APPEND", Map.of());
    append.add(VectorFixtures.write(table, 4, vectors(1)));
    alter(table, change -> change.rename(List.of("id"), "key"));
    String message = assertThrows(VectorDbException.class, append::commit).getMessage();
    assertTrue(message.contains("schema or properties were changed concurrently"), message);
    assertNull(table.snapshot().schema().field("id").orElse(null));
  }
}

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
package io.vectordb.spark.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PartitionColumnsTest {
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "id BIGINT, day DATE, ts TIMESTAMP, b BINARY, s STRUCT<a: INT>, v ARRAY<FLOAT>");

  private static final TableSchema TABLE =
      SchemaMapping.toTable(COLUMNS, VectorOptions.of(Map.of("dimension", "2")));

  private static TableMetadata partitionedBy(Transform... transforms) {
    List<String> columns = PartitionColumns.of(COLUMNS, transforms);
    return new TableMetadata("table", TABLE, columns, Map.of(), 0);
  }

  private static void assertRefused(Executable body, String... parts) {
    String message = assertThrows(VectorDbException.class, body).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void everyTransformComesBackAsItWasGiven() {
    Transform[] given = {
      Expressions.identity("day"),
      Expressions.bucket(4, "id"),
      Expressions.years("ts"),
      Expressions.hours("ts")
    };
    String[] described =
        Arrays.stream(PartitionColumns.toSpark(partitionedBy(given)))
            .map(Transform::describe)
            .toArray(String[]::new);
    String[] expected = Arrays.stream(given).map(Transform::describe).toArray(String[]::new);
    assertArrayEquals(expected, described);
  }

  @Test
  void columnsAreFoundInWhateverCase() {
    assertEquals(
        List.of("day"),
        PartitionColumns.of(COLUMNS, new Transform[] {Expressions.identity("DAY")}));
    assertRefused(
        () -> PartitionColumns.of(COLUMNS, new Transform[] {Expressions.identity("dya")}),
        "dya is no column");
  }

  @Test
  void otherTransformsAreRefused() {
    assertRefused(
        () -> PartitionColumns.of(COLUMNS, new Transform[] {Expressions.bucket(4, "id", "day")}),
        "bucket(4, id, day)");
    assertRefused(
        () -> PartitionColumns.of(COLUMNS, new Transform[] {Expressions.identity("s.a")}), "s.a");
    assertRefused(
        () ->
            PartitionColumns.of(
                COLUMNS, new Transform[] {Expressions.apply("truncate", Expressions.column("id"))}),
        "truncate(id)");
  }

  @Test
  void partitionValuesHaveAnOrder() {
    assertRefused(() -> PartitionColumns.requireScalars(TABLE, List.of("v")), "Column v");
    assertRefused(() -> PartitionColumns.requireScalars(TABLE, List.of("b")), "Column b");
    assertRefused(() -> PartitionColumns.requireScalars(TABLE, List.of("s")), "Column s");
    PartitionColumns.requireScalars(TABLE, List.of("id", "day"));
  }

  @Test
  void bucketsNeedACatalogWithFunctions() {
    assertRefused(
        () -> PartitionColumns.requireNoBuckets(new Transform[] {Expressions.bucket(4, "id")}),
        "bucket(4, id)");
    PartitionColumns.requireNoBuckets(new Transform[] {Expressions.days("ts")});
  }

  @Test
  void anotherPartitioningIsRefused() {
    TableMetadata existing = partitionedBy(Expressions.identity("day"));
    TableHandle handle = new TableHandle("/data/t", null);
    PartitionColumns.requireSame(
        COLUMNS, new Transform[] {Expressions.identity("Day")}, existing, handle);
    assertRefused(
        () ->
            PartitionColumns.requireSame(
                COLUMNS, new Transform[] {Expressions.identity("id")}, existing, handle),
        "/data/t",
        "[day]",
        "[id]");
  }
}

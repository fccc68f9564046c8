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
package io.vectordb.spark.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.colstats.ColumnStatistics;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScanStatisticsTest extends ScanTables {
  private static final long ROWS = 100;

  private static TableVersion table;

  @BeforeAll
  static void write() {
    sql(
        "CREATE TABLE scans.ns.stats (id INT, x DOUBLE, name STRING, v ARRAY<FLOAT>)"
            + " TBLPROPERTIES ('vector.v.dimension' = '3')");
    sql(
        "INSERT INTO scans.ns.stats SELECT CAST(id AS INT),"
            + " IF(id = 3, double('NaN'), IF(id < 10, NULL, double(id))),"
            + " concat('row', lpad(id, 3, '0')), array(float(id), 0f, 1f) FROM range(100)");
    table = version("stats");
  }

  private static Statistics statistics(String... columns) {
    return scan(table, columns).estimateStatistics();
  }

  private static ColumnStatistics column(String name) {
    Map<NamedReference, ColumnStatistics> columns = statistics().columnStats();
    return columns.get(References.column(name));
  }

  @Test
  void columnsOfKnownLengthCountAsTheyAre() {
    assertEquals(OptionalLong.of(ROWS), statistics().numRows());
    assertEquals(OptionalLong.of(ROWS * (8 + 4)), statistics("id").sizeInBytes());
    assertEquals(OptionalLong.of(ROWS * (8 + 8)), statistics("x").sizeInBytes());
    assertEquals(OptionalLong.of(ROWS * (8 + 3 * 4)), statistics("v").sizeInBytes());
    assertEquals(OptionalLong.of(ROWS * (8 + 4 + 12)), statistics("id", "v").sizeInBytes());
  }

  @Test
  void textsCountAsAllThatTheFilesHoldBesideOthers() {
    long bytes = table.snapshot().orElseThrow().byteCount();
    long size = statistics("name").sizeInBytes().getAsLong();
    assertTrue(size >= ROWS * (8 + 20), "size " + size);
    assertTrue(size >= bytes - ROWS * (4 + 8 + 12), size + " of " + bytes);
  }

  @Test
  void columnsAreSummedUpForTheCostBasedOptimizerOnly() {
    assertEquals(Map.of(), statistics().columnStats());
    with(
        "spark.sql.cbo.enabled",
        true,
        () -> {
          assertEquals(Optional.of(0), column("id").min());
          assertEquals(Optional.of(99), column("id").max());
          assertEquals(OptionalLong.of(0), column("id").nullCount());
          assertEquals(Optional.of(UTF8String.fromString("row000")), column("name").min());
          assertEquals(Optional.of(UTF8String.fromString("row099")), column("name").max());
        });
  }

  @Test
  void whereThereIsNaNTheLargestValueIsNotKnown() {
    with(
        "spark.sql.cbo.enabled",
        true,
        () -> {
          assertEquals(Optional.of(10.0), column("x").min());
          assertEquals(Optional.empty(), column("x").max());
          assertEquals(OptionalLong.of(9), column("x").nullCount());
        });
  }
}

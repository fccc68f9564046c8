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

import io.vectordb.spark.schema.TableVersion;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScanOrderTest extends ScanTables {
  private static final String MERGES =
      "spark.sql.sources.v2.bucketing.preserveOrderingOnCoalesce.enabled";

  private static TableVersion table;

  @BeforeAll
  static void write() {
    create("ordered", "STRING");
    insert("ordered", 0);
    table = version("ordered");
  }

  private static void create(String name, String type) {
    sql(
        "CREATE TABLE scans.ns."
            + name
            + " (id BIGINT, part "
            + type
            + ", v ARRAY<FLOAT>) PARTITIONED BY (part, bucket(2, id))");
  }

  private static void insert(String name, long first) {
    sql(
        "INSERT INTO scans.ns."
            + name
            + " SELECT id, concat('p', id % 2), array(float(id), 0f) FROM range("
            + first
            + ", "
            + (first + 100)
            + ", 1, 1)");
  }

  private static ScanOrder order(TableVersion version, String... columns) {
    VectorScan scan = scan(version, columns);
    return ScanOrder.of(version, scan.readSchema(), scan.scanPlan());
  }

  @Test
  void partitionValuesComeFirstThenTheColumnOfTheBucket() {
    with(MERGES, false, () -> assertEquals(List.of("part", "id"), order(table).columns()));
  }

  @Test
  void onlyColumnsThatAreReadOrder() {
    with(
        MERGES,
        false,
        () -> {
          assertEquals(List.of("part"), order(table, "part", "v").columns());
          assertEquals(List.of("id"), order(table, "id").columns());
          assertEquals(ScanOrder.NONE, order(table, "v"));
        });
  }

  @Test
  void filesOfAPartitionHaveNoOrderTogetherUnlessSparkMergesThem() {
    create("twice", "STRING");
    insert("twice", 0);
    insert("twice", 50);
    TableVersion twice = version("twice");
    with(MERGES, false, () -> assertEquals(new ScanOrder(List.of("part"), false), order(twice)));
    with(
        MERGES, true, () -> assertEquals(new ScanOrder(List.of("part", "id"), true), order(twice)));
  }

  @Test
  void textsOfACollationAreNotOrderedAsTheTableOrdersThem() {
    create("folded", "STRING COLLATE UTF8_LCASE");
    insert("folded", 0);
    with(MERGES, false, () -> assertEquals(List.of("id"), order(version("folded")).columns()));
  }

  @Test
  void sparkIsToldOfAscendingColumns() {
    SortOrder[] orders = new ScanOrder(List.of("part", "id"), true).toSpark();
    assertEquals(
        List.of(
            Expressions.sort(Expressions.column("part"), SortDirection.ASCENDING).describe(),
            Expressions.sort(Expressions.column("id"), SortDirection.ASCENDING).describe()),
        Arrays.stream(orders).map(SortOrder::describe).toList());
    assertEquals(0, ScanOrder.NONE.toSpark().length);
  }
}

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
package io.vectordb.integration

import org.apache.spark.sql.SaveMode

/** Which conditions the scan evaluates, and which files it does not read for them. */
class PushdownFilterSuite extends SearchedTable {

  test("a threshold: only the id leaves the scan") {
    for (function <- Seq("dot_product", "DOT_PRODUCT", "vec.dot_product", "vector_inner_product")) {
      val query = sql(s"SELECT id FROM $t WHERE $function(v, $q) > 0.75")
      val name =
        if (function.startsWith("vector")) "_score_0 = " else "_score_0 = dot_product(v, query[4])"
      assertScan(query, Seq("id"), name, "filter: _score_0 > 0.75")
      assertNoFilter(query)
      assertIds(query, 97L to 99)
    }
  }

  test("conditions on scores and other columns, nested") {
    val query = sql(s"""SELECT id FROM $t
         |WHERE (dot_product(v, $q) BETWEEN 0.25 AND 0.5 OR label = 'label 3')
         |  AND NOT (part IN (0, 2) OR day IS NULL)""".stripMargin)
    assertScan(query, Seq("id"))
    assertNoFilter(query)
    assertIds(query, all.filter(i => (i >= 32 && i <= 64 || i % 10 == 3) && i % 2 == 1))
  }

  test("files in which no row can match are not read") {
    val cases = Seq(
      s"id >= 75 AND dot_product(v, $q) > 0.1" -> 1,
      "id BETWEEN 20 AND 30" -> 2,
      "id IN (3, 60)" -> 2,
      "id < 0" -> 0,
      "id IS NULL" -> 0,
      "day = DATE'2024-01-01'" -> 1,
      "day > DATE'2024-03-17' OR id = 1" -> 2,
      "label LIKE 'x%'" -> 0,
      "NOT (id < 75)" -> 1,
      "id <=> 7" -> 1,
      "part = 9" -> 0,
      "id < 25 AND id > 74" -> 0,
      // Norms go from 2.12 to 2.24, above 2.2 in the first file only; that of q is 1, that of p 2.24.
      s"dot_product(v, $q) > 2.2" -> 1,
      s"dot_product(v, $q) < -2.3" -> 0,
      s"euclidean_distance(v, $p) > 4.45" -> 1,
      "euclidean_distance(v, array(0F, 0F, 0F, 5F)) < 2.8" -> 1,
      "vector_norm(v) > 2.2F" -> 1
    )
    for ((condition, files) <- cases) {
      withClue(s"$condition: ") {
        val query = sql(s"SELECT id FROM $t WHERE $condition")
        assert(description(query).endsWith(s"files: $files of 4"))
        // The same condition in a form that cannot be pushed down.
        val table = load(path).collect()
        val expected = spark.createDataFrame(java.util.Arrays.asList(table: _*), load(path).schema)
        assertIds(query, ids(expected.where(condition).select("id")))
      }
    }
    val partitioned = newPath()
    writer(load(path), SaveMode.Append).partitionBy("part", "label").save(partitioned)
    val query = load(partitioned).where("part = 1 AND label = 'label 5'").select("id")
    assert(description(query).endsWith("files: 1 of 20"))
    assertIds(query, all.filter(i => i % 4 == 1 && i % 10 == 5))
  }

  test("conditions on VARCHAR are pushed, those on CHAR and on collated texts are not") {
    val target = newPath()
    sql(s"""CREATE TABLE vec.`$target` (id BIGINT, varying VARCHAR(5), fixed CHAR(5),
           |  lower STRING COLLATE UTF8_LCASE, both VARCHAR(5) COLLATE UNICODE_CI)""".stripMargin)
    sql(s"""INSERT INTO vec.`$target`
           |VALUES (1, 'a', 'a', 'a', 'a'), (2, 'A', 'A', 'A', 'A'), (3, 'b', 'b', 'b', 'b')
           |""".stripMargin)
    for (
      (column, found) <- Seq(
        "varying" -> Seq(1L),
        "fixed" -> Seq(1L),
        "lower" -> Seq(1L, 2L),
        "both" -> Seq(1L, 2L)
      )
    ) {
      val query = load(target).where(s"$column = 'a'").select("id").orderBy("id")
      assert(query.collect().map(_.getLong(0)).toSeq === found)
      assert(description(query).contains(s"$column = 'a'") === (column == "varying"))
    }
  }

  test("names of columns in any case, and session settings that change plans") {
    assertIds(sql(s"SELECT ID FROM $t WHERE Dot_Product(V, $q) > 0.75 AND PART = 1"), Seq(97L))
    val settings = Seq(
      "spark.sql.adaptive.enabled" -> "false",
      "spark.sql.codegen.wholeStage" -> "false",
      "spark.sql.ansi.enabled" -> "false",
      "spark.sql.cbo.enabled" -> "true",
      "spark.sql.codegen.factoryMode" -> "NO_CODEGEN",
      "spark.sql.sources.v2.bucketing.enabled" -> "true",
      "spark.sql.optimizer.excludedRules" -> "org.apache.spark.sql.catalyst.optimizer.ConstantFolding"
    )
    for (setting <- settings) {
      withConf(setting) {
        withClue(s"$setting: ") {
          val query =
            s"SELECT id, dot_product(v, $q) AS s, v FROM $t WHERE part = 3 AND dot_product(v, $q) < 0.75 ORDER BY s DESC LIMIT 2"
          assert(ids(sql(query)) === Seq(95L, 91L))
          assert(
            sql(s"SELECT sum(dot_product(v, array(part, part, part, part))) FROM $t")
              .head()
              .getDouble(0) === 450.0
          )
        }
      }
    }
  }
}

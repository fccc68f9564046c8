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

import org.apache.spark.sql.Column
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec
import org.apache.spark.sql.functions._

/** The ways to say which vector is searched for. */
class PushdownQueryVectorSuite extends SearchedTable with AdaptiveSparkPlanHelper {

  test("every way to write a constant query vector is pushed down") {
    val floats = Array(1f, 0f, 0f, 0f)
    val table = load(path)
    def where(vector: Column) =
      table.where(call_function("dot_product", col("v"), vector) > 0.75).select("id")
    sql("DECLARE OR REPLACE VARIABLE query_vector ARRAY<FLOAT> DEFAULT array(1F, 0F, 0F, 0F)")
    val text = s"SELECT id FROM $t WHERE dot_product(v, %s) > 0.75"
    val queries = Seq(
      where(lit(floats)),
      where(lit(floats.map(_.toDouble))),
      where(array(floats.toSeq.map(lit(_)): _*)),
      where(typedLit(floats.toSeq)),
      sql(text.format("array(1, 0, 0, 0)")),
      sql(text.format("array(1.0, 0.0, 0.0, 0.0)")),
      sql(text.format("array(1D, 0, 0F, 0.0)")),
      sql(text.format("query_vector")),
      sql(text.format("CAST(split('1,0,0,0', ',') AS ARRAY<FLOAT>)")),
      sql(text.format("from_json('[1, 0, 0, 0]', 'ARRAY<FLOAT>')")),
      sql(text.format("X'0000803F000000000000000000000000'")),
      sql(text.format("array_repeat(1F, 1) || array(0F, 0F, 0F)")),
      sql(text.format("vector_normalize(array(2F, 0F, 0F, 0F))")),
      spark.sql(text.format(":q"), Map("q" -> floats)),
      spark.sql(text.format("?"), Array[Any](floats))
    )
    for ((query, i) <- queries.zipWithIndex) {
      withClue(s"form $i: ") {
        assertScan(query, Seq("id"), "filter: _score_0 > 0.75")
        assertNoFilter(query)
        assertIds(query, 97L to 99)
      }
    }
    // Not a constant for Spark's optimizer; evaluated for every row.
    assertIds(sql(text.format("transform(array(1, 0, 0, 0), x -> x * 1F)")), 97L to 99)
  }

  test("a query vector that a subquery finds") {
    val vector = s"(SELECT v FROM $t WHERE id = 99)"
    val expected = all.filter { id =>
      score(id) * score(99) + (1 - score(id)) * (1 - score(99)) + 4 > 4.5
    }
    val query = sql(s"SELECT id FROM $t WHERE dot_product(v, $vector) > 4.5")
    assertIds(query, expected)
    // Known when the query runs, it still filters the rows of the scan.
    val scan = collect(query.queryExecution.executedPlan) {
      case s: BatchScanExec if s.runtimeFilters.nonEmpty => s
    }
    assert(scan.map(_.metrics("numOutputRows").value) === Seq(expected.size))
    val nearest = sql(s"SELECT id FROM $t ORDER BY euclidean_distance(v, $vector), id LIMIT 3")
    assert(ids(nearest) === Seq(99L, 98L, 97L))
    val both = sql(
      s"SELECT id FROM $t WHERE part = 1 AND dot_product(v, $vector) > 4.5 AND dot_product(v, $q) < 0.75"
    )
    assertIds(both, expected.filter(i => i % 4 == 1 && score(i) < 0.75))
    assertFails("4", "5")(
      sql(
        s"SELECT id FROM $t WHERE dot_product(v, (SELECT array(1F,2F,3F,4F,5F) FROM range(1))) > 0"
      ).collect()
    )
    assertIds(
      sql(s"SELECT id FROM $t WHERE dot_product(v, (SELECT v FROM $t WHERE id = 1000)) > 0"),
      Nil
    )
  }

  test("a query vector that differs from row to row") {
    val pairs = sql(s"""SELECT a.id FROM $t a CROSS JOIN (SELECT v FROM $t WHERE id IN (0, 99)) b
         |WHERE dot_product(a.v, b.v) >= 4.77""".stripMargin)
    def dot(i: Long, j: Long) = score(i) * score(j) + (1 - score(i)) * (1 - score(j)) + 4
    assertIds(pairs, for (j <- Seq(0L, 99L); i <- all if dot(i, j) >= 4.77) yield i)
    assertIds(
      sql(s"SELECT id FROM $t WHERE dot_product(v, v) < 4.51 AND id < 60"),
      all.filter(i => dot(i, i) < 4.51 && i < 60)
    )
  }
}

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

import org.apache.spark.sql.Row
import org.apache.spark.sql.functions._

/** Which scores the scan computes, and what is left of them above it. */
class PushdownScoreSuite extends SearchedTable {

  test("several scores, each once") {
    val query =
      sql(s"""SELECT id, dot_product(v, $q), cosine_similarity(v, $q), dot_product($q, v) AS again,
         |  dot_product(v, $p), euclidean_distance(v, $q)
         |FROM $t WHERE dot_product(v, $q) > 0.7 AND dot_product(v, $p) < 4.3""".stripMargin)
    assertScan(query, Seq("id", "_score_0", "_score_1", "_score_2", "_score_3"))
    assertNoFilter(query)
    val rows = query.collect()
    assert(rows.map(_.getLong(0)).toSet === (90L to 99L).toSet)
    assert(
      rows.forall(row => row.getDouble(1) == score(row.getLong(0)) && row.get(1) == row.get(3))
    )
  }

  test("arithmetic with scores stays above the scan, which still computes them") {
    val cases = Seq(
      s"1 - dot_product(v, $q) < 0.5" -> all.filter(1 - score(_) < 0.5),
      s"dot_product(v, $q) * 2 >= 1" -> all.filter(score(_) * 2 >= 1),
      s"-dot_product(v, $q) > -0.1" -> all.filter(-score(_) > -0.1),
      s"abs(dot_product(v, $q) - 0.5) < 0.01" -> all.filter(i => math.abs(score(i) - 0.5) < 0.01),
      s"CAST(dot_product(v, $q) AS FLOAT) > 0.5" -> all.filter(score(_) > 0.5),
      s"CAST(dot_product(v, $q) AS DECIMAL(4, 2)) = 0.5" -> Seq(64L),
      s"CAST(dot_product(v, $q) * 128 AS INT) = 7" -> Seq(7L),
      s"dot_product(v, $q) > CAST('0.75' AS DOUBLE)" -> (97L to 99),
      s"dot_product(v, $q) > 0" -> (1L to 99),
      s"dot_product(v, $q) > 3 / 4" -> (97L to 99),
      s"coalesce(dot_product(v, $q), 0) > 0.75" -> (97L to 99),
      s"CASE WHEN part = 0 THEN dot_product(v, $q) ELSE 0 END > 0.7" -> Seq(92L, 96L),
      s"dot_product(v, $q) > dot_product(v, $p) - 4" -> all.filter(i => score(i) > 1 - score(i))
    )
    for ((condition, expected) <- cases) {
      withClue(s"$condition: ") {
        val query = sql(s"SELECT id FROM $t WHERE $condition")
        assert(!columns(scans(query).head).contains("v"))
        assertIds(query, expected)
      }
    }
    val best = sql(s"SELECT id FROM $t ORDER BY 1 - dot_product(v, $q) LIMIT 2")
    assert(!columns(scans(best).head).contains("v"))
    assert(ids(best) === Seq(99L, 98L))
  }

  test("the vector itself, with and without its score") {
    val query = sql(s"SELECT v, id FROM $t WHERE dot_product(v, $q) = 0.25")
    assertScan(query, Seq("id", "v"))
    assert(query.collect().toSeq === Seq(Row(Seq(0.25f, 0.75f, 0f, 2f), 32L)))
    val everything =
      sql(s"SELECT *, dot_product(v, $q) AS s FROM $t ORDER BY s DESC LIMIT 1").head()
    assert(everything.getSeq[Float](4) === Seq(99 / 128f, 29 / 128f, 0f, 2f))
    assert(everything.getDouble(5) === score(99))
  }

  test("operators between the table and the score") {
    val s = s"dot_product(v, $q) > 0.75"
    val sources = Seq(
      s"(SELECT * FROM $t ORDER BY label)",
      s"(SELECT /*+ REPARTITION(3) */ * FROM $t)",
      s"(SELECT /*+ REPARTITION(3, label) */ * FROM $t)",
      s"(SELECT /*+ REBALANCE(label) */ * FROM $t)",
      s"(SELECT /*+ COALESCE(1) */ * FROM $t)",
      s"(SELECT *, row_number() OVER (PARTITION BY part ORDER BY id) AS r FROM $t)",
      s"(SELECT * FROM $t LATERAL VIEW explode(array(1)) AS e)",
      s"(SELECT * FROM $t TABLESAMPLE (100 PERCENT))",
      s"(SELECT $t.* FROM $t JOIN range(200) r ON $t.id = r.id)",
      s"(SELECT DISTINCT * FROM $t)",
      s"(SELECT * FROM $t LIMIT 1000)",
      s"(SELECT id, first(v) AS v FROM $t GROUP BY id)",
      s"(SELECT id, named_struct('v', v).v AS v FROM $t)",
      s"(SELECT id, IF(id < 99, v, v) AS v FROM $t)"
    )
    for (source <- sources) {
      withClue(s"$source: ")(assertIds(sql(s"SELECT id FROM $source WHERE $s"), 97L to 99))
    }
    val cached = load(path).cache()
    try {
      assertIds(cached.where(s).select("id"), 97L to 99)
      assertIds(sql(s"SELECT id FROM $t WHERE $s"), 97L to 99)
    } finally {
      cached.unpersist()
    }
    val function = udf((x: Double) => x * 128)
    val ofUdf = load(path).where(
      function(call_function("dot_product", col("v"), lit(Array(1f, 0f, 0f, 0f)))) === 5
    )
    assertIds(ofUdf.select("id"), Seq(5L))
    assert(load(path).where(s).rdd.map(_.getLong(0)).collect().toSet === Set(97L, 98L, 99L))
  }

  test("Spark's norms are pushed down") {
    val norms = Seq[(String, Seq[Float] => Double)](
      "vector_norm(v)" -> (v => math.sqrt(v.map(x => x.toDouble * x).sum)),
      "vector_norm(v, 2.0F)" -> (v => math.sqrt(v.map(x => x.toDouble * x).sum)),
      "vector_norm(v, 1.0F)" -> (v => v.map(_.abs.toDouble).sum),
      "vector_norm(v, FLOAT('infinity'))" -> (v => v.map(_.abs.toDouble).max)
    )
    val vectors =
      load(path).select("id", "v").collect().map(row => row.getLong(0) -> row.getSeq[Float](1))
    for ((norm, value) <- norms) {
      val expected = vectors.map { case (id, v) => id -> value(v).toFloat }.toMap
      val query = sql(s"SELECT id, $norm FROM $t WHERE $norm > 2.1")
      assertScan(query, Seq("id", "_score_0"), "_score_0 > ")
      assert(
        query.collect().map(row => row.getLong(0) -> row.getFloat(1)).toMap === expected.filter(
          _._2 > 2.1
        )
      )
    }
    val normalized =
      sql(s"SELECT id FROM $t WHERE vector_inner_product(vector_normalize(v), $q) > 0.33")
    assertIds(
      normalized,
      vectors.toSeq.filter { case (_, v) => v.head / norms.head._2(v) > 0.33 }.map(_._1)
    )
  }

  test("columns that are named like scores") {
    val target = newPath()
    val data = spark
      .range(4)
      .selectExpr(
        "id AS _score_0",
        "id * 2 AS _score_1",
        "array(CAST(id AS FLOAT)) AS v",
        "-id AS _pushed_score_0"
      )
    append(data, target)
    val name = view(target)
    val query = sql(
      s"SELECT *, dot_product(v, array(3F)) AS s FROM $name WHERE _score_0 > 1 AND dot_product(v, array(2F)) < 6"
    )
    assert(query.collect().toSeq === Seq(Row(2L, 4L, Seq(2f), -2L, 6.0)))
    val best = sql(
      s"SELECT _score_1 FROM $name WHERE vec.dot_product(v, array(1F)) > 0 ORDER BY dot_product(v, array(1F)) LIMIT 2"
    )
    assert(ids(best) === Seq(2L, 4L))
  }
}

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

/** Scores in joins, unions, subqueries and aggregates, and in plans around the scan. */
class PushdownPlanSuite extends SearchedTable {

  test("a join of a table with itself") {
    val query = sql(s"""SELECT a.id FROM $t a JOIN $t b ON a.id = b.id + 1
         |WHERE dot_product(a.v, $q) > 0.5 AND dot_product(b.v, $q) < 0.6
         |  AND dot_product(b.v, $p) > 0""".stripMargin)
    assert(scans(query).size === 2)
    assert(scans(query).forall(scan => !columns(scan).contains("v")))
    assert(scans(query).exists(_.scan.description().contains("_score_0 > 0.5")))
    assertIds(query, all.filter(i => score(i) > 0.5 && score(i - 1) < 0.6))
    val equal =
      sql(s"""SELECT a.id FROM $t a JOIN $t b ON dot_product(a.v, $q) = dot_product(b.v, $q) + 0.125
         |WHERE a.id < 20""".stripMargin)
    assertIds(equal, 16L until 20)
  }

  test("outer joins have no score where there is no row") {
    val left =
      sql(s"""SELECT l.id, dot_product(r.v, $q) FROM range(97, 103) l LEFT JOIN $t r ON l.id = r.id
         |ORDER BY l.id""".stripMargin)
    assert(
      left.collect().toSeq === (97L until 103).map(i => Row(i, if (i < 100) score(i) else null))
    )
    val none = sql(s"""SELECT l.id FROM range(97, 103) l LEFT JOIN $t r ON l.id = r.id
         |WHERE dot_product(r.v, $q) IS NULL""".stripMargin)
    assertIds(none, 100L until 103)
    val condition = sql(s"""SELECT l.id, r.id FROM range(97, 103) l LEFT JOIN $t r
         |ON l.id = r.id AND dot_product(r.v, $q) > 0.76 ORDER BY l.id""".stripMargin)
    assert(
      condition.collect().toSeq === (97L until 103).map(i =>
        Row(i, if (i == 98 || i == 99) i else null)
      )
    )
    val full = sql(
      s"""SELECT count(*), count(dot_product(r.v, $q)), count(l.id)
         |FROM range(97, 103) l FULL JOIN (SELECT * FROM $t WHERE id > 90) r ON l.id = r.id""".stripMargin
    )
    assert(full.head() === Row(12, 9, 6))
    val anti = sql(
      s"SELECT id FROM range(95, 101) l WHERE NOT EXISTS (SELECT 1 FROM $t r WHERE r.id = l.id AND dot_product(r.v, $q) < 0.76)"
    )
    assertIds(anti, Seq(98L, 99L, 100L))
    val semi =
      sql(s"SELECT id FROM $t WHERE id IN (SELECT id + 1 FROM $t WHERE dot_product(v, $q) > 0.75)")
    assertIds(semi, Seq(98L, 99L))
  }

  test("unions") {
    val union =
      s"(SELECT id, v FROM $t WHERE part = 0 UNION ALL SELECT id + 1000, v FROM $t WHERE part = 1)"
    val query = sql(s"SELECT id FROM $union WHERE dot_product(v, $q) > 0.7")
    assert(scans(query).size === 2)
    assert(scans(query).forall(_.scan.description().contains("_score_0 > 0.7")))
    assertIds(query, Seq(92L, 96L, 1093L, 1097L))
    val best = sql(s"SELECT id FROM $union ORDER BY dot_product(v, $q) DESC LIMIT 3")
    assert(ids(best) === Seq(1097L, 96L, 1093L))
    val distinct =
      sql(s"SELECT id FROM $t WHERE dot_product(v, $q) > 0.7 UNION SELECT id FROM $t WHERE id > 95")
    assertIds(distinct, 90L to 99)
  }

  test("subqueries, common table expressions and views") {
    val scored = s"SELECT id, part, dot_product(v, $q) AS s, v AS w FROM $t"
    val queries = Seq(
      s"SELECT id FROM (SELECT * FROM ($scored)) WHERE s > 0.75",
      s"WITH c AS ($scored) SELECT id FROM c WHERE s > 0.75",
      s"SELECT id FROM ($scored) WHERE dot_product(w, $q) > 0.75",
      s"SELECT id FROM (SELECT id, v AS x FROM (SELECT id, v FROM $t)) WHERE dot_product(x, $q) > 0.75"
    )
    for (query <- queries) {
      assertScan(sql(query), Seq("id"), "_score_0 > 0.75")
      assertNoFilter(sql(query))
      assertIds(sql(query), 97L to 99)
    }
    val name = newName("scored")
    sql(s"CREATE OR REPLACE TEMPORARY VIEW $name AS $scored")
    val top = sql(s"SELECT id FROM $name WHERE part = 2 ORDER BY s DESC LIMIT 2")
    assertScan(top, Seq("id", "_score_0"), "top-n: _score_0 DESC", "part = 2")
    assert(ids(top) === Seq(98L, 94L))
    val twice = sql(
      s"WITH c AS ($scored) SELECT a.id FROM c a JOIN c b ON a.id = b.id WHERE a.s > 0.7 AND b.s < 0.75"
    )
    assertIds(twice, 90L to 95)
    val nested = sql(
      s"SELECT id FROM ($scored) WHERE s > (SELECT max(s) - 0.01 FROM ($scored) WHERE part = 0)"
    )
    assertIds(nested, all.filter(score(_) > score(96) - 0.01))
    val relation = sql(
      s"WITH query AS (SELECT $q AS vector) SELECT id FROM $t, query WHERE dot_product(v, query.vector) > 0.75"
    )
    assertScan(relation, Seq("id"), "_score_0 > 0.75")
    assertIds(relation, 97L to 99)
  }

  test("aggregates, windows and groups of scores") {
    val s = s"dot_product(v, $q)"
    val aggregate = sql(s"SELECT max($s), min($s), sum($s), max_by(id, $s) FROM $t")
    assertScan(aggregate, Seq("id", "_score_0"))
    assert(aggregate.head() === Row(score(99), 0.0, 4950 / 128.0, 99L))
    val grouped =
      sql(s"SELECT part, max($s) AS m FROM $t GROUP BY part HAVING max($s) > 0.76 ORDER BY part")
    assertScan(grouped, Seq("part", "_score_0"))
    assert(grouped.collect().toSeq === Seq(Row(2, score(98)), Row(3, score(99))))
    val groups = sql(s"SELECT CAST($s * 4 AS INT) AS g, count(*) FROM $t GROUP BY g ORDER BY g")
    assert(groups.collect().map(_.getLong(1)).toSeq === Seq(32L, 32L, 32L, 4L))
    val byScore =
      sql(s"SELECT dot_product(v, array(0F, 0F, 0F, 1F)) AS s, count(*) FROM $t GROUP BY s")
    assert(byScore.collect().toSeq === Seq(Row(2.0, 100)))
    assert(
      sql(s"SELECT DISTINCT dot_product(v, array(0F, 0F, 0F, 1F)) FROM $t").collect().toSeq === Seq(
        Row(2.0)
      )
    )
    val window = sql(s"""SELECT id FROM (
         |  SELECT id, row_number() OVER (PARTITION BY part ORDER BY $s DESC) AS r FROM $t)
         |WHERE r <= 2""".stripMargin)
    assertScan(window, Seq("id", "part", "_score_0"))
    assertIds(window, 92L to 99)
    val rank =
      sql(s"SELECT id FROM (SELECT id, rank() OVER (ORDER BY $s DESC) AS r FROM $t) WHERE r <= 3")
    assertIds(rank, 97L to 99)
    val pivot =
      sql(s"SELECT * FROM (SELECT part, $s AS s FROM $t) PIVOT (max(s) FOR part IN (0, 3))")
    assert(pivot.head() === Row(score(96), score(99)))
    val ofAggregate = sql(s"SELECT dot_product(max(v), $q) FROM $t")
    assert(ofAggregate.head() === Row(score(99)))
    val lateral = sql(s"SELECT id, $s AS s, s * 2 AS twice FROM $t WHERE id = 64")
    assert(lateral.head() === Row(64L, 0.5, 1.0))
  }

  test("writes of what a search has found") {
    val target = newPath()
    append(
      sql(s"SELECT id, dot_product(v, $q) AS s, v FROM $t WHERE dot_product(v, $q) > 0.75"),
      target
    )
    assert(
      load(target).orderBy("id").select("id", "s").collect().toSeq === (97L to 99).map(i =>
        Row(i, score(i))
      )
    )
    assertIds(load(target).where(s"dot_product(v, $q) = s").select("id"), 97L to 99)
  }

  test("a query that touches no vector is planned as without vectordb") {
    val plain = PlainSession.create()
    val target = newPath()
    spark.range(100).selectExpr("id", "id % 7 AS k", "array(id) AS a").write.parquet(target)
    val queries = Seq(
      "SELECT k, count(*) FROM parquet.`%s` WHERE id > 5 GROUP BY k ORDER BY k LIMIT 3",
      "SELECT x.id FROM parquet.`%s` x JOIN parquet.`%1$s` y ON x.id = y.k WHERE size(x.a) = 1",
      "SELECT vector_inner_product(array(1F), array(CAST(id AS FLOAT))) FROM parquet.`%s`",
      "SELECT base64(CAST(CAST(id AS STRING) AS BINARY)), hex(unhex(hex(id))) FROM range(10)"
    )
    for (query <- queries) {
      val text = query.format(target)
      def plan(session: org.apache.spark.sql.SparkSession) =
        session
          .sql(s"EXPLAIN EXTENDED $text")
          .head()
          .getString(0)
          .replaceAll("#\\d+|plan_id=\\d+", "#")
      assert(plan(spark) === plan(plain))
      assert(spark.sql(text).collect().toSet === plain.sql(text).collect().toSet)
    }
  }
}

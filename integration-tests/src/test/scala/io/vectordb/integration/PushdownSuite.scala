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

import org.apache.spark.sql.{Column, DataFrame, Row, SaveMode}
import org.apache.spark.sql.catalyst.plans.logical.Filter
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.datasources.v2.{BatchScanExec, DataSourceV2ScanRelation}
import org.apache.spark.sql.functions._

/** What of a query the scan does, and that the rest of the query still gives the right answer. */
class PushdownSuite extends SparkSuite with AdaptiveSparkPlanHelper {

  // Row id has the vector (id / 128, 1 - id / 128, 0, 2), all exact. So the dot product with q is
  // id / 128, and the distance from p is the square root of 2 * (id / 128)^2.
  private val q = "array(1F, 0F, 0F, 0F)"
  private val p = "array(0F, 1F, 0F, 2F)"
  private val size = 100
  private val all = (0L until size).toSeq

  private def score(id: Long): Double = id / 128.0

  /** Four files of 25 rows in the order of id, and a text, a partition-like number and a date. */
  private lazy val path: String = {
    val target = newPath()
    val data = spark
      .range(0, size, 1, 1)
      .selectExpr(
        "id",
        "CAST(id % 4 AS INT) AS part",
        "concat('label ', id % 10) AS label",
        "date_add(DATE'2024-01-01', CAST(id AS INT)) AS day",
        "array(CAST(id / 128 AS FLOAT), CAST(1 - id / 128 AS FLOAT), 0F, 2F) AS v"
      )
    append(data, target, "rowsPerFile" -> "25")
    target
  }

  private lazy val t: String = view(path)

  private def scans(query: DataFrame): Seq[DataSourceV2ScanRelation] =
    query.queryExecution.optimizedPlan.collectWithSubqueries {
      case scan: DataSourceV2ScanRelation =>
        scan
    }

  private def columns(scan: DataSourceV2ScanRelation): Seq[String] = scan.output.map(_.name)

  private def description(query: DataFrame): String = {
    val found = scans(query)
    assert(found.size === 1)
    found.head.scan.description()
  }

  /** The only scan reads these columns, and its description has these parts. */
  private def assertScan(query: DataFrame, read: Seq[String], parts: String*): Unit = {
    val text = description(query)
    assert(columns(scans(query).head) === read)
    parts.foreach(part => assert(text.contains(part)))
  }

  /** No filter is left for Spark to evaluate. */
  private def assertNoFilter(query: DataFrame): Unit = {
    val plan = query.queryExecution.optimizedPlan
    assert(plan.collectFirst { case filter: Filter => filter }.isEmpty)
  }

  private def ids(query: DataFrame): Seq[Long] = query.collect().map(_.getLong(0)).toSeq

  private def assertIds(query: DataFrame, expected: Seq[Long]): Unit =
    assert(ids(query).sorted === expected.sorted)

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

  test("the best rows") {
    val query = sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) DESC LIMIT 3")
    assertScan(query, Seq("id", "_score_0"), "top-n: _score_0 DESC NULLS LAST LIMIT 3")
    assert(ids(query) === Seq(99L, 98L, 97L))
    val nearest = sql(s"SELECT id FROM $t ORDER BY euclidean_distance(v, $p) LIMIT 2")
    assertScan(
      nearest,
      Seq("id", "_score_0"),
      "euclidean_distance",
      "top-n: _score_0 ASC NULLS FIRST LIMIT 2"
    )
    assert(ids(nearest) === Seq(0L, 1L))
    val scored = sql(s"SELECT id, dot_product(v, $q) AS s FROM $t ORDER BY s DESC LIMIT 1")
    assert(scored.collect().toSeq === Seq(Row(99L, score(99))))
  }

  test("the best rows of those that satisfy conditions on other columns") {
    val query = sql(s"""SELECT id FROM $t
         |WHERE part = 1 AND label LIKE 'label 1%' AND day >= DATE'2024-01-31' AND dot_product(v, $q) < 0.7
         |ORDER BY dot_product(v, $q) DESC LIMIT 2""".stripMargin)
    assertScan(
      query,
      Seq("id", "_score_0"),
      "top-n: ",
      "part = 1",
      "label STARTS WITH 'label 1'",
      "_score_0 < 0.7"
    )
    assertNoFilter(query)
    assert(ids(query) === Seq(81L, 61L))
  }

  test("conditions on scores and other columns, nested") {
    val query = sql(s"""SELECT id FROM $t
         |WHERE (dot_product(v, $q) BETWEEN 0.25 AND 0.5 OR label = 'label 3')
         |  AND NOT (part IN (0, 2) OR day IS NULL)""".stripMargin)
    assertScan(query, Seq("id"))
    assertNoFilter(query)
    assertIds(query, all.filter(i => (i >= 32 && i <= 64 || i % 10 == 3) && i % 2 == 1))
  }

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

  test("counts") {
    val everything = sql(s"SELECT count(*) FROM $t")
    assert(description(everything).contains("row count from the log"))
    assert(everything.head() === Row(size))
    val some = sql(s"SELECT count(*) FROM $t WHERE dot_product(v, $q) > 0.5 AND part = 3")
    assertScan(some, Seq("count"), "_score_0 > 0.5")
    assert(some.head() === Row(all.count(i => score(i) > 0.5 && i % 4 == 3)))
    val none = sql(s"SELECT count(*) FROM $t WHERE id > 1000 AND dot_product(v, $q) > 0.5")
    assert(description(none).contains("files: 0 of 4"))
    assert(none.head() === Row(0))
    val queries = Seq(
      s"SELECT count(*), count(*) FROM $t WHERE id < 3" -> Row(3, 3),
      s"SELECT count(dot_product(v, $q)) FROM $t" -> Row(size),
      s"SELECT count(*) FILTER (WHERE dot_product(v, $q) > 0.5) FROM $t" -> Row(35),
      s"SELECT count(*) FROM (SELECT * FROM $t LIMIT 7)" -> Row(7),
      s"SELECT count(*) FROM (SELECT * FROM $t WHERE dot_product(v, $q) > 0.5 LIMIT 7)" -> Row(7),
      s"SELECT count(*) FROM (SELECT DISTINCT label FROM $t WHERE dot_product(v, $q) > 0.75)" -> Row(
        3
      ),
      s"SELECT count(*) + 1 FROM $t WHERE false" -> Row(1),
      s"SELECT count(1), sum(part) FROM $t WHERE id < 4" -> Row(4, 6)
    )
    for ((query, expected) <- queries) {
      withClue(s"$query: ")(assert(sql(query).head() === expected))
    }
    assert(sql(s"SELECT count(*) FROM $t WHERE id > 1000 GROUP BY part").collect() === Array.empty)
    assert(
      sql(s"SELECT 1 FROM $t WHERE dot_product(v, $q) > 0.75").collect().toSeq === Seq.fill(3)(
        Row(1)
      )
    )
  }

  test("limits and offsets") {
    val limit = sql(s"SELECT id FROM $t LIMIT 5")
    assertScan(limit, Seq("id"), "limit: 5")
    assert(ids(limit).size === 5)
    val filtered = sql(s"SELECT id FROM $t WHERE dot_product(v, $q) > 0.5 LIMIT 4")
    assertScan(filtered, Seq("id"), "limit: 4", "_score_0 > 0.5")
    assert(ids(filtered).distinct.size === 4 && ids(filtered).forall(_ > 64))
    val offset = sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) DESC LIMIT 3 OFFSET 2")
    assertScan(offset, Seq("id", "_score_0"), "top-n: _score_0 DESC NULLS LAST LIMIT 5")
    assert(ids(offset) === Seq(97L, 96L, 95L))
    assert(ids(sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) OFFSET 98")) === Seq(98L, 99L))
    assert(sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) LIMIT 0").collect() === Array.empty)
    assert(ids(sql(s"SELECT id FROM $t LIMIT 200")).size === size)
    val inner = sql(
      s"SELECT id FROM (SELECT * FROM $t ORDER BY dot_product(v, $q) DESC LIMIT 10) WHERE part = 1"
    )
    assertIds(inner, Seq(93L, 97L))
  }

  test("an order by more than a score") {
    val ties = s"euclidean_distance(slice(v, 3, 2), array(0F, 2F))"
    assert(ids(sql(s"SELECT id FROM $t ORDER BY $ties, id DESC LIMIT 2")) === Seq(99L, 98L))
    val byLabel = sql(s"SELECT id FROM $t ORDER BY label DESC, dot_product(v, $q) DESC LIMIT 2")
    assert(ids(byLabel) === Seq(99L, 89L))
    val query = sql(
      s"SELECT id FROM $t ORDER BY dot_product(v, array(0F, 0F, 0F, 1F)), part DESC, id LIMIT 2"
    )
    assertScan(query, Seq("id", "part", "_score_0"), "top-n: _score_0 ASC")
    assert(ids(query) === Seq(3L, 7L))
  }

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

  test("metrics of a scan") {
    val query = sql(s"SELECT id FROM $t WHERE id >= 50 AND part = 1 AND dot_product(v, $q) > 0.7")
    assertIds(query, Seq(93L, 97L))
    val scan = collect(query.queryExecution.executedPlan) { case s: BatchScanExec => s }.head
    def metric(name: String): Long = scan.metrics(name).value
    assert(metric("numOutputRows") === 2)
    assert(metric("rowsScanned") === 50)
    assert(metric("vectorsScored") === 12)
    assert(metric("vectorBytes") === 12 * 16)
    assert(metric("filesRead") === 2)
    assert(metric("filesSkipped") === 2)
    assert(scan.metrics("scanSpeed").metricType.contains("ScanSpeed"))
  }

  test("what EXPLAIN shows") {
    val text = sql(
      s"EXPLAIN SELECT id FROM $t WHERE part = 1 ORDER BY cosine_similarity(v, $q) DESC LIMIT 3"
    )
      .head()
      .getString(0)
    for (
      part <- Seq(
        s"vectordb.`$path`",
        "version: 0",
        "scores: [_score_0 = cosine_similarity(v, query[4])]",
        "filter: part = 1",
        "top-n: _score_0 DESC NULLS LAST LIMIT 3",
        "files: 4"
      )
    ) {
      assert(text.contains(part))
    }
    val formatted =
      sql(s"EXPLAIN FORMATTED SELECT id FROM $t WHERE dot_product(v, $q) > 0.5").head().getString(0)
    assert(formatted.contains("filter: _score_0 > 0.5"))
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
}

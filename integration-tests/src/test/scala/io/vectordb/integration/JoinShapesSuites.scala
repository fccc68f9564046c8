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

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.expr

/** Joins as parts of larger queries. */
abstract class JoinShapes(plan: JoinPlan, settings: Seq[(String, String)] = Nil)
    extends ComparedJoins(plan, settings) {
  test("columns of both sides, of every type") {
    assertSame(s"SELECT * FROM ${near(3)}")
    assertSame(s"SELECT b.*, a.id FROM ${near(2, "LEFT JOIN")}")
    assertSame(s"SELECT a.label, b.s.y[1], b.m['k'], a.s.x + b.s.x FROM ${near(3)}")
    assertSame(s"SELECT a.s, b.m FROM ${above(1.5)}")
    assertSame(s"SELECT * FROM ${above(2.5, "LEFT JOIN")}")
  }

  test("the score in expressions, in either order of its arguments") {
    assertSame(s"SELECT a.id, b.id, 1 - $score AS d FROM ${near(3)}")
    assertSame(s"SELECT a.id, b.id, dot_product(b.v, a.v) FROM ${near(3)}")
    assertSame(s"SELECT a.id, euclidean_distance(a.v, b.v) AS other FROM ${near(3)}")
    assertSame(s"SELECT a.id, round($score, 3), $score > 2 FROM ${above(1.5)}")
    assertSame(s"SELECT a.id, IF($score > 2, 'near', 'far') FROM ${above(1.5, "LEFT JOIN")}")
  }

  test("no columns at all, counts and other aggregates") {
    assertSame(s"SELECT count(*) FROM ${near(3)}")
    assertSame(s"SELECT count(*) FROM ${near(3, "LEFT JOIN")}")
    assertSame(s"SELECT count(*) FROM ${above(0.5)}")
    assertSame(s"SELECT count(b.id), count(*) FROM ${above(2.5, "LEFT JOIN")}")
    assertSame(s"SELECT 1 FROM ${above(2.5)}")
    assertSame(s"SELECT a.part, max($score), count(DISTINCT b.id) FROM ${near(4)} GROUP BY a.part")
    assertSame(
      s"SELECT b.label, min($score) FROM ${above(0.5)} GROUP BY b.label HAVING count(*) > 3"
    )
  }

  test("conditions above a join of nearest rows") {
    val rows = s"SELECT a.id, b.id AS b_id, b.part, a.label, $score AS s FROM"
    assertSame(s"$rows ${near(5)} WHERE a.part = 1")
    assertSame(s"$rows ${near(5)} WHERE b.part = 1")
    assertSame(s"$rows ${near(5)} WHERE a.part = b.part AND a.id <> b.id")
    assertSame(s"$rows ${near(5)} WHERE $score > 2")
    assertSame(s"SELECT * FROM ($rows ${near(5)}) WHERE s BETWEEN 1 AND 2 AND label LIKE '%3'")
    assertSame(s"$rows ${near(2, "LEFT JOIN")} WHERE b.id IS NULL")
    assertSame(s"$rows ${near(2, "LEFT JOIN")} WHERE b.part IS NULL OR a.id < 9")
  }

  test("conditions below a join") {
    val few = s"(SELECT * FROM $pictures WHERE part = 1 AND id > 5)"
    val some = s"(SELECT * FROM $texts WHERE label IN ('label 1', 'label 4'))"
    assertSame(s"SELECT a.id, b.id FROM $few a JOIN $some b EXACT NEAREST 2 BY SIMILARITY $score")
    assertSame(s"SELECT a.id, b.id FROM $some a JOIN $few b EXACT NEAREST 2 BY DISTANCE $score")
    assertSame(s"SELECT a.id, b.id FROM $few a JOIN $some b ON $score > 0.5")
    val scored =
      s"(SELECT * FROM $pictures WHERE dot_product(v, array(1F,0F,0F,0F,0F,0F,0F,0F,0F)) > 0)"
    assertSame(s"SELECT a.id, b.id FROM $texts a JOIN $scored b EXACT NEAREST 2 BY DISTANCE $score")
  }

  test("orders, limits and windows above a join") {
    assertSame(s"SELECT a.id, b.id, $score AS s FROM ${near(5)} ORDER BY s DESC LIMIT 7")
    assertSame(
      s"""SELECT * FROM (SELECT a.id, b.id AS b_id,
         |row_number() OVER (PARTITION BY b.id ORDER BY $score DESC) AS n FROM ${above(0.1)})
         |WHERE n <= 2""".stripMargin
    )
    planned {
      assert(sql(s"SELECT a.id, b.id FROM ${near(5)} LIMIT 6").collect().length === 6)
      assert(sql(s"SELECT a.id, b.id FROM ${above(0.1)} LIMIT 6").collect().length === 6)
    }
  }

  test("subqueries") {
    assertSame(s"SELECT id FROM $texts WHERE id IN (SELECT b.id FROM ${near(1)})")
    assertSame(s"SELECT id, (SELECT count(*) FROM ${near(2)}) AS n FROM $pictures WHERE id < 3")
    assertSame(s"SELECT id FROM $pictures WHERE id < (SELECT max(b.id) / 2 FROM ${above(2)})")
    val matching = s"(SELECT 1 FROM $texts b WHERE $score > 2.5)"
    assertSame(s"SELECT a.id FROM $pictures a WHERE EXISTS $matching")
    assertSame(s"SELECT a.id FROM $pictures a WHERE NOT EXISTS $matching")
    assertSame(s"SELECT a.id FROM $pictures a WHERE EXISTS $matching OR a.part = 1", ours = false)
  }

  test("common table expressions, views and sets") {
    assertSame(
      s"""WITH near AS (SELECT a.id, b.id AS b_id, $score AS s FROM ${near(2)})
         |SELECT x.id, y.b_id FROM near x JOIN near y ON x.id = y.b_id""".stripMargin
    )
    val name = newName("near")
    sql(s"CREATE TEMPORARY VIEW $name AS SELECT a.id, b.id AS b_id, a.part FROM ${near(2)}")
    assertSame(s"SELECT part, b_id FROM $name WHERE id > 20")
    assertSame(s"SELECT a.id, b.id FROM ${near(1)} UNION ALL SELECT a.id, b.id FROM ${above(2)}")
    assertSame(s"SELECT a.id FROM ${near(1)} UNION SELECT b.id FROM ${above(2)}")
  }

  test("joins of joins") {
    val near = s"(SELECT a.id, a.v, b.id AS b_id FROM ${this.near(2)})"
    assertSame(
      s"SELECT a.id, a.b_id, b.id FROM $near a JOIN $notes b EXACT NEAREST 2 BY DISTANCE $score"
    )
    assertSame(s"SELECT a.id, a.b_id, b.id FROM $near a LEFT JOIN $notes b ON $score > 1.5")
    assertSame(s"SELECT a.b_id, c.label FROM $near a JOIN $notes c ON a.b_id = c.id")
    assertSame(s"SELECT a.id, b.id FROM $notes a JOIN $near b EXACT NEAREST 3 BY SIMILARITY $score")
  }

  test("how rows of the sides are spread and sorted says nothing of the result") {
    val left = s"(SELECT /*+ REPARTITION(3, id) */ * FROM $pictures)"
    val right = s"(SELECT /*+ REPARTITION(3, id) */ * FROM $texts)"
    val near = s"$left a JOIN $right b EXACT NEAREST 3 BY SIMILARITY $score"
    val matching = s"$left a JOIN $right b ON $score > 1"
    for (join <- Seq(near, matching); id <- Seq("a.id", "b.id")) {
      assertSame(s"SELECT $id, count(*), max($score) FROM $join GROUP BY $id")
    }
    withConf("spark.sql.autoBroadcastJoinThreshold" -> "-1") {
      assertSame(
        s"""SELECT x.a_id, x.b_id, y.label FROM (SELECT a.id AS a_id, b.id AS b_id FROM $near) x
           |JOIN $right y ON x.b_id = y.id""".stripMargin
      )
    }
    val sorted = s"(SELECT * FROM $pictures SORT BY id)"
    assertSame(
      s"""SELECT a_id, b_id, lag(b_id) OVER (PARTITION BY a_id ORDER BY s) FROM (
         |SELECT a.id AS a_id, b.id AS b_id, $score AS s
         |FROM $sorted a JOIN $texts b EXACT NEAREST 3 BY SIMILARITY $score)""".stripMargin
    )
  }

  test("results that are cached, written and deleted by") {
    val query = s"SELECT a.id, b.id AS b_id, b.v FROM ${near(2)}"
    val expected = sparks(query)
    planned {
      val path = newPath()
      append(sql(query), path, "vectorColumn" -> "v")
      assert(text(load(path).collect()) === expected)
      val cached = sql(query).cache()
      assert(text(cached.collect()) === expected)
      assert(cached.count() === expected.size)
      cached.unpersist()
    }
    val left = Seq(JoinPlan.Sparks, plan).map { deleting =>
      val table = newName("deduplicated")
      sql(s"CREATE TABLE $table (id BIGINT, v ARRAY<FLOAT>) USING vectordb LOCATION '${newPath()}'")
      sql(s"INSERT INTO $table SELECT id, v FROM $texts")
      withConf(deleting.setting) {
        sql(
          s"""DELETE FROM $table WHERE id IN (
             |SELECT b.id FROM $table a JOIN $table b ON $score > 2 AND a.id < b.id)""".stripMargin
        )
      }
      val kept = ids(sql(s"SELECT id FROM $table"))
      sql(s"DROP TABLE $table")
      kept
    }
    assert(left(0) === left(1))
    assert(left(0).nonEmpty && left(0).size < 70)
  }

  test("partners that are longer than the memory of a task") {
    val left = named(LongJoins.vectors(spark, 1600, 8, 1))
    val right = side(
      LongJoins.vectors(spark, 200, 8, 2).withColumn("text", expr(longText("id"))),
      Side.Vectordb()
    )
    val query =
      s"""SELECT a.id, b.id AS b_id, b.text = ${longText("b.id")} AS whole
         |FROM $left a JOIN $right b EXACT NEAREST 9 BY SIMILARITY $score""".stripMargin
    val Seq(little, enough) = Seq("64k", "64m").map { memory =>
      withConf("spark.vectordb.join.taskMemory" -> memory)(planned {
        val data = sql(query)
        val rows = data.collect().toSeq
        assert(rows.forall(_.getBoolean(2)))
        (rows.map(_.toString).sorted, passes(data))
      })
    }
    assert(little._1.size === 1600 * 9)
    assert(little._1 === enough._1)
    assert(plan == JoinPlan.Sparks || little._2 > enough._2)
  }

  private def longText(id: String): String = s"repeat(CAST($id AS STRING), 500)"

  /** How often the right side was read, or a part of it. */
  private def passes(data: DataFrame): Long =
    operators(data).flatMap(_.metrics.get("passes")).map(_.value).sum

  private def ids(data: DataFrame): Seq[Long] = data.collect().map(_.getLong(0)).toSeq.sorted
}

class SparksJoinShapesSuite extends JoinShapes(JoinPlan.Sparks)

class AutoJoinShapesSuite extends JoinShapes(JoinPlan.Auto)

class BroadcastRightJoinShapesSuite
    extends JoinShapes(JoinPlan.BroadcastRight, Seq(JoinSettings.withoutAqe))

class BroadcastLeftJoinShapesSuite extends JoinShapes(JoinPlan.BroadcastLeft)

class StationaryLeftJoinShapesSuite
    extends JoinShapes(JoinPlan.StationaryLeft, Seq("spark.sql.autoBroadcastJoinThreshold" -> "-1"))

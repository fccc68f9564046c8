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

/** Joins by all sorts of scores, beside other conditions, and joins that only look like those. */
abstract class JoinConditions(plan: JoinPlan, settings: Seq[(String, String)] = Nil)
    extends ComparedJoins(plan, settings) {
  test("a table with itself") {
    val tables = Seq(pictures, texts, notes)
    for (table <- tables) {
      assertSame(
        s"SELECT a.id, b.id FROM $table a JOIN $table b EXACT NEAREST 3 BY DISTANCE $score"
      )
      val kinds = Seq("JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN")
      val conditions = Seq("AND a.id < b.id", "AND a.id > b.id", "AND a.id <> b.id", "")
      for (
        (kind, i) <- kinds.zipWithIndex;
        (ids, j) <- conditions.zipWithIndex if (i + j) % 3 == tables.indexOf(table)
      ) {
        val columns = if (kind == "JOIN") s"a.id, b.id, $score" else "a.id"
        assertSame(s"SELECT $columns FROM $table a $kind $table b ON $score > 1.25 $ids")
      }
    }
  }

  test("a table nearly with itself") {
    val low = "a.id < b.id"
    val part = s"(SELECT * FROM $pictures WHERE part = 1)"
    assertSame(s"SELECT a.id, b.id FROM $pictures a JOIN $part b ON $score > 0.5 AND $low")
    assertSame(s"SELECT a.id, b.id FROM $part a JOIN $pictures b ON $score > 0.5 AND $low")
    val two = s"(SELECT id, v, reverse(v) AS r FROM $texts)"
    assertSame(s"SELECT a.id, b.id FROM $two a JOIN $two b ON dot_product(a.v, b.r) > 1 AND $low")
    assertSame(
      s"SELECT a.id, b.id FROM $two a JOIN $two b ON dot_product(a.v, b.v) > 1 AND a.id < b.id + 2"
    )
    val shifted = s"(SELECT id + 5 AS id, v FROM $texts)"
    assertSame(s"SELECT a.id, b.id FROM $texts a JOIN $shifted b ON $score > 1 AND $low")
    assertSame(s"SELECT a.id, b.id FROM $texts a LEFT JOIN $texts b ON $score > 2 AND $low")
    assertSame(
      s"SELECT a.id, b.id FROM $texts a JOIN $texts b ON a.label = b.label AND $score > 0.5 AND $low"
    )
  }

  private val joins = Seq("JOIN", "LEFT JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN")

  /** NaN, and zeros of both signs. */
  private def signed(alias: String): String =
    s"IF($alias.id % 3 = 0, double('NaN'), IF($alias.id % 2 = 0, 0D, -0D))"

  /** A join of each kind that can be ours. */
  private def assertKeyed(left: String, right: String, condition: String): Unit =
    for (kind <- joins) {
      val columns = if (kind.endsWith("I JOIN")) "a.id" else s"a.id, b.id, $score"
      assertSame(s"SELECT $columns FROM $left a $kind $right b ON $condition AND $score > 0.2")
    }

  test("keys that have to be equal") {
    for (
      keys <- Seq(
        "a.part = b.part",
        "a.part <=> b.part AND a.id <> b.id",
        "a.label = b.label AND a.part = b.part AND a.w < b.w",
        "a.id % 4 = b.id % 3 AND upper(a.label) = upper(b.label)",
        "a.w = b.w",
        "a.s = b.s",
        "CAST(a.id AS DECIMAL(30, 2)) = CAST(b.id AS DECIMAL(30, 2))",
        "a.id = b.id",
        "a.id - a.id = b.id - b.id",
        s"${signed("a")} = ${signed("b")}"
      )
    ) {
      assertKeyed(pictures, texts, keys)
    }
    assertKeyed(texts, texts, "a.part = b.part AND a.id < b.id")
    assertKeyed(notes, pictures, "b.label = a.label")
    withConf("spark.sql.shuffle.partitions" -> "40") {
      assertKeyed(texts, notes, "a.part = b.part")
    }
    withConf(JoinSettings.littleMemory) {
      val many =
        s"(SELECT id + 100 * n AS id, part, v FROM $texts CROSS JOIN (SELECT id AS n FROM range(9)))"
      assertKeyed(many, texts, "a.part = b.part AND a.id <> b.id")
    }
    assertSame(s"SELECT a.id, b.id FROM $pictures a, $texts b WHERE a.part = b.part AND $score > 1")
    assertSame(s"SELECT count(*) FROM $pictures a JOIN $texts b USING (part) WHERE $score > 0.5")
  }

  test("vectors whose dimension depends on the keys") {
    def sliced(table: String) =
      s"(SELECT id, part, IF(part = 1, slice(v, 1, 4), v) AS v FROM $table WHERE part IS NOT NULL)"
    assertKeyed(sliced(pictures), sliced(texts), "a.part = b.part")
    if (plan != JoinPlan.Sparks) {
      assertFails("VECTORDB_DIMENSION_MISMATCH") {
        planned(
          sql(
            s"SELECT a.id FROM ${sliced(pictures)} a JOIN $texts b ON a.part = b.part AND $score > 0"
          ).collect()
        )
      }
    }
  }

  test("keys that are left to Spark: by a hint, or because few rows share them") {
    val keyed = s"$pictures a JOIN $texts b ON a.part = b.part AND $score > 0.5"
    for (hint <- Seq("MERGE(b)", "SHUFFLE_HASH(a)")) {
      assertSame(s"SELECT /*+ $hint */ a.id, b.id FROM $keyed", ours = false)
    }
    assertSame(s"SELECT /*+ BROADCAST(b) */ a.id, b.id FROM $keyed")
    val known = newName("known")
    sql(
      s"CREATE TABLE $known USING parquet LOCATION '${newPath()}' AS SELECT id, part, v FROM $texts"
    )
    try {
      sql(s"ANALYZE TABLE $known COMPUTE STATISTICS FOR COLUMNS id, part")
      withConf("spark.sql.cbo.enabled" -> "true") {
        for ((key, ours) <- Seq("id" -> false, "part" -> true)) {
          assertSame(
            s"SELECT a.id, b.id FROM $known a JOIN $known b ON a.$key = b.$key AND $score > 0.5",
            ours
          )
        }
      }
    } finally {
      sql(s"DROP TABLE $known")
    }
  }

  test("arguments that are expressions of one side") {
    for (
      arguments <- Seq(
        "transform(a.v, x -> x * (a.w + 1)), b.v",
        "a.v, slice(b.v, 1, size(a.v) - size(a.v) + 9)",
        "slice(a.v, 1, 4), slice(b.v, 3, 4)",
        "array(a.w, 1F), slice(b.v, 1, 2)",
        "vector_unpack(vector_pack(a.v)), vector_pack(b.v)",
        "coalesce(a.v, array_repeat(0.5F, 9)), b.v",
        "CAST(a.v AS ARRAY<DOUBLE>), b.v",
        "a.v, IF(b.id % 2 = 0, b.v, NULL)"
      )
    ) {
      val s = s"dot_product($arguments)"
      val ours = !arguments.contains("size(a.v)")
      assertSame(
        s"SELECT a.id, b.id, $s FROM $pictures a JOIN $texts b EXACT NEAREST 2 BY DISTANCE $s",
        ours
      )
      assertSame(s"SELECT a.id, b.id, $s FROM $pictures a JOIN $texts b ON $s < 0.25", ours)
    }
  }

  test("rankings that are no score of the two sides stay Spark's") {
    for (
      ranking <- Seq(
        "dot_product(a.v, b.v) * a.w + b.id / 1000",
        "dot_product(transform(a.v, x -> x * b.id), b.v)",
        "abs(a.w - b.w) + b.id / 1000"
      )
    ) {
      assertSame(
        s"SELECT a.id, b.id FROM $pictures a JOIN $texts b EXACT NEAREST 2 BY DISTANCE $ranking",
        ours = false
      )
    }
    assertSame(
      s"SELECT a.id, b.id FROM $pictures a JOIN $texts b ON $score > a.w",
      ours = false
    )
  }

  test("thresholds beside other conditions, wherever they stand") {
    assertSame(s"SELECT a.id, b.id FROM $pictures a, $texts b WHERE $score > 1.5")
    assertSame(s"SELECT a.id, b.id FROM $pictures a CROSS JOIN $texts b WHERE 1.5 < $score")
    assertSame(
      s"SELECT a.id, b.id FROM ${above(0.5)} AND euclidean_distance(a.v, b.v) < 2.5"
    )
    assertSame(s"SELECT a.id, b.id FROM ${above(0.5)} AND a.part = 1 AND b.id > 10")
    assertSame(s"SELECT a.id, b.id FROM ${above(0.5, "LEFT JOIN")} AND a.part = 1 AND b.id > 10")
    assertSame(s"SELECT a.id, b.id FROM ${above(0.5, "LEFT JOIN")} WHERE b.part = 1")
    assertSame(s"SELECT /*+ BROADCAST(b) */ a.id, b.id FROM ${above(1.5)}")
    for (kind <- Seq("RIGHT JOIN", "FULL JOIN")) {
      assertSame(s"SELECT a.id, b.id, $score FROM ${above(2.5, kind)}", ours = false)
    }
  }

  test("thresholds beside subqueries and functions of the session") {
    val largest = s"(SELECT max(id) / 9 FROM $notes)"
    assertSame(s"SELECT a.id, b.id FROM ${above(0.5)} AND a.id < b.id - $largest")
    assertSame(s"SELECT a.id, b.id FROM ${above(0.5, "LEFT JOIN")} AND b.id < $largest")
    assertSame(
      s"SELECT a.id FROM ${above(0.5, "LEFT SEMI JOIN")} AND a.label <> b.label AND b.id < $largest"
    )
    spark.udf.register("reversed", (v: Seq[Float]) => if (v == null) null else v.reverse)
    assertSame(
      s"SELECT a.id, b.id FROM $pictures a JOIN $texts b ON dot_product(reversed(a.v), b.v) > 1"
    )
    spark.udf.register("near", (a: Long, b: Long) => math.abs(a - b) < 9)
    assertSame(s"SELECT a.id, b.id FROM ${above(0.5)} AND near(a.id, b.id)")
  }

  test("vectors without elements") {
    val empty = "(SELECT id, slice(array(CAST(id AS FLOAT)), 1, 0) AS v FROM range(3))"
    assertSame(s"SELECT a.id, b.id, $score FROM $empty a JOIN $empty b ON $score >= 0")
    assertSame(
      s"SELECT count($score) FROM $empty a JOIN $empty b EXACT NEAREST 2 BY DISTANCE $score"
    )
    val cosine = "cosine_similarity(a.v, b.v)"
    assertSame(
      s"SELECT a.id, b.id FROM $empty a LEFT JOIN $empty b EXACT NEAREST 2 BY SIMILARITY $cosine"
    )
  }

  test("columns that are never NULL are NULL where there is no neighbour") {
    val ids =
      "(SELECT id, 7 AS seven, 'x' AS text, array(1F, CAST(id AS FLOAT)) AS v FROM range(5))"
    val lone = "(SELECT id, IF(id < 2, NULL, array(CAST(id AS FLOAT), 1F)) AS v FROM range(4))"
    val columns = "a.id, b.id, b.seven, b.text, b.v, b.id IS NULL, coalesce(b.seven, -1)"
    assertSame(
      s"SELECT $columns FROM $lone a LEFT JOIN $ids b EXACT NEAREST 2 BY SIMILARITY $score"
    )
    assertSame(s"SELECT $columns FROM $lone a LEFT JOIN $ids b ON $score > 3")
  }

  test("the score is NULL where a partner of the same key is too far, row by row too") {
    val few = s"(SELECT * FROM $pictures WHERE id IN (1, 2, 3))"
    for (function <- Seq("dot_product", "vec.dot_product")) {
      val s = s"$function(a.v, b.v)"
      val joined =
        sql(s"SELECT a.id, b.id, $s FROM $few a RIGHT JOIN $texts b ON a.part = b.part AND $s < 0")
      for (codegen <- Seq(Nil, JoinSettings.withoutCodegen)) {
        withConf(codegen: _*) {
          val alone = planned(joined.toDF("a_id", "b_id", "s").collect()).filter(_.isNullAt(0))
          assert(alone.nonEmpty && alone.forall(_.isNullAt(2)), s"$function, $codegen")
        }
      }
    }
  }

  test("equal scores are ordered by the columns of the right row, in their order, NULL first") {
    val right = s"(SELECT part, id % 4 AS digit, id, array(1F, 2F) AS v FROM $texts)"
    val left = "(SELECT id, array(CAST(id AS FLOAT), 1F) AS v FROM range(3))"
    val expected = unplanned(
      text(
        sql(
          s"""SELECT a_id, part, digit, id FROM (
             |SELECT a.id AS a_id, b.*, row_number() OVER (PARTITION BY a.id
             |ORDER BY $score DESC, b.part ASC NULLS FIRST, b.digit ASC NULLS FIRST, b.id) AS n
             |FROM $left a CROSS JOIN $right b) WHERE n <= 14""".stripMargin
        ).collect()
      )
    )
    planned {
      val found = sql(
        s"""SELECT a.id, b.part, b.digit, b.id
           |FROM $left a JOIN $right b EXACT NEAREST 14 BY SIMILARITY $score""".stripMargin
      )
      assert(found.collect().length === expected.size)
      if (ordersTies) {
        assert(text(found.collect()) === expected)
      }
    }
  }

  test("equal rows, of which some are taken, and columns without an order") {
    val same = "(SELECT array(1F, 2F + 0F * id) AS v, 7 AS seven FROM range(5))"
    val twice =
      "(SELECT id, v FROM range(3) CROSS JOIN (SELECT array(1F, 1F + 0F * id) AS v FROM range(2)))"
    assertSame(
      s"SELECT a.id, b.seven FROM $twice a JOIN $same b EXACT NEAREST 3 BY DISTANCE $score"
    )
    assertSame(s"SELECT count(*) FROM $twice a JOIN $same b ON $score > 2")
    val maps = "(SELECT map(id, 'x') AS m, 1 AS one, array(1F, 2F) AS v FROM range(6))"
    planned {
      val found = sql(s"SELECT b.* FROM $twice a JOIN $maps b EXACT NEAREST 4 BY DISTANCE $score")
      assert(found.collect().length === 24)
    }
  }

  test("values of other types") {
    def typed(rows: Int) =
      s"""(SELECT id, CAST(id AS TINYINT) AS t, CAST(id AS SMALLINT) AS h, id % 2 = 0 AS b,
         |CAST(id AS DECIMAL(38, 10)) AS n, CAST(id AS DOUBLE) / 3 AS d,
         |encode(CAST(id AS STRING), 'utf-8') AS y, DATE'2024-01-01' + CAST(id AS INT) AS day,
         |TIMESTAMP_SECONDS(id) AS at, CAST(TIMESTAMP_SECONDS(id) AS TIMESTAMP_NTZ) AS local,
         |make_dt_interval(0, 0, 0, id) AS span, make_ym_interval(0, CAST(id AS INT)) AS months,
         |parse_json('{"id": ' || id || '}') AS j, array(array(id), NULL) AS nested,
         |map(id, struct(id, 'x')) AS m, NULL AS nothing,
         |repeat('long ', CAST(id * 1000 AS INT)) AS long,
         |array(CAST(id AS FLOAT), 1F) AS v FROM range($rows))""".stripMargin
    def columns(alias: String) = s"$alias.* EXCEPT (j, y), to_json($alias.j), hex($alias.y)"
    for (
      join <- Seq(
        s"${typed(4)} a JOIN ${typed(7)} b EXACT NEAREST 3 BY SIMILARITY $score",
        s"${typed(4)} a LEFT JOIN ${typed(7)} b ON $score > 8"
      )
    ) {
      assertSame(s"SELECT ${columns("a")}, ${columns("b")} FROM $join")
    }
  }

  test("cross joins that are forbidden are forbidden here too") {
    withConf("spark.sql.crossJoin.enabled" -> "false") {
      assertFails("NEAREST_BY_JOIN.CROSS_JOIN_NOT_ENABLED") {
        planned(sql(s"SELECT a.id FROM ${near(1)}").collect())
      }
    }
  }
}

class SparksJoinConditionsSuite extends JoinConditions(JoinPlan.Sparks)

class AutoJoinConditionsSuite extends JoinConditions(JoinPlan.Auto)

class BroadcastRightJoinConditionsSuite
    extends JoinConditions(JoinPlan.BroadcastRight, Seq(JoinSettings.withoutAqe))

class BroadcastLeftJoinConditionsSuite extends JoinConditions(JoinPlan.BroadcastLeft)

class ByKeysJoinConditionsSuite
    extends JoinConditions(JoinPlan.ByKeys, Seq("spark.sql.autoBroadcastJoinThreshold" -> "-1"))

class StationaryLeftJoinConditionsSuite
    extends JoinConditions(
      JoinPlan.StationaryLeft,
      Seq("spark.sql.autoBroadcastJoinThreshold" -> "-1")
    )

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

import scala.collection.mutable

import org.apache.spark.sql.{DataFrame, Row}

/**
 * Queries with joins give what they give when Spark carries out the joins by itself. Scores of the
 * functions used here are the same bits in both, and no two scores of a row are equal.
 */
abstract class ComparedJoins(
    override protected val plan: JoinPlan,
    override protected val settings: Seq[(String, String)]
) extends JoinSuite {

  /** A table of vectordb. */
  protected val pictures = "pictures"

  /** Files of another format. */
  protected val texts = "texts"

  /** Cached rows. */
  protected val notes = "notes"

  protected val score = "dot_product(a.v, b.v)"

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    val table = newPath()
    append(vectors(40, 0.25).drop("m"), table, "vectorColumn" -> "v", "rowsPerFile" -> "15")
    load(table).createOrReplaceTempView(pictures)
    val files = newPath()
    vectors(70, 1.5).write.parquet(files)
    spark.read.parquet(files).createOrReplaceTempView(texts)
    vectors(25, 2.75).cache().createOrReplaceTempView(notes)
  }

  override protected def afterAll(): Unit =
    try {
      Seq(pictures, texts, notes).foreach(spark.catalog.dropTempView)
    } finally {
      super.afterAll()
    }

  private def vectors(rows: Int, phase: Double): DataFrame = {
    val elements = 1.to(9).map(i => s"CAST(sin(id * $i + $phase) AS FLOAT)").mkString(", ")
    spark
      .range(0, rows, 1, 3)
      .selectExpr(
        "id",
        "CAST(IF(id % 7 = 0, NULL, id % 3) AS INT) AS part",
        "concat('label ', id % 10) AS label",
        "CAST(id % 11 AS FLOAT) / 4 AS w",
        s"IF(id % 13 = 5, NULL, array($elements)) AS v",
        "named_struct('x', id * 2, 'y', array('é', CAST(id AS STRING))) AS s",
        "map('k', CAST(id AS DECIMAL(12, 2))) AS m"
      )
  }

  protected def near(k: Int, kind: String = "JOIN"): String =
    s"$pictures a $kind $texts b EXACT NEAREST $k BY SIMILARITY $score"

  protected def above(threshold: Double, kind: String = "JOIN"): String =
    s"$pictures a $kind $texts b ON $score > $threshold"

  protected def text(rows: Array[Row]): Seq[String] = rows.map(_.toString).toSeq.sorted

  /** What Spark gives by itself. */
  protected def sparks(query: String): Seq[String] =
    ComparedJoins.results.getOrElseUpdate(query, unplanned(text(sql(query).collect())))

  /** `query` gives what Spark's plan gives, and our operator had a part in it if `ours`. */
  protected def assertSame(query: String, ours: Boolean = true): Unit = withClue(s"$query\n") {
    val expected = sparks(query)
    planned {
      val data = sql(query)
      assert(text(data.collect()) === expected)
      if (ours) {
        assertOperator(data)
      } else {
        assert(operators(data) === Nil)
      }
    }
    assert(expected.nonEmpty)
  }
}

private object ComparedJoins {

  /** Of every query, because all suites ask the same of the same tables. */
  val results: mutable.Map[String, Seq[String]] = mutable.Map.empty
}

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

import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper
import org.apache.spark.sql.functions.expr
import org.apache.spark.sql.streaming.StreamingQuery
import org.apache.spark.sql.{DataFrame, Row}

/** Streams that are joined to a table, the watch-list. */
class WatchListSuite extends StreamTables with AdaptiveSparkPlanHelper {

  private def watchList(path: String, options: (String, String)*): DataFrame =
    spark.read
      .format("vectordb")
      .options(options.toMap)
      .load(path)
      .selectExpr("id AS wanted", "v AS pattern")

  private def pairs(path: String): Seq[Row] =
    load(path)
      .select("id", "wanted")
      .collect()
      .toSeq
      .sortBy(row => (row.getLong(0), row.getLong(1)))

  /** How often the list was read for the last batch; nothing if it is not kept. */
  private def reads(query: StreamingQuery): Option[Long] = {
    val plan = query.asInstanceOf[StreamingQueryWrapper].streamingQuery.lastExecution.executedPlan
    assert(collect(plan) { case join if join.nodeName == "VectorJoin" => join }.size === 1, plan)
    collect(plan) {
      case side if side.nodeName == "KeptSide" => side.metrics("reads").value
    }.headOption
  }

  /** How often a list was read, batch by batch, of which the third comes after the list has grown. */
  private def readsOf(path: String, list: DataFrame): Seq[Option[Long]] = {
    val (alerts, input) = (newPath(), memoryStream())
    val joined = near(rowsOf(input.toDF()), list)
    val query = streamWriter(joined, newCheckpoint(), "append").start(alerts)
    try {
      (0 until 4).map { round =>
        if (round == 2) {
          append(rows(8, 9), path)
        }
        input.addData(0L until 10: _*)
        query.processAllAvailable()
        reads(query)
      }
    } finally {
      query.stop()
    }
  }

  test("the list is read once, and again when it has a new version") {
    val path = newPath()
    append(rows(2, 4), path)
    val list = watchList(path)
    assert(readsOf(path, list) === Seq(Some(1), Some(0), Some(1), Some(0)))
    assert(readsOf(path, list).take(2) === Seq(Some(0), Some(0)), "another query has read it")
    val filtered = list.where("wanted > 2")
    assert(readsOf(path, filtered) === Seq(Some(1), Some(0), Some(1), Some(0)))
    withConf("spark.vectordb.join.renewTables" -> "false") {
      assert(
        readsOf(path, watchList(path).where("wanted < 9")) === Seq(
          Some(1),
          Some(0),
          Some(0),
          Some(0)
        )
      )
    }
  }

  test("a list that may change is read for each batch") {
    val path = newPath()
    append(rows(2, 4), path)
    val files = newPath()
    watchList(path).write.parquet(files)
    val random = watchList(path).where("wanted + rand() > 0")
    for (list <- Seq(spark.read.parquet(files), random)) {
      assert(readsOf(path, list) === Seq(None, None, None, None))
    }
  }

  /** What a stream of the ids 0 to 9 and, after the list has grown, of the same again finds. */
  private def found(join: (DataFrame, DataFrame) => DataFrame, options: (String, String)*)(
      change: String => Unit
  ): Seq[Row] = {
    val (list, alerts, input) = (newPath(), newPath(), memoryStream())
    append(rows(2, 4), list)
    val joined = join(rowsOf(input.toDF()), watchList(list, options: _*))
    val query = streamWriter(joined, newCheckpoint(), "append").start(alerts)
    try {
      for (round <- 0 until 2) {
        input.addData(0L until 10: _*)
        query.processAllAvailable()
        if (round == 0) {
          assert(pairs(alerts) === Seq(Row(2L, 2L), Row(3L, 3L)))
          change(list)
        }
      }
    } finally {
      query.stop()
    }
    pairs(alerts)
  }

  private def near(stream: DataFrame, list: DataFrame): DataFrame =
    stream.join(list, expr("euclidean_distance(v, pattern) < 0.5")).select("id", "wanted")

  private val before = Seq(Row(2L, 2L), Row(2L, 2L), Row(3L, 3L), Row(3L, 3L))
  private val after = before :+ Row(8L, 8L)

  test("what is added to the list is found from the next batch on") {
    assert(found(near)(append(rows(8, 9), _)) === after)
  }

  test("the list stays as it was if the session says so") {
    withConf("spark.vectordb.join.renewTables" -> "false") {
      assert(found(near)(append(rows(8, 9), _)) === before)
    }
  }

  test("a version of the list that was asked for stays") {
    assert(found(near, "versionAsOf" -> "0")(append(rows(8, 9), _)) === before)
  }

  test("a list whose columns change ends the query") {
    val error = intercept[Exception](found(near) { list =>
      append(rows(8, 9).selectExpr("*", "'new' AS name"), list, "mergeSchema" -> "true")
    })
    assert(error.getMessage.contains("have been changed"))
    assert(error.getMessage.contains("restart the query"))
  }

  test("NEAREST BY of a stream") {
    def nearest(stream: DataFrame, list: DataFrame): DataFrame =
      stream
        .nearestByJoin(list, expr("euclidean_distance(v, pattern)"), 1, "exact", "distance")
        .where("euclidean_distance(v, pattern) < 0.5")
        .select("id", "wanted")
    assert(found(nearest)(append(rows(8, 9), _)) === after)
  }
}

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

import java.nio.file.Paths

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.{DataFrame, Encoders}
import org.apache.spark.sql.execution.streaming.sources.LowLatencyMemoryStream
import org.apache.spark.sql.streaming.{StreamingQuery, Trigger}

/** The triggers that do not work in batches: continuous processing and real-time mode. */
class StreamingModesSuite extends StreamTables {

  private def awaitRows(query: StreamingQuery, path: String, rows: Long): Unit =
    while (!table(path).exists() || snapshot(path).rowCount() < rows) {
      query.exception.foreach(throw _)
      assert(query.isActive)
      Thread.`yield`()
    }

  /** As if the query had died between its last commit to the table and Spark's. */
  private def forgetCommit(path: String, query: StreamingQuery, checkpoint: String): Unit = {
    val epoch = snapshot(path).transactionVersion(s"spark-stream:${query.id}").getAsLong
    // A query that knows of no epoch at all begins anew, and refuses the state of the old one.
    while (lastCommit(checkpoint) >= math.max(epoch, 1)) {
      forgetLastCommit(checkpoint)
    }
  }

  /**
   * As if it had died before it noted where the repeated epoch ends, too: Spark would keep these
   * first ends, so that a query which stops soon goes on from a wrong one.
   */
  private def forgetEnds(checkpoint: String): Unit = {
    val last = lastCommit(checkpoint)
    filesBelow(Paths.get(checkpoint, "offsets"))
      .filter(_.getFileName.toString.filter(_.isDigit).toLong > last)
      .foreach(delete)
  }

  private def assertReplaced(path: String): Unit =
    assert(table(path).changes(0, versions(path) - 1).asScala.exists(_.takesRowsAway()))

  /** Two partitions: the even and the odd numbers. */
  private def rates(): DataFrame =
    spark.readStream
      .format("rate")
      .option("rowsPerSecond", 50)
      .option("numPartitions", 2)
      .load()
      .selectExpr("value AS id", "CAST(value % 3 AS INT) AS part", vector("value"))

  test("Trigger.Continuous: an epoch that is repeated replaces what it has committed") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    var rows = 0L
    for (run <- 1 to 3) {
      val query = streamWriter(rates(), checkpoint, "append")
        .trigger(Trigger.Continuous(100))
        .start(path)
      try awaitRows(query, path, rows + 20)
      finally query.stop()
      val found = ids(load(path))
      rows = found.size
      for (partition <- 0 to 1) {
        val own = found.filter(_ % 2 == partition)
        assert(own === own.indices.map(_ * 2L + partition), s"in run $run")
      }
      forgetCommit(path, query, checkpoint)
      forgetEnds(checkpoint)
    }
    assertReplaced(path)
  }

  test("Trigger.Continuous takes no partitioned table") {
    assertFails("continuous execution") {
      val query = streamWriter(rates(), newCheckpoint(), "append", "partitionColumns" -> "part")
        .trigger(Trigger.Continuous(100))
        .start(newPath())
      awaitEnd(query)
    }
  }

  for ((mode, options) <- Seq("append" -> Nil, "update" -> Seq("mergeKeys" -> "id"))) {
    test(s"Trigger.RealTime, output mode $mode: an epoch may be repeated with other rows") {
      val (path, checkpoint) = (newPath(), newCheckpoint())
      val input = LowLatencyMemoryStream(spark, 1)(Encoders.scalaLong)
      val settings = Seq(
        "spark.sql.streaming.realTimeMode.allowlistCheck" -> "false",
        "spark.sql.streaming.realTimeMode.minBatchDuration" -> "500",
        "spark.sql.streaming.unsupportedOperationCheck" -> (mode == "update").toString
      )
      withConf(settings: _*) {
        for (run <- 0L until 3) {
          input.addData((run * 10) until (run * 10 + 10): _*)
          val query = streamWriter(rowsOf(input.toDF()), checkpoint, mode, options: _*)
            .trigger(Trigger.RealTime(500))
            .start(path)
          try {
            awaitRows(query, path, run * 10 + 10)
            // Spark starts no query again of which it knows no epoch.
            while (lastCommit(checkpoint) < 0) {
              Thread.`yield`()
            }
          } finally {
            query.stop()
          }
          assertRows(load(path), 0L until run * 10 + 10)
          forgetCommit(path, query, checkpoint)
        }
      }
      assertReplaced(path)
    }
  }
}

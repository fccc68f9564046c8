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

import java.nio.file.{Files, Paths}
import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger

import scala.annotation.tailrec
import scala.jdk.CollectionConverters._

import io.vectordb.errors.ConflictException
import io.vectordb.table.SnapshotExpiry
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.expressions.UserDefinedFunction
import org.apache.spark.sql.functions.{col, udf}
import org.apache.spark.sql.streaming.Trigger

/** Streaming queries that write tables: every row once, whatever happens between. */
class StreamingSinkSuite extends StreamTables {
  import StreamingSinkSuite.alteredAt

  test("epochs append to a table that the first one creates") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    val query = streamWriter(rowsOf(input.toDF()), checkpoint, "append", "rowsPerFile" -> "4")
      .start(path)
    try {
      for (epoch <- 0L until 5) {
        input.addData((epoch * 10) until (epoch * 10 + 10): _*)
        query.processAllAvailable()
        assertTable(path, 0L until epoch * 10 + 10)
        assert(versions(path) === epoch + 1)
      }
      val progress = query.lastProgress
      assert(progress.sink.description.contains(path))
    } finally {
      query.stop()
    }
    val transaction = snapshot(path).transactionVersion(s"spark-stream:${query.id}")
    assert(transaction.getAsLong === 4)
  }

  for (
    (name, trigger) <- Seq(
      "AvailableNow" -> Trigger.AvailableNow(),
      "Once" -> Trigger.Once()
    )
  ) {
    test(s"a query that is started again and again, Trigger.$name") {
      val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
      for (run <- 0L until 4) {
        input.addData((run * 7) until (run * 7 + 7): _*)
        runToEnd(rowsOf(input.toDF()), path, checkpoint, trigger = trigger)
        assertTable(path, 0L until run * 7 + 7)
      }
    }
  }

  test("Trigger.ProcessingTime") {
    val (path, input) = (newPath(), memoryStream())
    input.addData(0L until 9: _*)
    val query = streamWriter(rowsOf(input.toDF()), newCheckpoint(), "append")
      .trigger(Trigger.ProcessingTime(10))
      .start(path)
    try query.processAllAvailable()
    finally query.stop()
    assertTable(path, 0L until 9)
  }

  for (mode <- Seq("append", "complete")) {
    test(s"an epoch that Spark does not know to be committed is repeated without effect, $mode") {
      val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
      def data: DataFrame =
        if (mode == "append") rowsOf(input.toDF())
        else rowsOf(input.toDF().groupBy("value").count())
      for (run <- 0L until 3) {
        input.addData((run * 5) until (run * 5 + 5): _*)
        runToEnd(data, path, checkpoint, mode)
        val before = versions(path)
        forgetLastCommit(checkpoint)
        runToEnd(data, path, checkpoint, mode)
        assert(versions(path) === before)
        assertTable(path, 0L until run * 5 + 5)
      }
      // The version of the epoch may have expired, but not that it was committed.
      append(rows(15, 16), path)
      SnapshotExpiry.of(table(path)).olderThan(Duration.ZERO).force().run()
      forgetLastCommit(checkpoint)
      runToEnd(data, path, checkpoint, mode)
      assertRows(load(path), 0L until 16)
    }
  }

  test("a checkpoint that is older than the table") {
    val (source, path, checkpoint) = (newPath(), newPath(), newCheckpoint())
    append(rows(0, 5), source)
    runToEnd(readStream(source), path, checkpoint)
    val old = copyOf(checkpoint)
    for (i <- 1L to 2) {
      append(rows(i * 5, i * 5 + 5), source)
      runToEnd(readStream(source), path, checkpoint)
    }
    // With more rows in epoch 1 than it had, of which those that are new would be lost.
    append(rows(15, 20), source)
    assertFails("Epoch 1", "epoch 2", "older than the table", path) {
      runToEnd(readStream(source), path, old)
    }
    assertTable(path, 0L until 15)
    runToEnd(readStream(source), path, checkpoint)
    assertTable(path, 0L until 20)
  }

  test("a column that is dropped and added again during an epoch") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    append(rows(0, 5), path)
    input.addData(5L)
    val data =
      rowsOf(input.toDF().coalesce(1).withColumn("value", alteredAt(5, path)(col("value"))))
    assertFails("columns", path, "restart the query")(runToEnd(data, path, checkpoint))
    assert(load(path).columns.toSeq === Seq("id", "part", "v"))
    assert(ids(load(path)) === (0L until 5))
    runToEnd(rowsOf(input.toDF()), path, checkpoint)
    assert(load(path).where("part IS NOT NULL").select("id").collect().toSeq === Seq(Row(5L)))
  }

  test("a query that fails in some task of each epoch, and is started again") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    StreamingSinkSuite.attempts.set(0)
    // Three attempts of a task fail the query; the next start takes the same epoch again.
    val unlucky = udf { (id: Long) =>
      if (id % 10 == 9 && StreamingSinkSuite.attempts.incrementAndGet() % 4 != 0) {
        EndedTasks.await(1)
        throw new IllegalStateException(s"row $id is unlucky")
      }
      id
    }.asNondeterministic()
    for (epoch <- 0L until 3) {
      input.addData((epoch * 10) until (epoch * 10 + 10): _*)
      val data = rowsOf(input.toDF().repartition(2).withColumn("value", unlucky(col("value"))))
      assertFails(s"row ${epoch * 10 + 9} is unlucky")(runToEnd(data, path, checkpoint))
      runToEnd(data, path, checkpoint)
      assertTable(path, 0L until epoch * 10 + 10)
    }
  }

  test("the output mode complete replaces all rows in one version") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    val counts = input.toDF().groupBy("value").count()
    val data = counts.selectExpr("value AS id", "CAST(count AS INT) AS part", vector("value"))
    for (run <- 1 to 3) {
      input.addData(0L until run: _*)
      withConf("spark.datasource.vectordb.partitionOverwriteMode" -> "dynamic") {
        runToEnd(data, path, checkpoint, "complete", options = Seq("partitionColumns" -> "part"))
      }
      assert(versions(path) === run)
      val found = load(path).select("id", "part").collect().toSeq.sortBy(_.getLong(0))
      assert(found === (0L until run).map(id => Row(id, run - id.toInt)))
    }
    assert(snapshot(path).metadata().partitionColumns().asScala === Seq("part"))
  }

  test("the output mode update replaces rows by their keys") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    val counts = input.toDF().groupBy("value").count()
    val data = counts.selectExpr("value AS id", "CAST(count AS INT) AS part", vector("value"))
    val options = Seq("mergeKeys" -> "id")
    for (run <- 1 to 3) {
      input.addData(0L until run: _*)
      runToEnd(data, path, checkpoint, "update", options = options)
      val expected = (0L until run).map(id => Row(id, run - id.toInt))
      def found = load(path).select("id", "part").collect().toSeq.sortBy(_.getLong(0))
      assert(found === expected)
      forgetLastCommit(checkpoint)
      runToEnd(data, path, checkpoint, "update", options = options)
      assert(found === expected)
    }
  }

  test("epochs without rows make no versions, but the first creates the table") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    val data = rowsOf(input.toDF().where("value >= 100"))
    input.addData(0L until 5: _*)
    runToEnd(data, path, checkpoint)
    assertTable(path, Nil)
    input.addData(5L until 9: _*)
    runToEnd(data, path, checkpoint)
    assert(versions(path) === 1)
    input.addData(100L until 109: _*)
    runToEnd(data, path, checkpoint)
    assertTable(path, 100L until 109)
    assert(versions(path) === 2)
    assert(snapshot(path).schema().vectorColumns().get(0).dimension() === 2)
  }

  test("columns are found by name") {
    val path = newPath()
    append(rows(0, 5), path)
    val input = memoryStream()
    input.addData(5L until 9: _*)
    val data = rowsOf(input.toDF()).selectExpr("v", "part", "id AS ID")
    runToEnd(data, path, newCheckpoint())
    assertTable(path, 0L until 9)
  }

  test("texts of limited length are cut or filled as a batch does it") {
    val path = newPath()
    sql(
      s"CREATE TABLE vec.`$path` (id BIGINT, fixed CHAR(4), text VARCHAR(3), part INT, v ARRAY<FLOAT>)"
    )
    val (checkpoint, input) = (newCheckpoint(), memoryStream())
    def data(text: String): DataFrame =
      rowsOf(input.toDF()).selectExpr("*", s"$text AS text", "IF(id = 1, NULL, 'ab') AS fixed")
    input.addData(0L, 1L)
    runToEnd(data("'xyz  '"), path, checkpoint)
    val expected = Seq(Row(0L, "ab  ", "xyz"), Row(1L, null, "xyz"))
    def found = load(path).selectExpr("id", "fixed", "text").orderBy("id").collect().toSeq
    assert(found === expected)
    input.addData(2L)
    assertFails("EXCEED_LIMIT_LENGTH")(runToEnd(data("'long'"), path, checkpoint))
    assertFails("column text is INT instead of VARCHAR(3)")(runToEnd(data("5"), path, checkpoint))
    assert(found === expected)
    assertNoLeftovers(path)
  }

  test("nested texts and those with a collation are cut or filled as a batch does it") {
    val path = newPath()
    sql(s"""CREATE TABLE vec.`$path` (id BIGINT, part INT, v ARRAY<FLOAT>,
           |s STRUCT<a: ARRAY<CHAR(3)>>, t VARCHAR(3) COLLATE UTF8_LCASE)""".stripMargin)
    val (checkpoint, input) = (newCheckpoint(), memoryStream())
    def data(text: String): DataFrame =
      rowsOf(input.toDF()).selectExpr(
        s"IF(id = 1, NULL, named_struct('a', array($text, NULL))) AS s",
        "CAST('Q  ' AS STRING COLLATE UTF8_LCASE) AS t",
        "*"
      )
    input.addData(0L, 1L)
    runToEnd(data("'x'"), path, checkpoint)
    val found = load(path).where("trim(t) = 'q'").selectExpr("id", "s.a", "t").orderBy("id")
    assert(found.collect().toSeq === Seq(Row(0L, Seq("x  ", null), "Q  "), Row(1L, null, "Q  ")))
    input.addData(2L)
    assertFails("EXCEED_LIMIT_LENGTH")(runToEnd(data("'long'"), path, checkpoint))
    assert(load(path).count() === 2)
    assertNoLeftovers(path)
  }

  test("columns that do not fit fail the query") {
    val path = newPath()
    append(rows(0, 5), path)
    val input = memoryStream()
    input.addData(5L until 9: _*)
    val data = rowsOf(input.toDF())
    def fails(data: DataFrame, parts: String*): Unit =
      assertFails(parts :+ path: _*)(runToEnd(data, path, newCheckpoint()))
    fails(data.drop("part"), "it has no column part")
    fails(data.withColumn("more", col("id")), "its column more is not in the table")
    fails(data.withColumn("id", col("part")), "its column id is INT instead of BIGINT")
    assertTable(path, 0L until 5)
    assert(versions(path) === 1)
  }

  test("vectors of another dimension fail the query") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    val data = rowsOf(input.toDF()).selectExpr(
      "id",
      "part",
      "IF(id = 7, array(1F), IF(id < 3, NULL, v)) AS v"
    )
    input.addData(0L until 3: _*)
    runToEnd(data, path, checkpoint)
    input.addData(3L until 6: _*)
    runToEnd(data, path, checkpoint)
    input.addData(6L until 9: _*)
    assertFails("dimension 1", "id = 7", path)(runToEnd(data, path, checkpoint))
    assert(ids(load(path)) === (0L until 6))
    assert(versions(path) === 2)
    assertNoLeftovers(path)
  }

  test("options that a stream does not have") {
    val input = memoryStream()
    def fails(option: (String, String), parts: String*): Unit =
      assertFails(parts: _*) {
        input.addData(1L)
        val options = Seq(option, "txnVersion" -> "1").filter(_._1 == option._1)
        runToEnd(rowsOf(input.toDF()), newPath(), newCheckpoint(), options = options)
      }
    fails("rowsperfiles" -> "1", "rowsperfiles", "rowsPerFile")
    fails("partitionColumns" -> "nothing", "nothing", "[id, part, v]")
    assertFails("txnAppId", "checkpoint") {
      val identity = Seq("txnAppId" -> "a", "txnVersion" -> "1")
      runToEnd(rowsOf(input.toDF()), newPath(), newCheckpoint(), options = identity)
    }
    assertFails("update", "mergeKeys", "append") {
      runToEnd(rowsOf(input.toDF()), newPath(), newCheckpoint(), mode = "update")
    }
  }

  test("a table that is replaced or dropped under a query") {
    for (replaced <- Seq(true, false)) {
      val (path, input) = (newPath(), memoryStream())
      val query = streamWriter(rowsOf(input.toDF()), newCheckpoint(), "append").start(path)
      try {
        input.addData(0L until 5: _*)
        query.processAllAvailable()
        delete(Paths.get(path))
        if (replaced) {
          append(rows(50, 53), path)
        }
        input.addData(5L until 9: _*)
        val message = if (replaced) "Another table has been created" else "is gone"
        assertFails(message, path)(query.processAllAvailable())
        if (replaced) {
          assertTable(path, 50L until 53)
        } else {
          assert(!Files.exists(Paths.get(path, "_vectordb", "log")))
        }
      } finally {
        query.stop()
      }
    }
  }

  test("batches write to the same table while the query runs") {
    val (path, input) = (newPath(), memoryStream())
    val query = streamWriter(rowsOf(input.toDF()), newCheckpoint(), "append").start(path)
    try {
      for (i <- 0L until 4) {
        input.addData((i * 10) until (i * 10 + 5): _*)
        query.processAllAvailable()
        append(rows(i * 10 + 5, i * 10 + 10), path)
      }
    } finally {
      query.stop()
    }
    assertTable(path, 0L until 40)
    assert(versions(path) === 8)
  }

  for (mode <- Seq("append", "complete")) {
    test(s"others change the table while epochs are committed, $mode") {
      val (path, input) = (newPath(), memoryStream())
      val data =
        if (mode == "append") rowsOf(input.toDF())
        else rowsOf(input.toDF().groupBy("value").count())
      val query = streamWriter(data, newCheckpoint(), mode).start(path)
      try {
        input.addData(0L until 5: _*)
        query.processAllAvailable()
        val properties = new Thread(() => (0 until 100).foreach(changeProperties(path, _)))
        properties.start()
        for (epoch <- 1L until 4) {
          input.addData((epoch * 5) until (epoch * 5 + 5): _*)
          query.processAllAvailable()
        }
        properties.join()
      } finally {
        query.stop()
      }
      assert(versions(path) === 104)
      assertTable(path, 0L until 20)
    }
  }

  @tailrec
  private def changeProperties(path: String, value: Int): Unit = {
    val change = table(path).begin("ALTER TABLE", Map.empty[String, String].asJava)
    val metadata = change.base().get().metadata()
    change.alter(metadata.withProperties(Map("owner" -> value.toString).asJava))
    val isChanged =
      try {
        change.commit()
        true
      } catch {
        case _: ConflictException => false
      }
    if (!isChanged) {
      changeProperties(path, value)
    }
  }

  test("a catalog's table") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    val name = newName("t")
    sql(
      s"CREATE TABLE $name (id BIGINT, part INT, v ARRAY<FLOAT>) USING vectordb " +
        s"PARTITIONED BY (part) LOCATION '$path'"
    )
    try {
      for (run <- 0L until 3) {
        input.addData((run * 6) until (run * 6 + 6): _*)
        val query = streamWriter(rowsOf(input.toDF()), checkpoint, "append")
          .trigger(Trigger.AvailableNow())
          .toTable(name)
        awaitEnd(query)
        assertRows(spark.table(name), 0L until run * 6 + 6)
      }
      assert(snapshot(path).metadata().partitionColumns().asScala === Seq("part"))
    } finally {
      sql(s"DROP TABLE $name")
    }
  }

  test("foreachBatch, with the identity of the batch") {
    val (path, checkpoint, input) = (newPath(), newCheckpoint(), memoryStream())
    def run(fail: Boolean): Unit = {
      val write: (org.apache.spark.sql.Dataset[Row], Long) => Unit = (batch, id) => {
        val identity = Seq("txnAppId" -> checkpoint, "txnVersion" -> id.toString)
        append(batch, path, identity: _*)
        if (fail) {
          throw new IllegalStateException("after the write")
        }
      }
      val query = rowsOf(input.toDF()).writeStream
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow())
        .foreachBatch(write)
        .start()
      awaitEnd(query)
    }
    for (epoch <- 0L until 3) {
      input.addData((epoch * 5) until (epoch * 5 + 5): _*)
      assertFails("after the write")(run(fail = true))
      run(fail = false)
      assertTable(path, 0L until epoch * 5 + 5)
      assert(versions(path) === epoch + 1)
    }
  }
}

object StreamingSinkSuite {
  private val attempts = new AtomicInteger

  /** The ids as they are; before one of them, the column part of a table is made anew. */
  private def alteredAt(row: Long, path: String): UserDefinedFunction = {
    val statements = Seq("DROP COLUMN part", "ADD COLUMN part INT AFTER id")
    udf { (id: Long) =>
      if (id == row) {
        // Beside the task, in which there is no session.
        val thread = new Thread(() =>
          statements.foreach(s => TestSession.get.sql(s"ALTER TABLE vec.`$path` $s"))
        )
        thread.start()
        thread.join()
      }
      id
    }.asNondeterministic()
  }
}

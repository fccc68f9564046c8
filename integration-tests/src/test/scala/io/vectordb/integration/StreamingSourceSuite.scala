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

import java.nio.file.{Files, Paths, StandardCopyOption}

import scala.jdk.CollectionConverters._

import io.vectordb.table.file.Encoding
import io.vectordb.table.rewrite.Optimization
import org.apache.spark.sql.{DataFrame, Dataset, Row, SaveMode}
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2
import org.apache.spark.sql.connector.catalog.SupportsRead
import org.apache.spark.sql.connector.read.streaming.{MicroBatchStream, SupportsTriggerAvailableNow}
import org.apache.spark.sql.functions.{call_function, col, lit}
import org.apache.spark.sql.streaming.{StreamingQuery, Trigger}

/** Tables as sources of streams: what they hold, and then what is added, every row once. */
class StreamingSourceSuite extends StreamTables {

  /** The batches of ids that a run of `data` gives until it has read all. */
  private def batches(
      data: DataFrame,
      checkpoint: String = newCheckpoint(),
      trigger: Trigger = Trigger.AvailableNow()
  ): Seq[Seq[Long]] = {
    val found = Seq.newBuilder[Seq[Long]]
    val collect: (Dataset[Row], Long) => Unit =
      (batch, _) => found += ids(batch)
    val query = data.writeStream
      .option("checkpointLocation", checkpoint)
      .trigger(trigger)
      .foreachBatch(collect)
      .start()
    awaitEnd(query)
    found.result().filter(_.nonEmpty)
  }

  /** Runs `body` beside a query that writes `data` to a table, whose path it gets. */
  private def running(data: DataFrame)(body: (StreamingQuery, String) => Unit): Unit = {
    val path = newPath()
    val query = streamWriter(data, newCheckpoint(), "append").start(path)
    try body(query, path)
    finally query.stop()
  }

  test("what there is, and then what is added") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 5), path)
    append(rows(5, 10), path)
    assert(batches(readStream(path), checkpoint) === Seq(0L until 10))
    assert(batches(readStream(path), checkpoint) === Nil)
    append(rows(10, 15), path)
    append(rows(15, 20), path)
    assert(batches(readStream(path), checkpoint) === Seq(10L until 20))
    append(rows(20, 21), path)
    assert(batches(readStream(path), checkpoint, Trigger.Once()) === Seq(Seq(20L)))
  }

  test("from table to stream to table to stream to table, while batches are written") {
    val source = newPath()
    append(rows(0, 6), source)
    running(readStream(source)) { (first, middle) =>
      first.processAllAvailable()
      running(readStream(middle)) { (second, last) =>
        for (i <- 1L to 5) {
          append(rows(i * 6, i * 6 + 6), source)
          first.processAllAvailable()
          second.processAllAvailable()
          assertTable(last, 0L until i * 6 + 6)
        }
        assert(versions(last) === 6)
      }
      assertTable(middle, 0L until 36)
    }
  }

  test("a batch reads as many files and bytes as it may, but at least one file") {
    val path = newPath()
    append(rows(0, 12).coalesce(1), path, "rowsPerFile" -> "2")
    append(rows(12, 15).coalesce(1), path, "rowsPerFile" -> "1")
    val bytes = snapshot(path).files().get(0).bytes()
    def sizes(options: (String, String)*): Seq[Int] = {
      val found = batches(readStream(path, options: _*))
      assert(found.flatten === (0L until 15))
      found.map(_.size)
    }
    assert(sizes("maxFilesPerTrigger" -> "4") === Seq(8, 6, 1))
    assert(sizes("maxFilesPerTrigger" -> "100") === Seq(15))
    assert(sizes("maxBytesPerTrigger" -> "1") === Seq(2, 2, 2, 2, 2, 2, 1, 1, 1))
    assert(sizes("maxBytesPerTrigger" -> (3 * bytes).toString).head === 6)
    val both = Seq("maxFilesPerTrigger" -> "2", "maxBytesPerTrigger" -> "1g")
    assert(sizes(both: _*) === Seq(4, 4, 4, 2, 1))
  }

  test("a restart in the middle of a version goes on with its next file") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 10).coalesce(1), path, "rowsPerFile" -> "2")
    val slow = readStream(path, "maxFilesPerTrigger" -> "3")
    for (stop <- Seq(3L, 7L)) {
      val fail: (Dataset[Row], Long) => Unit =
        (batch, _) => if (ids(batch).contains(stop)) throw new IllegalStateException("stop")
      val query = slow.writeStream
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow())
        .foreachBatch(fail)
        .start()
      assertFails("stop")(awaitEnd(query))
    }
    append(rows(10, 12), path)
    // The batch that failed is repeated as it was.
    assert(batches(slow, checkpoint) === Seq(6L until 10, 10L until 12))
  }

  test("what comes later only: startingVersion and startingTimestamp") {
    val path = newPath()
    for (i <- 0L until 4) {
      append(rows(i * 3, i * 3 + 3), path)
    }
    def from(options: (String, String)*): Seq[Long] = batches(readStream(path, options: _*)).flatten
    assert(from("startingVersion" -> "0") === (0L until 12))
    assert(from("startingVersion" -> "2") === (6L until 12))
    assert(from("startingVersion" -> "4") === Nil)
    assert(from("startingVersion" -> "latest") === Nil)
    assert(from("startingTimestamp" -> "2001-01-01") === (0L until 12))
    assert(from("startingTimestamp" -> "2101-01-01 12:00:00") === Nil)
    val millis = table(path).snapshot(2).timestampMillis()
    val expected = (0L until 4).filter(table(path).snapshot(_).timestampMillis() >= millis).head
    val time = java.time.Instant.ofEpochMilli(millis).toString
    assert(from("startingTimestamp" -> time) === (expected * 3 until 12))
    assertFails("startingVersion", "from 0 to 3")(from("startingVersion" -> "5"))
    assertFails("startingVersion", "whole number")(from("startingVersion" -> "new"))
    assertFails("startingTimestamp", "soon")(from("startingTimestamp" -> "soon"))
    assertFails("exclude each other") {
      from("startingVersion" -> "1", "startingTimestamp" -> "2001-01-01")
    }
    assertFails("maxFilesPerTrigger", "positive")(from("maxFilesPerTrigger" -> "0"))
    assertFails("maxBytesPerTrigger", "1g")(from("maxBytesPerTrigger" -> "much"))
    assertFails("maxBytesPerTrigger", "1g")(from("maxBytesPerTrigger" -> "9999999p"))
    assertFails("versionAsOf", "startingVersion")(from("versionAsOf" -> "1"))
    assertFails("timestampAsOf", "startingTimestamp")(from("timestampAsOf" -> "2101-01-01"))
  }

  test("latest: rows that are added after the start") {
    val path = newPath()
    append(rows(0, 5), path)
    running(readStream(path, "startingVersion" -> "latest")) { (query, target) =>
      query.processAllAvailable()
      append(rows(5, 8), path)
      query.processAllAvailable()
      assertRows(load(target), 5L until 8)
    }
  }

  test("encoding and compaction return no row again") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 40).coalesce(1), path, "rowsPerFile" -> "10", "codes" -> "none")
    assert(batches(readStream(path), checkpoint).flatten === (0L until 40))
    Optimization.of(table(path)).run(Encoding.INT8)
    // A compaction as far as the log can tell: the same rows in other files.
    val other = newPath()
    append(load(path).coalesce(1), other)
    val files = snapshot(other).files()
    val compaction = table(path).begin("COMPACT", Map.empty[String, String].asJava).keepsRows()
    snapshot(path).files().forEach(compaction.remove(_))
    files.forEach { file =>
      Files.copy(Paths.get(other, file.path()), Paths.get(path, file.path()))
      compaction.add(file.withCodes(java.util.Map.of()))
    }
    compaction.commit()
    assert(batches(readStream(path), checkpoint) === Nil)
    append(rows(40, 42), path)
    assert(batches(readStream(path), checkpoint) === Seq(Seq(40L, 41L)))
    assert(batches(readStream(path)).flatten === (0L until 42))
  }

  test("versions that replace rows fail the query or are left out") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 5), path)
    assert(batches(readStream(path), checkpoint).flatten === (0L until 5))
    writer(rows(50, 60), SaveMode.Overwrite).save(path)
    append(rows(60, 62), path)
    assertFails("Version 1 (WRITE)", path, "skipChangeCommits")(
      batches(readStream(path), checkpoint)
    )
    val skipping = readStream(path, "skipChangeCommits" -> "true")
    assert(batches(skipping, checkpoint).flatten === (60L until 62))
    assert(batches(readStream(path)).flatten === (50L until 62))
  }

  test("a table that is replaced or dropped under a query, and one of another checkpoint") {
    for (replaced <- Seq(true, false)) {
      val path = newPath()
      append(rows(0, 5), path)
      running(readStream(path)) { (query, target) =>
        query.processAllAvailable()
        if (replaced) {
          // At once, so that the query never finds nothing.
          val other = newPath()
          append(rows(5, 7), other)
          val first = Paths.get("_vectordb", "log", f"${0}%020d.json")
          val target = Paths.get(path).resolve(first)
          Files.move(Paths.get(other).resolve(first), target, StandardCopyOption.ATOMIC_MOVE)
        } else {
          delete(Paths.get(path))
        }
        val message = if (replaced) "Another table has been created" else "no vectordb table"
        assertFails(message, path)(query.processAllAvailable())
        assertRows(load(target), 0L until 5)
      }
    }
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 5), path)
    batches(readStream(path), checkpoint)
    delete(Paths.get(path))
    append(rows(0, 5), path)
    append(rows(5, 7), path)
    assertFails("another table", path, "checkpoint")(batches(readStream(path), checkpoint))
  }

  test("versions that have expired") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 5), path)
    assert(batches(readStream(path), checkpoint).flatten === (0L until 5))
    for (i <- 1L to 10) {
      append(rows(i * 5, i * 5 + 5), path)
    }
    val log = Paths.get(path, "_vectordb", "log")
    (0 to 10).foreach(version => Files.delete(log.resolve(f"$version%020d.json")))
    assertFails("version 1", path, "expired", "is 10")(batches(readStream(path), checkpoint))
    assert(batches(readStream(path)).flatten === (0L until 55))
    val other = newCheckpoint()
    def from(version: Int): Seq[Long] =
      batches(readStream(path, "startingVersion" -> version.toString), other).flatten
    assertFails("version 3", "expired", "is 10")(from(3))
    append(rows(55, 60), path)
    assert(from(11) === (55L until 60))
  }

  test("a checkpoint that is damaged, of a newer format or ahead of the table") {
    val path = newPath()
    for (i <- 0L until 3) {
      append(rows(i * 2, i * 2 + 2), path)
    }
    val checkpoint = newCheckpoint()
    assert(batches(readStream(path), checkpoint).flatten === (0L until 6))
    val id = snapshot(path).metadata().id()
    def position(version: String, index: String, more: String = ""): String =
      s"""{"tableId":"$id","version":$version,"index":$index,"initial":false$more}"""
    def restartedAt(offset: String): Seq[Long] = {
      val copy = copyOf(checkpoint)
      val file = Paths.get(copy, "offsets", "0")
      val lines = Files.readAllLines(file).asScala
      assert(lines.last === position("3", "0"))
      Files.write(file, (lines.init :+ offset).asJava)
      Files.delete(file.resolveSibling(".0.crc"))
      batches(readStream(path), copy).flatten
    }
    val unknown = Seq(
      "garbage",
      "{}",
      position("\"x\"", "0"),
      position("-4", "0"),
      position("1.5", "0"),
      position("1", "99999999999"),
      position("3", "0", ""","more":1"""),
      position("3", "0").replace(s"\"$id\"", "5")
    )
    for (offset <- unknown) {
      assertFails(offset, "no position", "checkpoint")(restartedAt(offset))
    }
    append(rows(6, 8), path)
    assertFails("version 54", "newest is 3", path, "restored")(restartedAt(position("55", "0")))
    assertFails("7 files of version 1", path, "restored")(restartedAt(position("1", "7")))
    assert(restartedAt(position("3", "0")) === Seq(6L, 7L))
  }

  test("AvailableNow ends with the version that is newest when it starts") {
    val path = newPath()
    append(rows(0, 4).coalesce(1), path, "rowsPerFile" -> "2")
    val relation = readStream(path).queryExecution.analyzed.collectFirst {
      case relation: StreamingRelationV2 => relation
    }.get
    val scan = relation.table.asInstanceOf[SupportsRead].newScanBuilder(relation.extraOptions)
    val stream = scan.build().toMicroBatchStream(newCheckpoint())
    val source = stream.asInstanceOf[MicroBatchStream with SupportsTriggerAvailableNow]
    source.prepareForTriggerAvailableNow()
    append(rows(4, 6), path)
    val first = source.initialOffset()
    val end = source.latestOffset(first, source.getDefaultReadLimit)
    assert(source.planInputPartitions(first, end).nonEmpty)
    assert(source.latestOffset(end, source.getDefaultReadLimit) === end)
    assert(end.json().contains("\"version\":1"))
  }

  test("a version that comes during a batch is none of its concern") {
    val path = newPath()
    append(rows(0, 5).coalesce(1), path)
    val checkpoint = newCheckpoint()
    val delete: (Dataset[Row], Long) => Unit = (batch, _) => {
      assert(ids(batch) === (0L until 5))
      sql(s"DELETE FROM vec.`$path` WHERE id = 3")
    }
    awaitEnd(
      readStream(path).writeStream
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.Once())
        .foreachBatch(delete)
        .start()
    )
    assertFails("Version 1 (DELETE)")(batches(readStream(path), checkpoint))
  }

  test("rows of other columns than the table has since it was replaced") {
    val path = newPath()
    append(rows(0, 5), path)
    val checkpoint = newCheckpoint()
    val slow = readStream(path, "maxFilesPerTrigger" -> "1", "skipChangeCommits" -> "true")
    val stop: (Dataset[Row], Long) => Unit =
      (_, epoch) => if (epoch == 1) throw new IllegalStateException("stop")
    assertFails("stop") {
      awaitEnd(
        slow.writeStream.option("checkpointLocation", checkpoint).foreachBatch(stop).start()
      )
    }
    sql(s"CREATE OR REPLACE TABLE vec.`$path` AS SELECT 'a' AS id, array(1D) AS v")
    sql(s"INSERT INTO vec.`$path` VALUES ('b', array(2D))")
    def texts(checkpoint: String, options: (String, String)*): Seq[String] = {
      val data = readStream(path, options :+ ("skipChangeCommits" -> "true"): _*)
      val target = newPath()
      runToEnd(data, target, checkpoint)
      load(target).collect().map(_.getString(0)).toSeq
    }
    assertFails("version 0", path, "column id", "Start from a later version") {
      texts(checkpoint)
    }
    assertFails("version 0", path, "column id")(texts(newCheckpoint(), "startingVersion" -> "0"))
    assert(texts(newCheckpoint(), "startingVersion" -> "1") === Seq("b"))
  }

  test("a table that nobody has written") {
    assertFails("no vectordb table")(readStream(newPath()))
  }

  test("how far behind a stream is") {
    val path = newPath()
    append(rows(0, 10).coalesce(1), path, "rowsPerFile" -> "2")
    append(rows(10, 12).coalesce(1), path)
    val query = streamWriter(
      readStream(path, "maxFilesPerTrigger" -> "2"),
      newCheckpoint(),
      "append"
    ).trigger(Trigger.AvailableNow()).start(newPath())
    awaitEnd(query)
    val behind = query.recentProgress.filter(_.numInputRows > 0).map { progress =>
      val metrics = progress.sources.head.metrics.asScala
      assert(metrics("bytesOutstanding").toLong > 0 === metrics("filesOutstanding").toLong > 0)
      (metrics("versionsOutstanding"), metrics("filesOutstanding"))
    }
    assert(behind.toSeq === Seq("1" -> "4", "1" -> "2", "0" -> "0"))
  }

  test("scores of a stream are those of the table") {
    val path = newPath()
    append(rows(0, 300), path)
    val query = lit(Array(0.25f, -3f))
    def best(data: DataFrame): DataFrame = {
      val score = call_function("dot_product", col("v"), query)
      data.where(score > 40).select(col("id"), col("part"), col("v"), score.as("score"))
    }
    val target = newPath()
    val stream = streamWriter(best(readStream(path)), newCheckpoint(), "append")
      .trigger(Trigger.AvailableNow())
      .start(target)
    awaitEnd(stream)
    val expected = best(load(path)).orderBy("id").collect().toSeq
    assert(expected.nonEmpty)
    assert(load(target).orderBy("id").collect().toSeq === expected)
  }

  test("a catalog's table, with aggregation") {
    val path = newPath()
    val name = newName("t")
    sql(
      s"CREATE TABLE $name (id BIGINT, part INT, v ARRAY<FLOAT>) USING vectordb LOCATION '$path'"
    )
    try {
      assertFails("nothing", path)(batches(spark.readStream.table(name)))
      append(rows(0, 9), path)
      val target = newPath()
      val counts = spark.readStream
        .option("maxFilesPerTrigger", "1")
        .table(name)
        .groupBy("part")
        .count()
      val checkpoint = newCheckpoint()
      runToEnd(counts, target, checkpoint, "complete")
      append(rows(9, 12), path)
      runToEnd(counts, target, checkpoint, "complete")
      val found = load(target).collect().map(row => row.getInt(0) -> row.getLong(1)).toMap
      assert(found === Map(0 -> 4L, 1 -> 4L, 2 -> 4L))
    } finally {
      sql(s"DROP TABLE $name")
    }
  }
}

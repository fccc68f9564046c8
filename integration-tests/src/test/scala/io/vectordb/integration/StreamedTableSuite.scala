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

import java.util.concurrent.ConcurrentLinkedQueue

import scala.jdk.CollectionConverters._

import io.vectordb.table.rewrite.Compaction
import org.apache.spark.sql.{DataFrame, Dataset, Row}
import org.apache.spark.sql.functions.lit
import org.apache.spark.sql.streaming.StreamingQuery

/** What the queries that read a table make of changes other than appends. */
class StreamedTableSuite extends StreamTables {

  /** A query that runs, and the ids that it has passed on. */
  private class Running(val query: StreamingQuery, passed: ConcurrentLinkedQueue[Long]) {
    def ids(): Seq[Long] = {
      query.processAllAvailable()
      passed.asScala.toSeq.sorted
    }
  }

  private def running(data: DataFrame, checkpoint: String = newCheckpoint())(
      body: Running => Unit
  ): Unit = {
    val passed = new ConcurrentLinkedQueue[Long]
    val collect: (Dataset[Row], Long) => Unit =
      (batch, _) => ids(batch).foreach(passed.add(_))
    val query = data.writeStream
      .option("checkpointLocation", checkpoint)
      .foreachBatch(collect)
      .start()
    try body(new Running(query, passed))
    finally query.stop()
  }

  private def delete(path: String, where: String): Unit = {
    sql(s"DELETE FROM vec.`$path` WHERE $where")
    val deleted = snapshot(path).files().asScala.filter(_.deletes() != null)
    assert(deleted.nonEmpty, "the rows are deleted from a file that stays")
  }

  private def compact(path: String): Unit = {
    val before = snapshot(path)
    Compaction.of(table(path)).run()
    assert(snapshot(path).version() > before.version())
    assert(snapshot(path).files().size < before.files().size)
  }

  test("rows that were deleted before the start") {
    val path = newPath()
    append(rows(0, 10).coalesce(1), path)
    delete(path, "id IN (3, 7)")
    val left = (0L until 10).filterNot(Set(3L, 7L))
    running(readStream(path)) { stream =>
      assert(stream.ids() === left)
      append(rows(10, 12), path)
      assert(stream.ids() === left ++ Seq(10L, 11L))
    }
    val all = Seq("startingVersion" -> "0", "skipChangeCommits" -> "true")
    running(readStream(path, all: _*)) { stream =>
      assert(stream.ids() === (0L until 12), "as the versions have added them")
    }
  }

  test("a first batch that is repeated after the table has changed") {
    val path = newPath()
    append(rows(0, 3), path)
    append(rows(3, 5), path)
    val checkpoint = newCheckpoint()
    val stop: (Dataset[Row], Long) => Unit = (_, _) => throw new IllegalStateException("stopped")
    val stopped = readStream(path).writeStream
      .option("checkpointLocation", checkpoint)
      .foreachBatch(stop)
      .start()
    assertFails("stopped")(stopped.processAllAvailable())
    compact(path)
    append(rows(5, 8), path)
    running(readStream(path), checkpoint)(stream => assert(stream.ids() === (0L until 8)))
  }

  test("rows that are deleted while the query runs") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 5).coalesce(1), path)
    running(readStream(path, "skipChangeCommits" -> "true")) { skipping =>
      running(readStream(path), checkpoint) { strict =>
        assert(strict.ids() === (0L until 5))
        assert(skipping.ids() === (0L until 5))
        delete(path, "id = 2")
        append(rows(5, 7), path)
        assertFails("Version 1 (DELETE)", path, "skipChangeCommits")(strict.ids())
        assert(skipping.ids() === (0L until 7))
      }
    }
    assertFails("Version 1 (DELETE)")(running(readStream(path), checkpoint)(_.ids()))
    running(readStream(path, "skipChangeCommits" -> "true"), checkpoint) { stream =>
      assert(stream.ids() === Seq(5L, 6L))
    }
  }

  test("columns that are changed while the query runs") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 5), path)
    running(readStream(path), checkpoint) { stream =>
      assert(stream.ids() === (0L until 5))
      sql(s"ALTER TABLE vec.`$path` ADD COLUMNS (s STRING)")
      append(rows(5, 7).withColumn("s", lit("new")), path)
      assertFails("columns", path, "version 1", "Restart")(stream.ids())
    }
    val restarted = readStream(path)
    running(restarted.where("s = 'new'"), checkpoint) { stream =>
      assert(stream.ids() === Seq(5L, 6L))
      append(rows(7, 9).withColumn("s", lit("new")), path)
      assert(stream.ids() === (5L until 9))
    }
  }

  test("compaction while the query runs") {
    val path = newPath()
    append(rows(0, 10).coalesce(1), path, "rowsPerFile" -> "2")
    running(readStream(path, "maxFilesPerTrigger" -> "1", "skipChangeCommits" -> "true")) {
      stream =>
        for (i <- 1L to 4) {
          append(rows(i * 10, i * 10 + 10).coalesce(1), path, "rowsPerFile" -> "2")
          compact(path)
        }
        assert(stream.ids() === (0L until 50))
        delete(path, "id % 10 = 0")
        append(rows(50, 60), path)
        compact(path)
        assert(stream.ids() === (0L until 60))
    }
  }

  test("compaction between the batches of what was there at the start") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    append(rows(0, 10).coalesce(1), path, "rowsPerFile" -> "2")
    val slow = readStream(path, "maxFilesPerTrigger" -> "1")
    val passed = new ConcurrentLinkedQueue[Long]
    val stop: (Dataset[Row], Long) => Unit = (batch, epoch) =>
      if (epoch == 2) throw new IllegalStateException("stop")
      else ids(batch).foreach(passed.add(_))
    assertFails("stop") {
      awaitEnd(
        slow.writeStream.option("checkpointLocation", checkpoint).foreachBatch(stop).start()
      )
    }
    assert(passed.asScala.toSeq.sorted === (0L until 4))
    compact(path)
    running(slow, checkpoint)(stream => assert(stream.ids() === (4L until 10)))
  }
}

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
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport

import scala.concurrent.{Await, Future}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration.Duration
import scala.jdk.CollectionConverters._
import scala.util.Random

import com.fasterxml.jackson.databind.ObjectMapper
import io.vectordb.services.KafkaBroker
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions.{col, max_by}

/** Streams from Kafka: a table has each row of the topic once, or the last one of each key. */
class KafkaStreamSuite extends KilledStreams {
  private val rowsOfEpoch = 50
  private lazy val broker = KafkaBroker.start(Files.createDirectory(directory.resolve("kafka")))

  override protected def afterAll(): Unit =
    try broker.close()
    finally super.afterAll()

  private def withTopic(body: KafkaTopic => Any): Unit = {
    val topic = new KafkaTopic(broker.address(), newName("topic"))
    try body(topic)
    finally topic.close()
  }

  private def stream(topic: KafkaTopic): DataFrame =
    KafkaTopic.read(spark, broker.address(), topic.name, rowsOfEpoch)

  private def rowsOf(ids: Seq[Long]): Seq[(Long, Array[Float])] =
    ids.map(id => id -> KafkaTopic.vector(id))

  private def assertRows(path: String, expected: Seq[(Long, Array[Float])]): Unit = {
    val found = load(path).select("id", "v").collect().toSeq.sortBy(_.getLong(0))
    assert(found === expected.map { case (id, vector) => Row(id, vector.toSeq) })
  }

  /** How many rows of the topic are before the end of the epoch that Spark has planned. */
  private def plannedRows(checkpoint: String, epoch: Long): Long = {
    val offsets = Files.readAllLines(Paths.get(checkpoint, "offsets", epoch.toString)).asScala.last
    new ObjectMapper().readTree(offsets).elements().next().elements().asScala.map(_.asLong()).sum
  }

  private def lastPlanned(checkpoint: String): Long =
    epochsIn(checkpoint, "offsets").max

  /** Each epoch is one version: the newest has what was planned until then, no row more or less. */
  private def assertEpochs(path: String, checkpoint: String): Unit = {
    val epoch = snapshot(path).version()
    assert(rowCount(path) === plannedRows(checkpoint, epoch))
    assert((epoch to epoch + 1).contains(lastPlanned(checkpoint)))
    assert((epoch - 1 to epoch).contains(lastCommit(checkpoint)))
  }

  /** Sends rows while others read them: some, then more as soon as most are in the table. */
  private def sendAlong(
      topic: KafkaTopic,
      rows: Seq[(Long, Array[Float])],
      path: String,
      random: Random,
      stopped: AtomicBoolean
  ): Unit = {
    var sent = 0
    while (sent < rows.size && !stopped.get()) {
      val next = rows.slice(sent, sent + 1 + random.nextInt(3 * rowsOfEpoch))
      topic.send(next)
      sent += next.size
      val missing = random.nextInt(2 * rowsOfEpoch)
      while (rowCount(path) < sent - missing && !stopped.get()) {
        LockSupport.parkNanos(10000000)
      }
    }
  }

  test(s"a query of at least $epochs epochs is killed $restarts times while rows come") {
    withTopic { topic =>
      val random = new Random(randomSeed())
      val (path, checkpoint) = (newPath(), newCheckpoint())
      val rows = rowsOf(0L until epochs.toLong * rowsOfEpoch)
      val stopped = new AtomicBoolean
      val sending = Future(sendAlong(topic, rows, path, new Random(random.nextLong()), stopped))
      val source = Seq(broker.address(), topic.name, rowsOfEpoch.toString)
      try {
        runKilled(KafkaLoop, path, checkpoint, rows.size, random, source: _*) {
          assertEpochs(path, checkpoint)
        }
      } finally {
        stopped.set(true)
        Await.result(sending, Duration.Inf)
      }
      assertRows(path, rows)
      assert(lastPlanned(checkpoint) === snapshot(path).version())
    }
  }

  test("Trigger.AvailableNow takes what is there in several epochs, of which one is repeated") {
    withTopic { topic =>
      val (path, checkpoint) = (newPath(), newCheckpoint())
      val rows = rowsOf(0L until 300)
      for (run <- rows.grouped(150)) {
        topic.send(run)
        runToEnd(stream(topic).drop("offset"), path, checkpoint)
        assertEpochs(path, checkpoint)
        assert(lastPlanned(checkpoint) === lastCommit(checkpoint))
        forgetLastCommit(checkpoint)
      }
      assertRows(path, rows)
      assert(versions(path) >= 6)
    }
  }

  test("output mode update with mergeKeys: the table has the last value of each key") {
    withTopic { topic =>
      val (path, checkpoint) = (newPath(), newCheckpoint())
      val random = new Random(randomSeed())
      val rows = Seq.fill(300)((random.nextInt(60).toLong, KafkaTopic.vector(random.nextLong())))
      // A key has one partition, so the last of its rows has the highest offset.
      val last = stream(topic).groupBy("id").agg(max_by(col("v"), col("offset")).as("v"))
      for (sent <- 150 to 300 by 150) {
        topic.send(rows.slice(sent - 150, sent))
        runToEnd(last, path, checkpoint, "update", options = Seq("mergeKeys" -> "id"))
        assertRows(path, rows.take(sent).toMap.toSeq.sortBy(_._1))
        forgetLastCommit(checkpoint)
      }
      assert(versions(path) >= 6)
    }
  }
}

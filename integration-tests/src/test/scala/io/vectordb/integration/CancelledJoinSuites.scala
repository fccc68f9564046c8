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

import java.util.UUID
import java.util.concurrent.{ConcurrentHashMap, CountDownLatch, TimeUnit}

import scala.jdk.CollectionConverters._

import org.apache.spark.scheduler._
import org.scalatest.concurrent.Eventually.{eventually, interval, timeout}
import org.scalatest.time.{Millis, Minutes, Span}

/** A join that is cancelled leaves no task behind. */
abstract class CancelledJoin(override protected val plan: JoinPlan) extends JoinSuite {

  /** Far longer than a task may need to notice: a join of these rows takes most of a minute. */
  private val rows = 300000
  private val maxSeconds = 5

  private lazy val table: String = {
    val vectors = LongJoins.vectors(spark, rows, 32, 2).cache()
    vectors.count()
    named(vectors)
  }

  private val nearest =
    s"SELECT a.id, b.id FROM %1$$s a JOIN %1$$s b EXACT NEAREST 3 BY SIMILARITY dot_product(a.v, b.v)"

  private val threshold =
    s"SELECT a.id, b.id FROM %1$$s a JOIN %1$$s b ON dot_product(a.v, b.v) > 100"

  for ((name, query) <- Seq("nearest rows" -> nearest, "a threshold" -> threshold)) {
    test(s"a join by $name that is cancelled stops its tasks") {
      val nanos = cancel(query.format(table))
      info(s"the last task ended ${TimeUnit.NANOSECONDS.toMillis(nanos)} ms after the cancellation")
      assert(nanos < TimeUnit.SECONDS.toNanos(maxSeconds))
    }
  }

  /** @return the time between the cancellation and the end of the last task */
  private def cancel(query: String): Long = {
    val group = UUID.randomUUID().toString
    val tasks = new TasksOfGroup(group)
    val context = spark.sparkContext
    context.addSparkListener(tasks)
    val ended = new CountDownLatch(1)
    try {
      planned {
        val thread = new Thread(() => {
          context.setJobGroup(group, "a join to be cancelled")
          try {
            sql(query).write.format("noop").mode("overwrite").save()
          } catch {
            case _: Exception => ended.countDown()
          }
        })
        thread.start()
        awaitMultiplying()
        val cancelled = System.nanoTime()
        context.cancelJobGroup(group)
        assert(ended.await(1, TimeUnit.MINUTES), "the query has not failed")
        thread.join()
        eventually(timeout(Span(1, Minutes)), interval(Span(10, Millis))) {
          assert(tasks.running === 0)
        }
        tasks.lastEnd - cancelled
      }
    } finally {
      context.removeSparkListener(tasks)
    }
  }

  /** Waits until a task is where a join spends its time. */
  private def awaitMultiplying(): Unit =
    eventually(timeout(Span(2, Minutes)), interval(Span(10, Millis))) {
      val frames = Thread.getAllStackTraces.asScala.collect {
        case (thread, trace) if thread.getName.startsWith("Executor task launch worker") => trace
      }.flatten
      assert(frames.exists(frame => longRunning.exists(frame.getClassName.startsWith)))
    }

  private def longRunning: Seq[String] =
    if (plan == JoinPlan.Sparks)
      Seq("org.apache.spark.rdd.CartesianRDD", "org.apache.spark.sql.execution.joins.")
    else Seq("io.vectordb.kernels.pairs.")
}

/** The tasks of the jobs of a group: how many run, and when the last one ended. */
private final class TasksOfGroup(group: String) extends SparkListener {
  private val stages = ConcurrentHashMap.newKeySet[Int]()
  private val tasks = ConcurrentHashMap.newKeySet[Long]()
  @volatile private var end = 0L

  override def onJobStart(job: SparkListenerJobStart): Unit =
    if (job.properties.getProperty("spark.jobGroup.id") == group) {
      job.stageIds.foreach(stages.add(_))
    }

  override def onTaskStart(task: SparkListenerTaskStart): Unit =
    if (stages.contains(task.stageId)) {
      tasks.add(task.taskInfo.taskId)
    }

  override def onTaskEnd(task: SparkListenerTaskEnd): Unit =
    if (tasks.remove(task.taskInfo.taskId)) {
      end = System.nanoTime()
    }

  def running: Int = tasks.size

  def lastEnd: Long = end
}

class CancelledBroadcastRightJoinSuite extends CancelledJoin(JoinPlan.BroadcastRight)

class CancelledBroadcastLeftJoinSuite extends CancelledJoin(JoinPlan.BroadcastLeft)

class CancelledStationaryLeftJoinSuite extends CancelledJoin(JoinPlan.StationaryLeft)

class CancelledSparksJoinSuite extends CancelledJoin(JoinPlan.Sparks)

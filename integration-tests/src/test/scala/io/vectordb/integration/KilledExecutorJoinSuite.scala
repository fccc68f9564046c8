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

import java.nio.file.{FileAlreadyExistsException, Files, Path, Paths}
import java.util.Comparator

import org.apache.spark.TaskContext
import org.apache.spark.scheduler.{SparkListener, SparkListenerExecutorRemoved}
import org.apache.spark.sql.SparkSession
import org.scalatest.BeforeAndAfterAll
import org.scalatest.concurrent.Eventually.{eventually, timeout}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Minute, Span}

/** Ends the JVM of an executor in the middle of a task, once. */
private object Death {

  /** For the filter of a side: true, unless this is the row at which to die and nobody has. */
  def at(marker: String, fatal: Long): Long => Boolean = { id =>
    if (id == fatal && TaskContext.get() != null && isFirst(Paths.get(marker))) {
      Runtime.getRuntime.halt(9)
    }
    true
  }

  private def isFirst(marker: Path): Boolean =
    try {
      Files.createFile(marker)
      true
    } catch {
      case _: FileAlreadyExistsException => false
    }
}

/** Joins on executors in JVMs of their own, one of which is killed meanwhile. */
class KilledExecutorJoinSuite extends AnyFunSuite with BeforeAndAfterAll {
  private val rows = 900
  private val fatal = 600L
  private lazy val directory = Files.createTempDirectory(
    Files.createDirectories(Paths.get(System.getProperty("java.io.tmpdir"))),
    "killed"
  )
  private lazy val spark = start()
  private val deaths = new Deaths

  private def start(): SparkSession = {
    TestSession.stop()
    val session = SparkSession
      .builder()
      .master("local-cluster[2,1,1024]")
      .config("spark.ui.enabled", "false")
      .config("spark.sql.shuffle.partitions", "4")
      .config("spark.executor.memory", "1g")
      .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
      .config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
      .getOrCreate()
    session.sparkContext.addSparkListener(deaths)
    session
  }

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    LongJoins.vectors(spark, rows, 24, 6).write.parquet(directory.resolve("rows").toString)
    val table = directory.resolve("table").toString
    spark.read
      .parquet(directory.resolve("rows").toString)
      .write
      .format("vectordb")
      .option("rowsPerFile", "200")
      .save(table)
    spark.read.parquet(directory.resolve("rows").toString).createOrReplaceTempView("files")
    spark.read.format("vectordb").load(table).createOrReplaceTempView("features")
  }

  override protected def afterAll(): Unit =
    try {
      spark.stop()
      val paths = Files.walk(directory)
      try paths.sorted(Comparator.reverseOrder[Path]()).forEach(Files.delete(_))
      finally paths.close()
    } finally {
      super.afterAll()
    }

  /** The pairs of a join, and their scores. */
  private def run(plan: JoinPlan, left: String, right: String, join: String): Seq[String] = {
    spark.conf.set(plan.setting._1, plan.setting._2)
    spark
      .sql(s"SELECT a.id, b.id, dot_product(a.v, b.v) FROM $left a JOIN $right b $join")
      .collect()
      .map(_.toString)
      .toSeq
      .sorted
  }

  private def dying(view: String, marker: String): String = {
    spark.udf.register("survive", Death.at(directory.resolve(marker).toString, fatal))
    s"(SELECT * FROM $view WHERE survive(id))"
  }

  private val nearest = "EXACT NEAREST 3 BY DISTANCE dot_product(a.v, b.v)"
  private val threshold = "ON dot_product(a.v, b.v) > 1.5"

  for (
    (plan, isLeft, join) <- Seq(
      (JoinPlan.BroadcastRight, true, nearest),
      (JoinPlan.BroadcastLeft, false, nearest),
      (JoinPlan.StationaryLeft, true, threshold),
      (JoinPlan.StationaryLeft, false, nearest)
    )
  ) {
    val side = if (isLeft) "left" else "right"
    test(s"an executor is killed at the $side side, plan ${plan.name}") {
      val expected = run(plan, "features", "files", join)
      val before = deaths.count
      val marker = s"${plan.name}-$side"
      val (left, right) =
        if (isLeft) (dying("features", marker), "files")
        else ("features", dying("files", marker))
      assert(run(plan, left, right, join) === expected)
      assert(expected.nonEmpty)
      assert(Files.exists(directory.resolve(marker)))
      eventually(timeout(Span(1, Minute)))(assert(deaths.count > before))
    }
  }
}

private final class Deaths extends SparkListener {
  @volatile private var removed = 0

  override def onExecutorRemoved(executor: SparkListenerExecutorRemoved): Unit = removed += 1

  def count: Int = removed
}

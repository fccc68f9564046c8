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

import java.lang.management.ManagementFactory

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.execution.QueryExecution
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.util.QueryExecutionListener

/** Joins both sides in a JVM of its own, whose heap is small. */
object SmallHeapJoin extends AdaptiveSparkPlanHelper {
  val join: String = "EXACT NEAREST 5 BY SIMILARITY dot_product(a.v, b.v)"

  /** Writes the pairs of `left` and `right`, Parquet files, to `target`; prints its metrics. */
  def main(args: Array[String]): Unit = {
    val Array(plan, left, right, target) = args
    val spark = SparkSession
      .builder()
      .master("local[2]")
      .config("spark.ui.enabled", "false")
      .config("spark.vectordb.join.plan", plan)
      .getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.listenerManager.register(new QueryExecutionListener {
      override def onSuccess(function: String, query: QueryExecution, nanos: Long): Unit =
        for (operator <- collect(query.executedPlan) { case p if isOurs(p.getClass) => p }) {
          val values = operator.metrics.toSeq.sortBy(_._1).map { case (n, m) => s"$n=${m.value}" }
          println(s"metrics ${operator.nodeName} ${values.mkString(" ")}")
        }
      override def onFailure(function: String, query: QueryExecution, error: Exception): Unit = ()
    })
    spark.read.parquet(left).createOrReplaceTempView("l")
    spark.read.parquet(right).createOrReplaceTempView("r")
    spark
      .sql(s"SELECT a.id, b.id AS b_id, dot_product(a.v, b.v) AS score FROM l a JOIN r b $join")
      .write
      .parquet(target)
    spark.stop()
  }

  private def isOurs(operator: Class[_]): Boolean =
    operator.getName.startsWith("io.vectordb.spark.join.")

  /** @return what it has printed, line by line */
  def run(heapMiB: Int, arguments: String*): Seq[String] = {
    val flags =
      ManagementFactory.getRuntimeMXBean.getInputArguments.asScala.filterNot(_.startsWith("-Xmx"))
    val main = getClass.getName.stripSuffix("$")
    val command = Seq(s"${System.getProperty("java.home")}/bin/java") ++ flags ++
      Seq(s"-Xmx${heapMiB}m", main) ++ arguments
    val builder = new ProcessBuilder(command.asJava)
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"))
    builder.redirectError(ProcessBuilder.Redirect.INHERIT)
    val process = builder.start()
    try {
      val lines = process.inputReader().lines().toList.asScala.toSeq
      val exit = process.waitFor()
      require(exit == 0, s"exit code $exit")
      lines
    } finally {
      process.destroyForcibly()
    }
  }
}

/** Both sides of a join are larger than the memory that it gets. */
class SmallHeapJoinSuite extends JoinSuite {
  override protected def plan: JoinPlan = JoinPlan.Auto

  private val rows = Integer.getInteger("vectordb.join.rows", 8000).toInt
  private val dimension = 128
  private val sample = 10
  private val k = 5

  /** Of the heap above 300 MiB, Spark gives 60 percent to execution: of 1,154 MiB it is 512. */
  private val heapMiB = Integer.getInteger("vectordb.join.heap", 600).toInt

  private def files(name: String, partitions: Int): String = {
    val path = newPath() + name
    LongJoins
      .vectors(spark, rows, dimension, partitions)
      .selectExpr("id", "v", s"repeat(concat('$name ', id), 20) AS payload")
      .write
      .parquet(path)
    path
  }

  private lazy val left = files("left", 3)
  private lazy val right = files("right", 5)

  private lazy val expected: Seq[String] = {
    spark.read.parquet(left).where(s"id < $sample").createOrReplaceTempView("few")
    spark.read.parquet(right).createOrReplaceTempView("all_rows")
    unplanned {
      sql(
        s"SELECT a.id, b.id, dot_product(a.v, b.v) FROM few a JOIN all_rows b ${SmallHeapJoin.join}"
      ).collect().map(_.toString).toSeq.sorted
    }
  }

  for (plan <- Seq(JoinPlan.Auto, JoinPlan.StationaryLeft, JoinPlan.BroadcastLeft)) {
    test(s"$rows rows with themselves in $heapMiB MiB of heap, plan ${plan.name}") {
      val target = newPath()
      val printed = SmallHeapJoin.run(heapMiB, plan.name, left, right, target)
      val metrics = printed.filter(_.startsWith("metrics VectorJoin "))
      metrics.foreach(info(_))
      assert(metrics.nonEmpty)
      val found = spark.read.parquet(target)
      assert(found.count() === rows.toLong * k)
      val few = found.where(s"id < $sample").collect().map(_.toString).toSeq.sorted
      assert(few === expected)
    }
  }
}

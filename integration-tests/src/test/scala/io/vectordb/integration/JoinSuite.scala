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

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper

/** Where the rows of a side of a join come from. */
sealed trait Side

object Side {
  final case class Vectordb(layout: Layout = Layout.oneFile) extends Side

  /** Files of another format, which Spark reads in batches of columns if their types let it. */
  case object Parquet extends Side

  case object Cached extends Side

  /** Rows that the driver holds. */
  case object Local extends Side

  /** Rows in three partitions, one by one. */
  case object Rows extends Side
}

/** A suite of joins that are all carried out in one way. */
trait JoinSuite extends SearchTables with AdaptiveSparkPlanHelper {
  protected def plan: JoinPlan

  /** Further settings of the session. */
  protected def settings: Seq[(String, String)] = Nil

  /** Spark does not say which of several rows of equal scores it takes. */
  protected final def ordersTies: Boolean = plan != JoinPlan.Sparks

  /** The name of a new view of these vectors. */
  protected def side(items: Seq[Item], kind: VectorKind, from: Side): String =
    from match {
      case Side.Vectordb(layout) => view(write(items, kind, layout), layout.readOptions: _*)
      case _                     => side(frame(items, kind), from)
    }

  /** The name of a new view of the rows of `local`, which the driver holds. */
  protected def side(local: DataFrame, from: Side): String =
    from match {
      case Side.Vectordb(layout) =>
        val path = newPath()
        val options =
          Seq("vectorColumn" -> "v") ++ layout.rowsPerFile.map("rowsPerFile" -> _.toString)
        append(local.repartition(layout.tasks), path, options: _*)
        view(path)
      case Side.Parquet =>
        val path = newPath()
        local.repartition(2).write.parquet(path)
        named(spark.read.parquet(path))
      case Side.Cached =>
        val cached = local.repartition(2).cache()
        cached.count()
        named(cached)
      case Side.Rows =>
        val rows = spark.sparkContext.parallelize(local.collectAsList().asScala.toSeq, 3)
        named(spark.createDataFrame(rows, local.schema))
      case Side.Local => named(local)
    }

  protected def named(data: DataFrame): String = {
    val name = newName("side")
    data.createOrReplaceTempView(name)
    name
  }

  /** What `body` gives while joins are carried out in the way of this suite. */
  protected def planned[T](body: => T): T =
    withConf(plan.setting +: settings: _*)(body)

  /** What `body` gives while Spark carries out joins by itself. */
  protected def unplanned[T](body: => T): T =
    withConf(JoinPlan.Sparks.setting +: settings: _*)(body)

  /** Our operators in the plan that has been carried out. */
  protected def operators(data: DataFrame): Seq[SparkPlan] =
    collectWithSubqueries(data.queryExecution.executedPlan) {
      case operator if operator.getClass.getName.startsWith("io.vectordb.spark.join.") => operator
    }

  /** The operator has carried out the join, if this suite is one of its plans. */
  protected def assertOperator(data: DataFrame): Unit =
    if (plan != JoinPlan.Sparks) {
      assert(operators(data).nonEmpty, data.queryExecution.executedPlan)
    }

  override protected def afterAll(): Unit =
    try {
      spark.catalog.clearCache()
    } finally {
      super.afterAll()
    }
}

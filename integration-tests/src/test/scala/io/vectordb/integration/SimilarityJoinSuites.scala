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

import io.vectordb.integration.Side.Vectordb
import io.vectordb.table.filter.Measure
import org.apache.spark.sql.{Column, DataFrame}
import org.apache.spark.sql.functions.{call_function, col, expr}

/** Settings under which a join has to give the same. */
object JoinSettings {
  val withoutAqe: (String, String) = "spark.sql.adaptive.enabled" -> "false"

  val withoutCodegen: Seq[(String, String)] =
    Seq("spark.sql.codegen.wholeStage" -> "false", "spark.sql.codegen.factoryMode" -> "NO_CODEGEN")

  /** A task holds as few rows of the left side as it can, and reads the right side again for others. */
  val littleMemory: (String, String) = "spark.vectordb.join.taskMemory" -> "1"

  /** Files and cached rows come row by row. */
  val rowByRow: Seq[(String, String)] = Seq(
    "spark.sql.parquet.enableVectorizedReader" -> "false",
    "spark.sql.inMemoryColumnarStorage.enableVectorizedReader" -> "false"
  )
}

import JoinSettings._

/** Joins in SQL. */
abstract class SqlJoin(
    override protected val plan: JoinPlan,
    override protected val leftKind: VectorKind,
    override protected val leftSide: Side,
    override protected val rightKind: VectorKind,
    override protected val rightSide: Side,
    override protected val settings: Seq[(String, String)] = Nil
) extends ExactJoinContract {

  /** The name of the function. */
  protected def function(measure: Measure): String = measure.label()

  /** The right side may come first. */
  private def score(measure: Measure, isFlipped: Boolean): String =
    if (isFlipped) s"${function(measure)}(b.v, a.v)" else s"${function(measure)}(a.v, b.v)"

  override protected def plainScore(left: String, right: String): String =
    s"${function(Measure.DOT_PRODUCT)}($left, $right)"

  override protected def nearest(left: String, right: String, query: Nearest): DataFrame = {
    val s = score(query.measure, query.k % 2 == 0)
    sql(s"""SELECT a.id AS a_id, b.id AS b_id, $s
       |FROM $left a ${query.kind.sql} $right b
       |${query.mode} NEAREST ${query.k} BY ${query.direction} $s""".stripMargin)
  }

  override protected def threshold(
      left: String,
      right: String,
      measure: Measure,
      kind: JoinKind,
      condition: Condition,
      and: Option[String]
  ): DataFrame = {
    val s = score(measure, kind == JoinKind.LeftOuter)
    val columns = if (kind.hasRight) s"a.id AS a_id, b.id AS b_id, $s" else "a.id AS a_id"
    val on = (condition.sql(s) +: and.toSeq).mkString(" AND ")
    sql(s"SELECT $columns FROM $left a ${kind.sql} $right b ON $on")
  }
}

/** Spark's own plan: it has to pass what is asked of ours, but for the order of equal scores. */
class SparksJoinSuite
    extends SqlJoin(
      JoinPlan.Sparks,
      VectorKind.FloatArray,
      Vectordb(Layout.oneFile),
      VectorKind.DoubleArray,
      Side.Parquet
    )

class BroadcastRightJoinSuite
    extends SqlJoin(
      JoinPlan.BroadcastRight,
      VectorKind.FloatArray,
      Vectordb(Layout.manyFiles),
      VectorKind.FloatArray,
      Vectordb(Layout.oneFile),
      Seq(littleMemory)
    )

class BroadcastRightRowsJoinSuite
    extends SqlJoin(
      JoinPlan.BroadcastRight,
      VectorKind.FloatArray,
      Side.Local,
      VectorKind.DoubleArray,
      Side.Parquet,
      withoutAqe +: (withoutCodegen ++ rowByRow)
    )

class BroadcastLeftJoinSuite
    extends SqlJoin(
      JoinPlan.BroadcastLeft,
      VectorKind.FloatArray,
      Side.Parquet,
      VectorKind.Packed,
      Vectordb(Layout.partitions)
    )

class BroadcastLeftMlVectorJoinSuite
    extends SqlJoin(
      JoinPlan.BroadcastLeft,
      VectorKind.DoubleArray,
      Side.Cached,
      VectorKind.MlVector,
      Side.Rows,
      withoutAqe +: withoutCodegen
    )

class StationaryLeftJoinSuite
    extends SqlJoin(
      JoinPlan.StationaryLeft,
      VectorKind.FloatArray,
      Vectordb(Layout.manyFiles.withDeletions),
      VectorKind.FloatArray,
      Side.Parquet,
      Seq(littleMemory)
    )

class StationaryLeftPackedJoinSuite
    extends SqlJoin(
      JoinPlan.StationaryLeft,
      VectorKind.Packed,
      Side.Rows,
      VectorKind.FloatArray,
      Side.Cached,
      Seq(withoutAqe)
    )

class StationaryLeftTablesJoinSuite
    extends SqlJoin(
      JoinPlan.StationaryLeft,
      VectorKind.MlVector,
      Vectordb(Layout.partitions),
      VectorKind.DoubleArray,
      Vectordb(Layout.manyFiles.coded("int8").withDeletions),
      rowByRow
    )

/** The functions of a catalog. */
class CatalogFunctionJoinSuite
    extends SqlJoin(
      JoinPlan.Auto,
      VectorKind.DoubleArray,
      Side.Parquet,
      VectorKind.Packed,
      Side.Cached,
      rowByRow
    ) {
  override protected def function(measure: Measure): String = s"vec.${measure.label()}"
}

/** Spark's own functions: the canonical score rounded once to FLOAT, if our operator does it. */
abstract class BuiltinJoin(
    plan: JoinPlan,
    leftSide: Side,
    rightSide: Side,
    settings: Seq[(String, String)] = Nil
) extends SqlJoin(
      plan,
      VectorKind.FloatArray,
      leftSide,
      VectorKind.FloatArray,
      rightSide,
      settings
    ) {
  override protected def function(measure: Measure): String =
    measure match {
      case Measure.DOT_PRODUCT        => "vector_inner_product"
      case Measure.EUCLIDEAN_DISTANCE => "vector_l2_distance"
      case Measure.COSINE_SIMILARITY  => "vector_cosine_similarity"
      case other                      => throw new IllegalArgumentException(other.toString)
    }

  override protected def rounded(score: Double): Double = score.toFloat.toDouble

  override protected def isCanonicalEverywhere: Boolean = false

  override protected def isApproximate: Boolean = plan == JoinPlan.Sparks
}

class SparksBuiltinJoinSuite extends BuiltinJoin(JoinPlan.Sparks, Side.Local, Side.Cached)

class BroadcastRightBuiltinJoinSuite
    extends BuiltinJoin(JoinPlan.BroadcastRight, Side.Parquet, Side.Local)

class BroadcastLeftBuiltinJoinSuite
    extends BuiltinJoin(JoinPlan.BroadcastLeft, Side.Local, Side.Parquet, withoutCodegen)

class StationaryLeftBuiltinJoinSuite
    extends BuiltinJoin(JoinPlan.StationaryLeft, Side.Cached, Vectordb(), Seq(withoutAqe))

/** Joins with DataFrames. */
abstract class DataFrameJoin(
    override protected val plan: JoinPlan,
    override protected val leftKind: VectorKind,
    override protected val leftSide: Side,
    override protected val rightKind: VectorKind,
    override protected val rightSide: Side
) extends ExactJoinContract {
  private def sides(left: String, right: String): (DataFrame, DataFrame) =
    (spark.table(left).as("a"), spark.table(right).as("b"))

  private def score(measure: Measure): Column =
    call_function(measure.label(), col("a.v"), col("b.v"))

  override protected def plainScore(left: String, right: String): String =
    s"dot_product($left, $right)"

  override protected def nearest(left: String, right: String, query: Nearest): DataFrame = {
    val (a, b) = sides(left, right)
    val s = score(query.measure)
    a.nearestByJoin(
      b,
      s,
      query.k,
      query.mode.toLowerCase,
      query.direction.toLowerCase,
      if (query.isOuter) "leftouter" else "inner"
    ).select(col("a.id").as("a_id"), col("b.id").as("b_id"), s)
  }

  override protected def threshold(
      left: String,
      right: String,
      measure: Measure,
      kind: JoinKind,
      condition: Condition,
      and: Option[String]
  ): DataFrame = {
    val (a, b) = sides(left, right)
    val s = score(measure)
    val on = and.foldLeft(condition.column(s))((all, next) => all && expr(next))
    val joined = a.join(b, on, kind.dataFrame)
    if (kind.hasRight) joined.select(col("a.id").as("a_id"), col("b.id").as("b_id"), s)
    else joined.select(col("a.id").as("a_id"))
  }
}

class DataFrameJoinSuite
    extends DataFrameJoin(
      JoinPlan.Auto,
      VectorKind.FloatArray,
      Vectordb(Layout.partitions.coded("pca-int8")),
      VectorKind.MlVector,
      Side.Parquet
    )

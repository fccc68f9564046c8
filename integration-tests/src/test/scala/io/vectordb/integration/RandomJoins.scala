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

import scala.util.Random

/** A function that scores two vectors, and how its scores compare with those of Spark's plan. */
sealed abstract class JoinFunction(val name: String, val isBuiltin: Boolean, val isExact: Boolean)

object JoinFunction {

  /** Ours give the same bits wherever they are evaluated. */
  private final class Ours(name: String) extends JoinFunction(name, false, true)

  /** Of whole numbers that are small, sums of floats are exact; a quotient of them is not. */
  private final class Builtin(name: String, isExact: Boolean)
      extends JoinFunction(name, true, isExact)

  val all: Seq[JoinFunction] = Seq(
    new Ours("dot_product"),
    new Ours("euclidean_distance"),
    new Ours("cosine_similarity"),
    new Ours("vec.dot_product"),
    new Ours("vec.euclidean_distance"),
    new Builtin("vector_inner_product", true),
    new Builtin("vector_l2_distance", true),
    new Builtin("vector_cosine_similarity", false)
  )
}

/**
 * A table that random joins use.
 *
 * @param isGrid
 *   whether the vectors are arrays of floats that are small whole numbers
 * @param isFinite
 *   whether no element is infinite or NaN
 */
final case class RandomSide(
    name: String,
    dimension: Int,
    rows: Int,
    isGrid: Boolean,
    isFinite: Boolean
)

/** A random join. Its query has a_id and, if the join gives it, b_id and the score. */
final case class RandomJoin(
    query: String,
    function: JoinFunction,
    isNearest: Boolean,
    hasRight: Boolean,
    settings: Seq[(String, String)]
)

/** Makes joins of `sides`. Columns besides the vector v: id, part, n (may be NULL) and s. */
final class RandomJoins(random: Random, sides: Seq[RandomSide]) {
  private def pick[T](values: Seq[T]): T = values(random.nextInt(values.size))

  private def chance(percent: Int): Boolean = random.nextInt(100) < percent

  def next(): RandomJoin = {
    val function = pick(JoinFunction.all)
    // Spark's cosine of a zero vector and one that is not finite is NaN; ours is NULL.
    val usable =
      if (!function.isBuiltin) sides
      else sides.filter(side => side.isGrid && (function.isExact || side.isFinite))
    val left = pick(usable)
    // Now and then a table is joined with itself.
    val partners = usable.filter(_.dimension == left.dimension)
    val right = if (chance(20)) left else pick(partners)
    val isFlipped = chance(30)
    val score =
      if (isFlipped) s"${function.name}(b.v, a.v)" else s"${function.name}(a.v, b.v)"
    val isNearest = chance(50)
    val settings = Seq(
      JoinPlan.ours(random.nextInt(JoinPlan.ours.size)).setting,
      "spark.sql.adaptive.enabled" -> random.nextBoolean().toString
    ) ++ (if (chance(70)) JoinSettings.withoutCodegen else Nil) ++
      (if (chance(30)) JoinSettings.rowByRow else Nil) ++
      Option.when(chance(30))(JoinSettings.littleMemory)
    if (isNearest) nearest(function, left, right, score, settings)
    else threshold(function, left, right, score, settings)
  }

  private def nearest(
      function: JoinFunction,
      left: RandomSide,
      right: RandomSide,
      score: String,
      settings: Seq[(String, String)]
  ): RandomJoin = {
    val kind = pick(Seq("JOIN", "INNER JOIN", "LEFT JOIN", "LEFT OUTER JOIN"))
    val k = pick(Seq(1, 1, 2, 3, 5, 10, 20, 100, 1000))
    val direction = pick(Seq("SIMILARITY", "DISTANCE"))
    val mode = pick(Seq("EXACT", "APPROX"))
    // Above the join only on the left side: a right row of an equal score may stand for another.
    val where = if (chance(25)) s" WHERE ${onSide("a")}" else ""
    RandomJoin(
      s"""SELECT a.id AS a_id, b.id AS b_id, $score AS s${others()}
         |FROM ${below(left, "a")} $kind ${below(right, "b")}
         |$mode NEAREST $k BY $direction $score$where""".stripMargin,
      function,
      isNearest = true,
      hasRight = true,
      settings
    )
  }

  private def threshold(
      function: JoinFunction,
      left: RandomSide,
      right: RandomSide,
      score: String,
      settings: Seq[(String, String)]
  ): RandomJoin = {
    val kind = pick(JoinKind.all)
    val conditions = Seq(onScore(function, left.dimension, score)) ++
      Option.when(chance(30))(
        pick(Seq("a.id < b.id", "a.id <> b.id", "a.id > b.id", "a.n + b.n < 4", "a.s <> b.s"))
      ) ++
      Option.when(chance(35))(
        pick(Seq("a.part = b.part", "a.n = b.n", "a.s <=> b.s", "a.id % 4 = b.part", "a.id = b.id"))
      ) ++
      Option.when(chance(15))(onSide("a")) ++
      Option.when(chance(15))(onSide("b"))
    val where =
      if (chance(20)) s" WHERE ${onSide(if (kind.hasRight) pick(Seq("a", "b")) else "a")}" else ""
    val columns =
      if (kind.hasRight) s"a.id AS a_id, b.id AS b_id, $score AS s${others()}" else "a.id AS a_id"
    RandomJoin(
      s"""SELECT $columns
         |FROM ${below(left, "a")} ${kind.sql} ${below(right, "b")}
         |ON ${random.shuffle(conditions).mkString(" AND ")}$where""".stripMargin,
      function,
      isNearest = false,
      hasRight = kind.hasRight,
      settings
    )
  }

  private def others(): String =
    if (chance(70)) ""
    else pick(Seq(", a.s, b.s AS bs", ", a.v AS av", ", b.v AS bv", ", a.n, a.part"))

  private def below(side: RandomSide, alias: String): String =
    if (chance(75)) s"${side.name} $alias"
    else s"(SELECT * FROM ${side.name} WHERE ${onSide(side.name)}) $alias"

  private def onSide(alias: String): String =
    pick(
      Seq(
        s"$alias.n > 1",
        s"$alias.n IS NULL",
        s"$alias.part <> 0",
        s"$alias.s IN ('b', 'c', '')",
        s"$alias.id % 3 = 1",
        s"($alias.n = 2 OR $alias.part = 1)",
        s"$alias.id < 0"
      )
    )

  /** Of a cosine by Spark's own function a threshold lies where none can be. */
  private def onScore(function: JoinFunction, dimension: Int, score: String): String = {
    val isCosine = function.name.contains("cosine")
    val isDistance = function.name.contains("distance")
    def threshold(): String = {
      val value =
        if (isCosine) random.nextInt(19) / 10.0 - 0.9 + 0.0123457
        else if (isDistance) math.sqrt(dimension.toDouble) * (0.5 + random.nextInt(6) / 2.0)
        else (random.nextInt(13) - 6).toDouble * math.sqrt(dimension.toDouble).round / 2
      pick(Seq(s"${value}D", s"CAST($value AS FLOAT)", s"CAST('$value' AS DECIMAL(10, 4))"))
    }
    random.nextInt(10) match {
      case 0 => s"$score BETWEEN ${threshold()} AND ${threshold()}"
      case 1 => s"($score >= ${threshold()} AND $score < ${threshold()})"
      case 2 => s"NOT ($score < ${threshold()})"
      case 3 => s"${threshold()} < $score"
      case 4 => s"(${threshold()} > $score OR $score > ${threshold()})"
      case 5 => s"$score <= CAST('${pick(Seq("NaN", "Infinity", "-Infinity"))}' AS DOUBLE)"
      case _ => s"$score ${pick(Seq("<", "<=", ">=", ">"))} ${threshold()}"
    }
  }
}

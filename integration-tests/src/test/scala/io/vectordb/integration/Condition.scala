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

import org.apache.spark.sql.Column
import org.apache.spark.sql.functions.{lit, not}

/** A condition on a score, in every notation that a search understands, and what it means. */
sealed trait Condition {

  /** True, false or, for NULL, nothing. */
  def holds(score: Option[Double]): Option[Boolean]

  def sql(score: String): String

  def column(score: Column): Column
}

object Condition {
  val operators: Seq[String] = Seq("<", "<=", "=", "<>", ">=", ">")

  /** `score operator literal`, or the literal first if `flipped`. */
  case class Compare(operator: String, literal: Double, flipped: Boolean = false)
      extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] =
      score.map { s =>
        val order =
          if (flipped) BruteForce.compare(literal, s) else BruteForce.compare(s, literal)
        operator match {
          case "<"  => order < 0
          case "<=" => order <= 0
          case "="  => order == 0
          case "<>" => order != 0
          case ">=" => order >= 0
          case ">"  => order > 0
        }
      }

    override def sql(score: String): String =
      if (flipped) s"${sqlDouble(literal)} $operator $score"
      else s"$score $operator ${sqlDouble(literal)}"

    override def column(score: Column): Column = {
      val (left, right) = if (flipped) (lit(literal), score) else (score, lit(literal))
      operator match {
        case "<"  => left < right
        case "<=" => left <= right
        case "="  => left === right
        case "<>" => left =!= right
        case ">=" => left >= right
        case ">"  => left > right
      }
    }
  }

  case class Between(low: Double, high: Double) extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] =
      And(Compare(">=", low), Compare("<=", high)).holds(score)

    override def sql(score: String): String =
      s"$score BETWEEN ${sqlDouble(low)} AND ${sqlDouble(high)}"

    override def column(score: Column): Column = score.between(low, high)
  }

  case class In(values: Seq[Double]) extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] =
      score.map(s => values.exists(BruteForce.compare(s, _) == 0))

    override def sql(score: String): String =
      values.map(sqlDouble).mkString(s"$score IN (", ", ", ")")

    override def column(score: Column): Column = score.isin(values: _*)
  }

  case class NullSafeEqual(literal: Double) extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] =
      Some(score.exists(BruteForce.compare(_, literal) == 0))

    override def sql(score: String): String = s"$score <=> ${sqlDouble(literal)}"

    override def column(score: Column): Column = score <=> literal
  }

  case object IsNull extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] = Some(score.isEmpty)

    override def sql(score: String): String = s"$score IS NULL"

    override def column(score: Column): Column = score.isNull
  }

  case class Not(condition: Condition) extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] = condition.holds(score).map(!_)

    override def sql(score: String): String = s"NOT (${condition.sql(score)})"

    override def column(score: Column): Column = not(condition.column(score))
  }

  case class And(left: Condition, right: Condition) extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] =
      Logic.and(left.holds(score), right.holds(score))

    override def sql(score: String): String = s"(${left.sql(score)} AND ${right.sql(score)})"

    override def column(score: Column): Column = left.column(score) && right.column(score)
  }

  case class Or(left: Condition, right: Condition) extends Condition {
    override def holds(score: Option[Double]): Option[Boolean] =
      Logic.or(left.holds(score), right.holds(score))

    override def sql(score: String): String = s"(${left.sql(score)} OR ${right.sql(score)})"

    override def column(score: Column): Column = left.column(score) || right.column(score)
  }

  def sqlDouble(value: Double): String =
    if (value.isNaN || value.isInfinite) s"CAST('$value' AS DOUBLE)" else s"${value}D"
}

/** SQL's logic; nothing stands for NULL. */
object Logic {
  def and(left: Option[Boolean], right: Option[Boolean]): Option[Boolean] =
    if (left.contains(false) || right.contains(false)) Some(false)
    else for (l <- left; r <- right) yield l && r

  def or(left: Option[Boolean], right: Option[Boolean]): Option[Boolean] =
    and(left.map(!_), right.map(!_)).map(!_)
}

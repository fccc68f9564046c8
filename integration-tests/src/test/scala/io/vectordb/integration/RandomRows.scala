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

import java.math.BigDecimal
import java.nio.charset.StandardCharsets.UTF_8
import java.time.{Instant, LocalDate}
import java.util.Arrays

import scala.util.Random

import org.apache.spark.sql.Row
import org.apache.spark.sql.types._

/** A row of scalars of several types, each of which may be NULL (null), and a vector. */
final case class RandomRow(id: Long, scalars: Map[String, Any], vector: Option[Seq[Option[Double]]])

/** Makes rows, and predicates on them together with what the predicates mean. */
final class RandomRows(random: Random) {
  import RandomRows._

  def row(id: Long, vector: Option[Seq[Option[Double]]]): RandomRow =
    RandomRow(
      id,
      columns.map(c => c.name -> (if (random.nextInt(8) == 0) null else c.value(random))).toMap,
      vector
    )

  /** A predicate on scalars, or on the score, or a combination of such. */
  def predicate(score: () => Condition, depth: Int): RandomPredicate =
    random.nextInt(if (depth == 0) 6 else 10) match {
      case 6           => Both(predicate(score, depth - 1), predicate(score, depth - 1))
      case 7 | 8       => Either(predicate(score, depth - 1), predicate(score, depth - 1))
      case 9           => Negated(predicate(score, depth - 1))
      case n if n >= 4 => OnScore(score())
      case _           => onScalar()
    }

  def onScalar(): RandomPredicate = {
    val column = columns(random.nextInt(columns.size))
    def literal() = column.value(random)
    random.nextInt(6) match {
      case 0 => OnScalar(s"${column.name} IS NULL", row => Some(row.scalars(column.name) == null))
      case 1 => nullSafe(column)
      case 2 =>
        val values = Seq.fill(1 + random.nextInt(4))(literal())
        val text = values.map(column.literal).mkString(s"${column.name} IN (", ", ", ")")
        OnScalar(text, on(column, value => values.exists(column.compare(value, _) == 0)))
      case 3 if column.name == "s" => like(column)
      case 3 if column.name == "b" => OnScalar("b", on(column, _ == true))
      case _                       =>
        val value = literal()
        val operator = Condition.operators(random.nextInt(Condition.operators.size))
        val isFlipped = random.nextBoolean()
        val text =
          if (isFlipped) s"${column.literal(value)} $operator ${column.name}"
          else s"${column.name} $operator ${column.literal(value)}"
        OnScalar(
          text,
          on(
            column,
            v => {
              val order = if (isFlipped) column.compare(value, v) else column.compare(v, value)
              Condition.Compare(operator, 0).holds(Some(order.toDouble)).get
            }
          )
        )
    }
  }

  private def nullSafe(column: ScalarColumn): RandomPredicate =
    if (random.nextInt(3) == 0)
      OnScalar(s"${column.name} <=> NULL", row => Some(row.scalars(column.name) == null))
    else {
      val literal = column.value(random)
      OnScalar(
        s"${column.name} <=> ${column.literal(literal)}",
        row => {
          val value = row.scalars(column.name)
          Some(value != null && column.compare(value, literal) == 0)
        }
      )
    }

  private def like(column: ScalarColumn): RandomPredicate = {
    val part = column.value(random).asInstanceOf[String].replaceAll("[%_'\\\\]", "")
    val (pattern, holds) = random.nextInt(3) match {
      case 0 => (s"$part%", (s: String) => s.startsWith(part))
      case 1 => (s"%$part", (s: String) => s.endsWith(part))
      case _ => (s"%$part%", (s: String) => s.contains(part))
    }
    OnScalar(s"s LIKE '$pattern'", on(column, v => holds(v.asInstanceOf[String])))
  }

  private def on(column: ScalarColumn, holds: Any => Boolean): RandomRow => Option[Boolean] =
    row => Option(row.scalars(column.name)).map(holds)
}

object RandomRows {

  /** A type: its values, how SQL writes them and how it orders them. */
  final case class ScalarColumn(
      name: String,
      dataType: DataType,
      value: Random => Any,
      literal: Any => String,
      compare: (Any, Any) => Int
  )

  private val strings =
    Seq(
      "",
      "a",
      "ab",
      "abc",
      "abd",
      "b",
      "B",
      "ä",
      "äb",
      "zz",
      "z\uD83D\uDE00",
      "\uFFFDx",
      "it''s".replace("''", "'"),
      "a/b=c d"
    )

  private val extremes = Seq(Int.MinValue, Int.MaxValue)

  val columns: Seq[ScalarColumn] = Seq(
    ScalarColumn(
      "i",
      IntegerType,
      r => if (r.nextInt(12) == 0) extremes(r.nextInt(2)) else r.nextInt(9) - 4,
      v => if (v == Int.MinValue) "CAST('-2147483648' AS INT)" else v.toString,
      (a, b) => a.asInstanceOf[Int].compare(b.asInstanceOf[Int])
    ),
    ScalarColumn(
      "s",
      StringType,
      r => strings(r.nextInt(strings.size)),
      v => s"'${v.toString.replace("'", "\\'")}'",
      (a, b) => Arrays.compareUnsigned(a.toString.getBytes(UTF_8), b.toString.getBytes(UTF_8))
    ),
    ScalarColumn(
      "d",
      DateType,
      r => LocalDate.of(2024, 2, 26).plusDays(r.nextInt(6).toLong),
      v => s"DATE'$v'",
      (a, b) => a.asInstanceOf[LocalDate].compareTo(b.asInstanceOf[LocalDate])
    ),
    ScalarColumn(
      "n",
      DecimalType(12, 3),
      r => BigDecimal.valueOf(r.nextInt(9) * 125L - 500, 3),
      v => s"${v.asInstanceOf[BigDecimal].toPlainString}BD",
      (a, b) => a.asInstanceOf[BigDecimal].compareTo(b.asInstanceOf[BigDecimal])
    ),
    ScalarColumn(
      "b",
      BooleanType,
      r => r.nextBoolean(),
      v => v.toString,
      (a, b) => a.asInstanceOf[Boolean].compare(b.asInstanceOf[Boolean])
    ),
    ScalarColumn(
      "t",
      TimestampType,
      r => Instant.parse("1969-12-31T23:59:59.999998Z").plusNanos(r.nextInt(6) * 1000L),
      v => s"TIMESTAMP'$v'",
      (a, b) => a.asInstanceOf[Instant].compareTo(b.asInstanceOf[Instant])
    )
  )

  def schema(kind: VectorKind): StructType =
    columns
      .foldLeft(new StructType().add("id", LongType))((s, c) => s.add(c.name, c.dataType))
      .add("v", kind.dataType)

  def external(row: RandomRow, kind: VectorKind): Row =
    Row.fromSeq(
      Seq(row.id) ++ columns.map(c => row.scalars(c.name)) :+
        row.vector.map(kind.external(_, row.id)).orNull
    )
}

/** A predicate as text, and whether it holds; nothing stands for NULL. */
sealed trait RandomPredicate {
  def sql(score: String): String

  def holds(row: RandomRow, score: Option[Double]): Option[Boolean]
}

final case class OnScore(condition: Condition) extends RandomPredicate {
  override def sql(score: String): String = condition.sql(score)

  override def holds(row: RandomRow, score: Option[Double]): Option[Boolean] =
    condition.holds(score)
}

final case class OnScalar(text: String, meaning: RandomRow => Option[Boolean])
    extends RandomPredicate {
  override def sql(score: String): String = text

  override def holds(row: RandomRow, score: Option[Double]): Option[Boolean] = meaning(row)
}

final case class Both(left: RandomPredicate, right: RandomPredicate) extends RandomPredicate {
  override def sql(score: String): String = s"(${left.sql(score)} AND ${right.sql(score)})"

  override def holds(row: RandomRow, score: Option[Double]): Option[Boolean] =
    Logic.and(left.holds(row, score), right.holds(row, score))
}

final case class Either(left: RandomPredicate, right: RandomPredicate) extends RandomPredicate {
  override def sql(score: String): String = s"(${left.sql(score)} OR ${right.sql(score)})"

  override def holds(row: RandomRow, score: Option[Double]): Option[Boolean] =
    Logic.or(left.holds(row, score), right.holds(row, score))
}

final case class Negated(predicate: RandomPredicate) extends RandomPredicate {
  override def sql(score: String): String = s"NOT (${predicate.sql(score)})"

  override def holds(row: RandomRow, score: Option[Double]): Option[Boolean] =
    predicate.holds(row, score).map(!_)
}

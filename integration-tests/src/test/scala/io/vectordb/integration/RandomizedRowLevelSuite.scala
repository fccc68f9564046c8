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

import io.vectordb.table.file.Encoding
import io.vectordb.table.rewrite.Optimization
import org.apache.spark.sql.Row

/** Random statements that change a table, each tried on a plain collection of rows too. */
class RandomizedRowLevelSuite extends RowLevelTables {
  import RandomizedRowLevelSuite._

  private val statements = Integer.getInteger("vectordb.statements", 30).intValue

  for (partitioned <- Seq(false, true)) {
    test(s"random statements, ${if (partitioned) "partitioned" else "unpartitioned"}") {
      val random = new Random(randomSeed())
      withTable(partitioned) { t =>
        var rows = Seq.tabulate(60)(id => random.item(id.toLong))
        insertItems(t, rows)
        for (_ <- 0 until statements) {
          val (statement, changed) = random.nextInt(10) match {
            case 0 | 1 | 2 => delete(t, rows, random)
            case 3 | 4 | 5 => update(t, rows, random)
            case 6 | 7     => merge(t, rows, random)
            case 8         =>
              val more = Seq.fill(10)(random.item(random.nextInt(200).toLong))
              (insertion(t, more), rows ++ more)
            case _ =>
              Optimization.of(stored(t)).run(Encoding.values()(random.nextInt(4)))
              ("SELECT 1", rows)
          }
          withClue(s"$statement\n") {
            sql(statement)
            rows = changed
            assertRows(t, rows.map(_.row))
          }
        }
      }
    }
  }

  private def insertItems(t: String, rows: Seq[Stored]): Unit =
    rows.grouped(25).foreach(some => sql(insertion(t, some)))

  private def insertion(t: String, rows: Seq[Stored]) =
    s"INSERT INTO $t SELECT * FROM VALUES ${rows.map(_.sql).mkString(", ")}"

  private def delete(t: String, rows: Seq[Stored], random: Random) = {
    val where = random.condition()
    (s"DELETE FROM $t WHERE ${where.sql}", rows.filterNot(where.holds(_).contains(true)))
  }

  private def update(t: String, rows: Seq[Stored], random: Random) = {
    val where = random.condition()
    val x = random.nextInt(9)
    val (set, change) = random.nextInt(4) match {
      case 0 =>
        (
          s"name = 'u$x', part = $x % 3",
          (r: Stored) => r.copy(name = Some(s"u$x"), part = Some(x % 3))
        )
      case 1 => (s"v = array(${x}F, 2F)", (r: Stored) => r.copy(v = Some((x.toFloat, 2f))))
      case 2 => ("v = NULL, name = NULL", (r: Stored) => r.copy(v = None, name = None))
      case _ => ("part = part + 1", (r: Stored) => r.copy(part = r.part.map(_ + 1)))
    }
    val changed = rows.map(row => if (where.holds(row).contains(true)) change(row) else row)
    (s"UPDATE $t SET $set WHERE ${where.sql}", changed)
  }

  private def merge(t: String, rows: Seq[Stored], random: Random) = {
    val source = Seq.fill(15)(random.nextInt(250).toLong).distinct
    val matched = random.condition()
    val unmatched = random.condition()
    val bySource = random.nextBoolean()
    val known = rows.map(_.id).toSet
    val kept = rows.flatMap { row =>
      if (source.contains(row.id)) {
        if (matched.holds(row).contains(true)) None else Some(row.copy(name = Some("m")))
      } else if (bySource && unmatched.holds(row).contains(true)) {
        Some(row.copy(part = Some(7)))
      } else {
        Some(row)
      }
    }
    val added = source.filterNot(known).filter(_ % 2 == 0)
    val byItself =
      if (bySource) s"WHEN NOT MATCHED BY SOURCE AND ${unmatched.sql} THEN UPDATE SET part = 7"
      else ""
    val statement =
      s"""MERGE INTO $t t USING (SELECT col1 AS sid FROM VALUES ${source.mkString(
          "(",
          "L), (",
          "L)"
        )}) s
         |ON t.id = s.sid
         |WHEN MATCHED AND ${matched.sql} THEN DELETE
         |WHEN MATCHED THEN UPDATE SET name = 'm'
         |WHEN NOT MATCHED AND sid % 2 = 0 THEN INSERT (id, name) VALUES (sid, 'new')
         |$byItself""".stripMargin
    (statement, kept ++ added.map(Stored(_, None, Some("new"), None)))
  }
}

object RandomizedRowLevelSuite {
  final case class Stored(
      id: Long,
      part: Option[Int],
      name: Option[String],
      v: Option[(Float, Float)]
  ) {
    def row: Row = Row(
      id,
      part.map(Int.box).orNull,
      name.orNull,
      v.map { case (a, b) => Seq(a, b) }.orNull
    )

    def sql: String = {
      val vector = v.fold("CAST(NULL AS ARRAY<FLOAT>)") { case (a, b) => s"array(${a}F, ${b}F)" }
      s"(${id}L, ${part.fold("NULL")(_.toString)}, ${name.fold("NULL")(n => s"'$n'")}, $vector)"
    }

    def score: Option[Double] = v.map { case (a, b) => a.toDouble * 2 - b.toDouble }
  }

  /** A condition and what it is for a row: true, false or NULL. */
  final case class Where(sql: String, holds: Stored => Option[Boolean])

  implicit class RandomItems(random: Random) {
    def item(id: Long): Stored = Stored(
      id,
      option(random.nextInt(3)),
      option(s"n${random.nextInt(5)}"),
      option((random.nextInt(10).toFloat, random.nextInt(10).toFloat))
    )

    private def option[T](value: T): Option[T] = if (random.nextInt(8) == 0) None else Some(value)

    def condition(depth: Int = 2): Where = random.nextInt(if (depth == 0) 6 else 9) match {
      case 0 =>
        val low = random.nextInt(200)
        Where(s"id BETWEEN $low AND ${low + 20}", r => Some(r.id >= low && r.id <= low + 20))
      case 1 =>
        val p = random.nextInt(4)
        Where(s"part = $p", _.part.map(_ == p))
      case 2 => Where("part IS NULL", r => Some(r.part.isEmpty))
      case 3 =>
        val n = random.nextInt(5)
        Where(s"name LIKE '%n$n%'", _.name.map(_.contains(s"n$n")))
      case 4 | 5 =>
        val t = random.nextInt(25) - 8
        Where(s"dot_product(v, array(2F, -1F)) > $t", _.score.map(_ > t))
      case 6 =>
        val c = condition(depth - 1)
        Where(s"NOT (${c.sql})", c.holds(_).map(!_))
      case 7 =>
        val (a, b) = (condition(depth - 1), condition(depth - 1))
        Where(s"(${a.sql} AND ${b.sql})", r => and(a.holds(r), b.holds(r)))
      case _ =>
        val (a, b) = (condition(depth - 1), condition(depth - 1))
        Where(
          s"(${a.sql} OR ${b.sql})",
          r => and(a.holds(r).map(!_), b.holds(r).map(!_)).map(!_)
        )
    }

    private def and(a: Option[Boolean], b: Option[Boolean]): Option[Boolean] =
      if (a.contains(false) || b.contains(false)) Some(false)
      else if (a.isEmpty || b.isEmpty) None
      else Some(true)
  }
}

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

import java.nio.file.{Files, Path, Paths}

import scala.collection.mutable
import scala.jdk.CollectionConverters._

import org.apache.spark.sql.Row

/** Statements and the rows that they have to give, from files; see `src/test/resources/sql`. */
class SqlFilesSuite extends SparkSuite {
  private val folder = Paths.get(getClass.getResource("/sql").toURI)

  private val files: Seq[Path] = {
    val stream = Files.list(folder)
    try stream.iterator().asScala.toSeq.filter(_.toString.endsWith(".sql")).sorted
    finally stream.close()
  }

  test("there are files") {
    assert(files.nonEmpty)
  }

  for (file <- files) {
    test(file.getFileName.toString) {
      val database = newName("sql")
      sql(s"CREATE DATABASE $database LOCATION '${directory.resolve(database)}'")
      sql(s"USE $database")
      try {
        check(statements(file), blocks(file.resolveSibling(s"${file.getFileName}.out")))
      } finally {
        sql("USE default")
        sql(s"DROP DATABASE $database CASCADE")
      }
    }
  }

  /** Blocks stand in the order of their statements. */
  private def check(statements: Seq[String], blocks: Seq[(String, Seq[String])]): Unit = {
    val expected = mutable.Queue.from(blocks)
    for (statement <- statements) {
      val lines =
        if (expected.headOption.exists(_._1 == statement)) expected.dequeue()._2 else Nil
      withClue(s"> $statement\n") {
        if (lines.headOption.exists(_.startsWith("ERROR: "))) {
          assertFails(lines.head.stripPrefix("ERROR: "))(sql(statement).collect())
        } else {
          assert(run(statement).mkString("\n") === lines.mkString("\n"))
        }
      }
    }
    withClue("blocks without a statement, or in another order: ") {
      assert(expected.map(_._1).toSeq === Nil)
    }
  }

  private def run(statement: String): Seq[String] = {
    val rows = sql(statement).collect().toSeq.map(_.toSeq.map(text).mkString(" | "))
    if (statement.toUpperCase.contains("ORDER BY")) rows else rows.sorted
  }

  private def text(value: Any): String =
    value match {
      case null                         => "NULL"
      case bytes: Array[Byte]           => bytes.map(byte => f"$byte%02X").mkString("X'", "", "'")
      case row: Row                     => row.toSeq.map(text).mkString("{", ", ", "}")
      case seq: scala.collection.Seq[_] => seq.map(text).mkString("[", ", ", "]")
      case other                        => other.toString
    }

  private def statements(file: Path): Seq[String] =
    Files
      .readAllLines(file)
      .asScala
      .filterNot(_.startsWith("--"))
      .mkString("\n")
      .split(";(\\s*\n|\\s*$)")
      .toSeq
      .map(oneLine)
      .filter(_.nonEmpty)

  /** Statements and their lines. */
  private def blocks(file: Path): Seq[(String, Seq[String])] =
    Files
      .readAllLines(file)
      .asScala
      .filter(_.nonEmpty)
      .foldLeft(Vector.empty[(String, Vector[String])]) {
        case (done, line) if line.startsWith("> ") =>
          done :+ (line.stripPrefix("> ") -> Vector.empty)
        case (done, line) => done.init :+ (done.last._1 -> (done.last._2 :+ line))
      }

  private def oneLine(statement: String): String = statement.trim.replaceAll("\\s+", " ")
}

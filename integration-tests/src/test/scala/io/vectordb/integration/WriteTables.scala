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

import scala.jdk.CollectionConverters._

import io.vectordb.table.{Snapshot, Table}
import org.apache.spark.sql.{DataFrame, Row}
import org.scalatest.concurrent.Eventually.{eventually, timeout}
import org.scalatest.time.{Minute, Span}

/** Rows to write, and what is to be seen of them afterwards. */
trait WriteTables extends SparkSuite {

  /** Rows of id, part (id % 3) and a vector (id, 1). */
  protected def rows(from: Long, until: Long): DataFrame =
    spark
      .range(from, until)
      .selectExpr("id", "CAST(id % 3 AS INT) AS part", "array(CAST(id AS FLOAT), 1F) AS v")

  protected def ids(data: DataFrame): Seq[Long] =
    data.select("id").collect().map(_.getLong(0)).toSeq.sorted

  protected def table(path: String): Table = Table.at(path)

  protected def snapshot(path: String): Snapshot = table(path).snapshot()

  /** The table holds the rows of `rows` with these ids, and its directory no file besides. */
  protected def assertTable(path: String, expected: Seq[Long]): Unit = {
    assertRows(load(path), expected)
    assertNoLeftovers(path)
  }

  protected def assertRows(data: DataFrame, expected: Seq[Long]): Unit = {
    val found = data.select("id", "part", "v").collect().toSeq.sortBy(_.getLong(0))
    assert(found === expected.sorted.map(id => Row(id, (id % 3).toInt, Seq(id.toFloat, 1f))))
  }

  /**
   * Every file of data or codes that no version of the table needs is removed, once the tasks that
   * a failed job has left running have ended.
   */
  protected def assertNoLeftovers(path: String): Unit =
    eventually(timeout(Span(1, Minute)))(requireNoLeftovers(path))

  private def requireNoLeftovers(path: String): Unit = {
    val newest = if (table(path).exists()) snapshot(path).version() else -1
    val needed = (0L to newest).flatMap(version => filesOf(table(path).snapshot(version)))
    def below(name: String) =
      if (Files.exists(root(path, name))) filesBelow(root(path, name)) else Nil
    val found = (below("data") ++ below("codes") ++ below("deletes"))
      .map(Paths.get(path).relativize(_).toString)
    assert(found.toSet === needed.toSet)
  }

  private def root(path: String, name: String): Path = Paths.get(path, name)

  private def filesOf(snapshot: Snapshot): Seq[String] =
    snapshot.files().asScala.toSeq.flatMap { file =>
      val rotations = file.codes().values().asScala.map(_.rotation()).filter(_ != null)
      file.ownPaths().asScala ++ rotations.map(_.path())
    }
}

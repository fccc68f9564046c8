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

import io.vectordb.table.{HistoryEntry, Snapshot, Table}
import org.apache.spark.sql.Row

/**
 * DELETE, UPDATE and MERGE of tables with the columns id, part, name and v, of which some are
 * partitioned by part. A row's vector is (id, 1).
 */
trait RowLevelTables extends SparkSuite {

  /** Runs `body` with the name of a new table. */
  protected def withTable(partitioned: Boolean)(body: String => Unit): Unit = {
    val name = newName("table")
    val by = if (partitioned) "PARTITIONED BY (part)" else ""
    sql(
      s"CREATE TABLE $name (id BIGINT, part INT, name STRING, v ARRAY<FLOAT>) USING vectordb $by" +
        s" LOCATION '${newPath()}' TBLPROPERTIES ('codes' = 'int8')"
    )
    try {
      body(name)
    } finally {
      sql(s"DROP TABLE $name")
    }
  }

  protected def values(ids: Seq[Long]): String =
    ids.map(id => s"(${id}L, ${id % 3}, 'n$id', array(${id}F, 1F))").mkString("VALUES ", ", ", "")

  /** Writes one file, or one for every partition. */
  protected def insert(table: String, ids: Seq[Long]): Unit =
    sql(s"INSERT INTO $table SELECT /*+ COALESCE(1) */ * FROM (${values(ids)})")

  protected def row(id: Long): Row = Row(id, (id % 3).toInt, s"n$id", Seq(id.toFloat, 1f))

  protected def assertRows(table: String, expected: Seq[Row]): Unit = {
    def text(rows: Seq[Row]) = rows.map { row =>
      row.toSeq.map { case s: scala.collection.Seq[_] => s.toList; case x => x }.toString
    }.sorted
    assert(text(sql(s"SELECT * FROM $table").collect().toSeq) === text(expected))
    assert(sql(s"SELECT count(*) FROM $table").head().getLong(0) === expected.size)
  }

  protected def location(table: String): Path =
    Paths.get(
      sql(s"DESCRIBE EXTENDED $table")
        .where("col_name = 'Location'")
        .head()
        .getString(1)
        .stripPrefix("file:")
    )

  protected def stored(table: String): Table = Table.at(location(table).toString)

  protected def snapshot(table: String): Snapshot = stored(table).snapshot()

  protected def last(table: String): HistoryEntry = stored(table).history().get(0)

  protected def files(table: String): Seq[Path] =
    Seq("data", "deletes", "codes")
      .map(location(table).resolve(_))
      .filter(Files.exists(_))
      .flatMap(filesBelow)

  /** `body` makes one version, by `operation`, in which so many rows were added and removed. */
  protected def assertCommit(table: String, operation: String, added: Long, removed: Long)(
      body: => Any
  ): Unit = {
    val before = snapshot(table).version()
    body
    val entry = last(table)
    assert(entry.version() === before + 1)
    assert(entry.operation() === operation)
    assert(entry.counts().get().rowsAdded() === added)
    assert(entry.counts().get().rowsRemoved() === removed)
  }

  /** `body` makes no version and leaves no file. */
  protected def assertNoCommit(table: String)(body: => Any): Unit = {
    val before = newestVersion(table)
    val filesBefore = files(table)
    body
    assert(newestVersion(table) === before)
    assert(files(table) === filesBefore)
  }

  private def newestVersion(table: String): Option[Long] =
    if (stored(table).exists()) Some(snapshot(table).version()) else None

  protected def parameters(table: String): Map[String, String] =
    last(table).operationParameters().asScala.toMap
}

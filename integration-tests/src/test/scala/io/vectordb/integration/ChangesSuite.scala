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

import io.vectordb.table.{SnapshotExpiry, Table}
import org.apache.spark.sql.Row

/** `SELECT ... FROM t CHANGES ...`: what versions have inserted and deleted. */
class ChangesSuite extends StreamTables {
  private val catalog = newName("changes")
  private lazy val warehouse = newPath()

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    spark.conf.set(s"spark.sql.catalog.$catalog", "io.vectordb.spark.catalog.VectorCatalog")
    spark.conf.set(s"spark.sql.catalog.$catalog.warehouse", warehouse)
    sql(s"CREATE NAMESPACE $catalog.ns")
  }

  private def newTable(): String = {
    val name = s"$catalog.ns.${newName("t")}"
    sql(s"CREATE TABLE $name (id BIGINT, part INT, v ARRAY<FLOAT>)")
    name
  }

  private def insert(name: String, from: Long, until: Long): Unit =
    rows(from, until).writeTo(name).append()

  private def changes(name: String, range: String): Set[(String, Long, Long)] =
    sql(s"SELECT _change_type, _commit_version, id FROM $name CHANGES FROM $range")
      .collect()
      .map(row => (row.getString(0), row.getLong(1), row.getLong(2)))
      .toSet

  test("inserted and deleted rows, by version") {
    val name = newTable()
    insert(name, 0, 4)
    insert(name, 4, 6)
    sql(s"DELETE FROM $name WHERE id IN (1, 5)")
    sql(s"DELETE FROM $name WHERE id = 2")
    val inserted = Seq(0L, 1L, 2L, 3L).map(("insert", 1L, _)) ++ Seq(4L, 5L).map(("insert", 2L, _))
    val deleted = Seq(("delete", 3L, 1L), ("delete", 3L, 5L), ("delete", 4L, 2L))
    assert(changes(name, "VERSION 0 TO VERSION 4") === (inserted ++ deleted).toSet)
    assert(changes(name, "VERSION 3") === deleted.toSet)
    assert(changes(name, "VERSION 2 TO VERSION 3").map(_._2) === Set(2L, 3L))
    assert(changes(name, "VERSION 4 TO VERSION 4") === Set(("delete", 4L, 2L)))
    val all = sql(s"SELECT * FROM $name CHANGES FROM VERSION 0")
    assert(all.count() === 9)
    assert(all.columns.toSeq === Seq("id", "part", "v") ++ metadata)
    val row = all.where("_commit_version = 4").select("v", "_commit_timestamp", "part").head()
    val time = Table.at(location(name)).snapshot(4).timestampMillis()
    assert(row === Row(Seq(2f, 1f), java.time.Instant.ofEpochMilli(time), 2))
  }

  private val metadata = Seq("_change_type", "_commit_version", "_commit_timestamp")

  private def location(name: String): String =
    sql(s"DESCRIBE EXTENDED $name").where("col_name = 'Location'").head().getString(1)

  test("updates are deleted and inserted rows") {
    val name = newTable()
    insert(name, 0, 4)
    sql(s"UPDATE $name SET part = 9 WHERE id = 3")
    val found = sql(s"SELECT _change_type, id, part FROM $name CHANGES FROM VERSION 2").collect()
    assert(found.toSet === Set(Row("delete", 3L, 0), Row("insert", 3L, 9)))
  }

  test("ranges and modes that cannot be") {
    val name = newTable()
    insert(name, 0, 4)
    assertFails("does not exist", "go up to 1")(changes(name, "VERSION 0 TO VERSION 7"))
    assertFails("Version 3", "does not exist", "go up to 1")(changes(name, "VERSION 3"))
    assert(changes(name, "VERSION 2") === Set.empty)
    assertFails("ends before it begins")(changes(name, "VERSION 1 TO VERSION 0"))
    assert(changes(name, "VERSION 0 EXCLUSIVE TO VERSION 1 EXCLUSIVE") === Set.empty)
    assertFails("net changes", "identity") {
      sql(s"SELECT * FROM $name CHANGES FROM VERSION 0 WITH (deduplicationMode = 'netChanges')")
    }
  }

  test("a column that is called as one of the changes") {
    val name = s"$catalog.ns.${newName("t")}"
    sql(s"CREATE TABLE $name (id BIGINT, _Commit_Version INT, v ARRAY<FLOAT>)")
    assertFails("called _commit_version", "rename")(changes(name, "VERSION 0"))
  }

  test("versions of which those before have expired") {
    val name = newTable()
    for (i <- 0L until 5) {
      insert(name, i, i + 1)
    }
    sql(s"DELETE FROM $name WHERE id = 4")
    sql(s"DELETE FROM $name WHERE part = 0 AND id < 3")
    sql(s"CALL $catalog.system.compact(table => '$name')").collect()
    insert(name, 7, 8)
    val table = Table.at(location(name))
    SnapshotExpiry.of(table).olderThan(java.time.Duration.ZERO).keepNewest(4).force().run()
    // Versions 6 and 7 delete, 8 compacts, 9 inserts.
    assert(changes(name, "VERSION 7") === Set(("delete", 7L, 0L), ("insert", 9L, 7L)))
    assert(changes(name, "VERSION 8") === Set(("insert", 9L, 7L)))
    assertFails("version 6", "version 5", "start from version 7")(changes(name, "VERSION 6"))
  }

  test("rows of other columns than the table has since it was replaced") {
    val name = newTable()
    insert(name, 0, 2)
    sql(s"CREATE OR REPLACE TABLE $name AS SELECT '7' AS id, array(1D) AS v")
    sql(s"INSERT INTO $name VALUES ('8', array(2D))")
    for (from <- 1 to 2) {
      assertFails("version 1", "column id", "Start from a later version") {
        sql(s"SELECT * FROM $name CHANGES FROM VERSION $from").collect()
      }
    }
    val found = sql(s"SELECT id FROM $name CHANGES FROM VERSION 3").collect().toSeq
    assert(found === Seq(Row("8")))
  }
}

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

import java.nio.file.Paths
import java.time.Instant

import org.apache.spark.sql.{DataFrame, Row}

/** CALL <catalog>.system.<procedure>. */
class ProcedureSuite extends CatalogSuite {
  private def call(procedure: String): DataFrame = sql(s"CALL $cat.system.$procedure")

  /** A table of `files` files with 100 rows each, and its name without the catalog's. */
  private def tableOf(files: Int): (String, String) = {
    val table = newTable()
    sql(s"CREATE TABLE $table (id BIGINT, part INT, v ARRAY<FLOAT>) PARTITIONED BY (part)")
    for (file <- 0 until files) {
      sql(s"""INSERT INTO $table SELECT /*+ COALESCE(1) */ id + ${file * 100}, 7,
             |transform(sequence(1, 64), i -> CAST(sin(id * i) AS FLOAT)) FROM range(100)
             |""".stripMargin)
    }
    (table, table.stripPrefix(s"$cat."))
  }

  test("history") {
    val (table, name) = tableOf(1)
    sql(s"DELETE FROM $table WHERE id < 10")
    val history = call(s"history(table => '$name')")
    assert(
      history.select("version", "operation", "rows_added", "rows_removed").collect() === Array(
        Row(2L, history.head().getString(2), 0L, 10L),
        Row(1L, "WRITE", 100L, 0L),
        Row(0L, "CREATE TABLE", 0L, 0L)
      )
    )
    assert(history.where("timestamp > current_timestamp() - INTERVAL 1 HOUR").count() === 3)
    assert(
      history
        .where("version = 1")
        .head()
        .getAs[Map[String, String]]("parameters")("mode") === "append"
    )
    assert(call(s"history('$name', 1)").count() === 1)
    assert(call(s"history(limit => 2, table => '$table')").count() === 2)
    assert(call(s"history('${place(table)}')").count() === 3)
  }

  test("files, and the codes that optimize makes") {
    val (table, name) = tableOf(2)
    sql(s"DELETE FROM $table WHERE id < 10")
    val files = call(s"files(table => '$name')")
    assert(files.select("rows", "deleted_rows").collect() === Array(Row(90L, 10L), Row(100L, 0L)))
    assert(files.head().getAs[Map[String, String]]("partition") === Map("part" -> "7"))
    assert(call(s"files('$name', version => 1)").count() === 1)
    assert(call(s"optimize(table => '$name', codes => 'int8')").head().getLong(0) >= 0)
    def codes = call(s"files('$name')").collect().map(_.getAs[Map[String, String]]("codes")).toSeq
    assert(codes === Seq(Map("v" -> "int8"), Map("v" -> "int8")))
    assert(call(s"optimize('$name', 'none')").collect() === Array(Row(2L)))
    assert(codes === Seq(Map.empty, Map.empty))
    assertFails("`codes`")(call(s"optimize('$name', codes => 'int8', encoder => 'int8')"))
    assertFails("codes 'zip'", "int8")(call(s"optimize('$name', 'zip')"))
  }

  for (argument <- Seq("codes", "encoder")) {
    test(s"the codes that files get, as argument $argument") {
      val (_, name) = tableOf(2)
      def codes = call(s"files('$name')").collect().map(_.getAs[Map[String, String]]("codes")).toSeq
      assert(call(s"optimize($argument => 'none', table => '$name')").count() === 1)
      assert(codes === Seq(Map.empty, Map.empty))
      val compacted = call(s"compact(table => '$name', $argument => 'int8')").head()
      assert(compacted.getAs[Long]("files_removed") === 2)
      assert(codes === Seq(Map("v" -> "int8")))
    }
  }

  test("compact, expire_snapshots and vacuum") {
    val (table, name) = tableOf(4)
    sql(s"DELETE FROM $table WHERE id % 100 < 50")
    val before = sql(s"SELECT * FROM $table ORDER BY id").collect()
    val compacted = call(s"compact(table => '$name')").head()
    assert(compacted.getAs[Long]("files_removed") === 4)
    assert(compacted.getAs[Long]("files_added") === 1)
    assert(compacted.getAs[Long]("rows") === 200)
    assert(compacted.getAs[Long]("deleted_rows") === 200)
    assert(sql(s"SELECT * FROM $table ORDER BY id").collect() === before)
    assert(ids(s"$table VERSION AS OF 4").size === 400)

    assertFails("hour")(call(s"expire_snapshots('$name', current_timestamp())"))
    val kept = call(
      s"expire_snapshots(table => '$name', older_than => now(), retain_last => 2, force => true)"
    )
    assert(kept.head().getAs[Long]("oldest_version") === 5)
    assertFails("Version 4")(ids(s"$table VERSION AS OF 4"))
    val expired = call(s"expire_snapshots('$name', older_than => now(), force => true)").head()
    assert(expired.getAs[Long]("oldest_version") === 6)

    def vacuum(arguments: String): Long =
      call(s"vacuum(table => '$name', $arguments)").head().getAs[Long]("data_files")
    assert(vacuum("retention => INTERVAL 7 DAYS") === 0)
    assert(vacuum("older_than => TIMESTAMP '2001-01-01 00:00:00'") === 0)
    assertFails("hour")(vacuum("retention => INTERVAL '0' SECOND"))
    assertFails("give one of them")(vacuum("retention => INTERVAL 7 DAYS, older_than => now()"))
    assert(vacuum("retention => INTERVAL '0' SECOND, force => true, dry_run => true") === 4)
    assert(dataFiles(place(table).toString).size === 5)
    assert(vacuum("retention => INTERVAL '0' SECOND, force => true") === 4)
    assert(dataFiles(place(table).toString).size === 1)
    assert(sql(s"SELECT * FROM $table ORDER BY id").collect() === before)
  }

  test("files tell other programs what to read") {
    val (table, name) = tableOf(3)
    sql(s"DELETE FROM $table WHERE id < 100")
    sql(s"UPDATE $table SET part = 8 WHERE id = 250")
    def files = call(s"files('$name')")
    assert(files.where("deleted_rows > 0").count() === 1)
    call(s"compact('$name', deleted_share => 0)")
    assert(files.where("deleted_rows > 0").isEmpty)
    val paths = files.select("location").collect().map(row => Paths.get(row.getString(0))).toSeq
    assert(paths.size < dataFiles(place(table).toString).size)
    ArrowFiles.assertHolds(paths, spark.table(table).collect().toSeq)
    val before = call(s"files('$name', 3)").select("location").collect()
    ArrowFiles.assertHolds(
      before.map(row => Paths.get(row.getString(0))).toSeq,
      sql(s"SELECT * FROM $table VERSION AS OF 3").collect().toSeq
    )
  }

  test("detail") {
    val (table, name) = tableOf(2)
    sql(s"ALTER TABLE $table SET TBLPROPERTIES ('codes' = 'none')")
    sql(s"INSERT INTO $table VALUES (1000, 8, NULL)")
    sql(s"DELETE FROM $table WHERE id < 10")
    def detail = call(s"detail('$name')").head()
    val found = detail
    assert(found.getAs[String]("location") === place(table).toString)
    val numbers = Seq("version", "oldest_version", "partitions", "rows", "deleted_rows", "files")
    assert(numbers.map(found.getAs[Long](_)) === Seq(5L, 0L, 2L, 191L, 10L, 3L))
    val files = call(s"files('$name')")
    def sum(column: String) = files.selectExpr(s"sum($column)").head().getLong(0)
    assert(found.getAs[Long]("bytes") === sum("bytes"))
    assert(found.getAs[Map[String, Long]]("code_files") === Map("int8" -> 2L))
    assert(found.getAs[Map[String, Long]]("code_bytes") === Map("int8" -> sum("code_bytes")))
    assert(found.getAs[Seq[String]]("partitioned_by") === Seq("part"))
    assert(!found.getAs[Instant]("changed").isBefore(found.getAs[Instant]("created")))
    assert(found.getAs[Seq[String]]("maintenance") === Seq("compact writes 2 files anew"))
    call(s"compact('$name')")
    assert(detail.getAs[Seq[String]]("maintenance") === Nil)

    sql(s"ALTER TABLE $table SET TBLPROPERTIES ('codes' = 'pca-int8')")
    val missing = "optimize: 1 of 1 files have no pca-int8 codes of v"
    assert(detail.getAs[Seq[String]]("maintenance").head.startsWith(missing))
    call(s"optimize('$name', 'pca-int8')")
    assert(detail.getAs[Seq[String]]("maintenance") === Nil)
    assert(detail.getAs[Map[String, Long]]("code_files") === Map("pca-int8" -> 1L))
    assertFails("There is no table")(call("detail('ns.missing')"))
  }

  test("tables of Spark's own catalog by their names, also in a catalog without a directory") {
    val name = newName("session")
    sql(s"CREATE TABLE $name (id BIGINT, v ARRAY<FLOAT>) USING vectordb")
    sql(s"CREATE TABLE ${name}_other USING parquet AS SELECT 1 AS id")
    try {
      assertFails("nothing was written to it")(call(s"history('$name')"))
      sql(s"INSERT INTO $name VALUES (1, array(1F))")
      for (
        by <- Seq(name, s"default.$name", s"`default`.`$name`", s"spark_catalog.default.$name")
      ) {
        assert(call(s"history(table => '$by')").count() === 1)
        assert(sql(s"CALL vec.system.files('$by')").count() === 1)
      }
      call(s"compact('$name')")
      assertFails("no vectordb table")(call(s"history('${name}_other')"))
      assertFails("There is no table", "nor in Spark's own")(call(s"history('other.$name')"))
      // A table of the catalog comes first.
      sql(s"CREATE TABLE $cat.$name (id BIGINT)")
      sql(s"INSERT INTO $cat.$name VALUES (1)")
      assert(call(s"history('$name')").count() === 2)
      sql(s"DROP TABLE $cat.$name")
    } finally {
      sql(s"DROP TABLE $name")
      sql(s"DROP TABLE ${name}_other")
    }
  }

  test("what is called wrongly says so") {
    val (_, name) = tableOf(0)
    assertFails("no procedure system.clean", "vacuum", "history")(call(s"clean('$name')"))
    assertFails("Did you mean system.history?")(call(s"histry('$name')"))
    assertFails("Did you mean system.vacuum?")(sql(s"CALL $cat.sytem.VACUM('$name')"))
    assertFails("Did you mean system.files?")(sql(s"CALL $cat.files('$name')"))
    assertFails("There is no table ns.missing", cat)(call("history('ns.missing')"))
    assertFails("table")(call("history()"))
    assertFails("tabel")(call(s"history(tabel => '$name')"))
    assertFails("-1 versions; ask for 0 or more")(call(s"history('$name', -1)"))
    assertFails("negative age", "give a time that has passed")(
      call(s"vacuum('$name', current_timestamp() + INTERVAL 1 DAY)")
    )
    assertFails("Argument table is NULL")(call("history(CAST(NULL AS STRING))"))
    assert(sql(s"SHOW PROCEDURES IN $cat.system").count() === 8)
  }
}

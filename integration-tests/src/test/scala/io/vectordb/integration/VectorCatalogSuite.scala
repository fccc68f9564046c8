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

import java.nio.file.{Files, Path}

import io.vectordb.table.Table
import org.apache.spark.sql.Row

/** Namespaces and tables of a catalog whose warehouse is a directory. */
class VectorCatalogSuite extends CatalogSuite {
  private val columns = "id BIGINT, part INT, v ARRAY<FLOAT>"

  private def insert(table: String, ids: Long*): Unit =
    sql(
      ids
        .map(id => s"(${id}L, ${id % 3}, array(${id}F, 1F))")
        .mkString(s"INSERT INTO $table VALUES ", ", ", "")
    )

  private def detail(table: String, key: String): Option[String] =
    sql(s"DESCRIBE EXTENDED $table")
      .where(s"col_name = '$key'")
      .collect()
      .map(_.getString(1))
      .headOption

  test("a table is the same by its name and by its path") {
    val table = newTable()
    sql(s"CREATE TABLE $table ($columns) PARTITIONED BY (part)")
    insert(table, 1, 2, 3)
    val path = place(table).toString
    assert(load(path).count() === 3)
    append(spark.table(table).where("id = 1").selectExpr("id + 10 AS id", "part", "v"), path)
    assert(ids(table) === Seq(1L, 2L, 3L, 11L))
    assert(ids(s"$cat.`$path`") === Seq(1L, 2L, 3L, 11L))
    insert(s"$cat.`$path`", 4)
    assert(ids(table) === Seq(1L, 2L, 3L, 4L, 11L))
    assert(sql(s"SELECT id FROM $table WHERE dot_product(v, array(1F, 0F)) >= 4").count() === 1)
  }

  test("a table that was saved by its path is in the catalog") {
    val table = newTable()
    append(spark.range(3).selectExpr("id", "array(1F) AS v"), place(table).toString)
    assert(ids(table) === Seq(0L, 1L, 2L))
    assert(names(s"SHOW TABLES IN $cat.ns", 1).contains(table.split('.').last))
  }

  test("tables named by their path need no warehouse") {
    val path = newPath()
    sql(s"CREATE TABLE vec.`$path` (id BIGINT, v ARRAY<FLOAT>)")
    sql(s"INSERT INTO vec.`$path` VALUES (1L, array(1F))")
    assert(ids(s"vec.`$path`") === Seq(1L))
    assertFails("PURGE")(sql(s"DROP TABLE vec.`$path`"))
    assert(ids(s"vec.`$path`") === Seq(1L))
    sql(s"DROP TABLE vec.`$path` PURGE")
    assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(s"vec.`$path`"))
    assertFails("spark.sql.catalog.vec.warehouse")(sql("CREATE TABLE vec.t (id INT)"))
    assertFails("spark.sql.catalog.vec.warehouse")(sql("SELECT * FROM vec.ns.t").collect())
  }

  test("nested namespaces") {
    sql(s"CREATE NAMESPACE $cat.a.b.c COMMENT 'c' WITH DBPROPERTIES ('k' = 'v')")
    assert(names(s"SHOW NAMESPACES IN $cat.a") === Seq("a.b"))
    assert(names(s"SHOW NAMESPACES IN $cat.a.b") === Seq("a.b.c"))
    sql(s"CREATE TABLE $cat.a.b.c.t ($columns)")
    sql(s"CREATE TABLE $cat.a.t ($columns)")
    assert(sql(s"SHOW TABLES IN $cat.a").collect() === Array(Row("a", "t", false)))
    assertFails("SCHEMA_NOT_EMPTY")(sql(s"DROP NAMESPACE $cat.a.b"))
    sql(s"DROP NAMESPACE $cat.a.b CASCADE")
    assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(s"$cat.a.b.c.t"))
    assert(names(s"SHOW NAMESPACES IN $cat.a") === Nil)
    assert(!exists(warehouse.resolve("a/b")))
    assertFails("already")(sql(s"CREATE NAMESPACE $cat.a"))
    sql(s"CREATE NAMESPACE IF NOT EXISTS $cat.a")
    assertFails("SCHEMA_NOT_FOUND")(sql(s"SHOW TABLES IN $cat.missing"))
    assertFails("SCHEMA_NOT_FOUND")(sql(s"CREATE TABLE $cat.missing.t (id INT)"))
  }

  test("names with odd characters") {
    for (
      name <- Seq("a b", "ä€漢", "x.y", "50%", "%41", "k=v", "#1?", "data", "log", "it's", "a`b")
    ) {
      val quoted = s"$cat.`${name.replace("`", "``")}`.`${name.replace("`", "``")}`"
      sql(s"CREATE NAMESPACE $cat.`${name.replace("`", "``")}`")
      sql(s"CREATE TABLE $quoted ($columns)")
      insert(quoted, 5)
      assert(ids(quoted) === Seq(5L))
      sql(s"ALTER TABLE $quoted RENAME TO `another ${name.replace("`", "``")}`")
      assert(
        names(s"SHOW TABLES IN $cat.`${name.replace("`", "``")}`", 1) === Seq(s"another $name")
      )
    }
    for (name <- Seq("_vectordb", "..", ".", "a/b", "a\\\\b", "c:d")) {
      assertFails("cannot be the name")(sql(s"CREATE TABLE $cat.ns.`$name` (id INT)"))
      assertFails("cannot be the name")(sql(s"CREATE NAMESPACE $cat.`$name`"))
    }
  }

  test("LOCATION makes a link; dropping it leaves the files") {
    val table = newTable()
    val path = newPath()
    sql(s"CREATE TABLE $table ($columns) LOCATION '$path'")
    insert(table, 1, 2)
    assert(load(path).count() === 2)
    assert(detail(table, "Type").contains("EXTERNAL"))
    assert(detail(table, "Location").contains(path))
    assert(names(s"SHOW TABLES IN $cat.ns", 1).contains(table.split('.').last))
    sql(s"ALTER TABLE $table RENAME TO renamed_link")
    assert(ids(s"$cat.ns.renamed_link") === Seq(1L, 2L))
    sql(s"DROP TABLE $cat.ns.renamed_link")
    assert(load(path).count() === 2)
    // The columns may be left out where there is a table, and must be the same ones.
    assertFails("has the columns", "leave the columns out") {
      sql(s"CREATE TABLE $table (other INT) LOCATION '$path'")
    }
    sql(s"CREATE TABLE $table LOCATION '$path'")
    assert(ids(table) === Seq(1L, 2L))
    sql(s"DROP TABLE $table PURGE")
    assertFails("no vectordb table at")(load(path))
  }

  test("a table stays where it is") {
    val table = newTable()
    sql(s"CREATE TABLE $table ($columns)")
    assertFails("stays where its files are", "create it again") {
      sql(s"ALTER TABLE $table SET LOCATION '${newPath()}'")
    }
    assert(detail(table, "Location").contains(place(table).toString))
  }

  test("a namespace with a location of its own") {
    val path = newPath()
    sql(s"CREATE NAMESPACE $cat.elsewhere LOCATION '$path'")
    sql(s"CREATE TABLE $cat.elsewhere.t ($columns)")
    insert(s"$cat.elsewhere.t", 7)
    assert(load(s"$path/t").count() === 1)
    assert(detail(s"$cat.elsewhere.t", "Type").contains("MANAGED"))
    sql(s"DROP TABLE $cat.elsewhere.t")
    assertFails("no vectordb table at")(load(s"$path/t"))
    sql(s"CREATE TABLE $cat.elsewhere.t ($columns)")
    sql(s"DROP NAMESPACE $cat.elsewhere CASCADE")
    assertFails("no vectordb table at")(load(s"$path/t"))
  }

  /** What somebody might put into the warehouse so that others delete what is not theirs. */
  private def forgeLink(name: String, json: String): Unit = {
    val link = Files.createDirectories(place(s"$cat.$name").resolve("_vectordb/link"))
    Files.writeString(link.resolve("00000000000000000000.json"), json)
  }

  private def precious(): String = {
    val path = newPath()
    for (directory <- Seq("_vectordb", "data", "codes", "deletes")) {
      Files.createDirectories(Path.of(path, directory))
      Files.writeString(Path.of(path, directory, "precious"), "x")
    }
    path
  }

  private def assertPrecious(path: String): Unit =
    for (directory <- Seq("_vectordb", "data", "codes", "deletes"))
      assert(Files.exists(Path.of(path, directory, "precious")), directory)

  test("a link that is forged deletes nothing") {
    val noTable = precious()
    val other = newPath()
    append(spark.range(3).selectExpr("id", "array(1F) AS v"), other)
    sql(s"CREATE NAMESPACE $cat.own LOCATION '${newPath()}'")
    sql(s"CREATE TABLE $cat.own.t ($columns)")
    insert(s"$cat.own.t", 7)
    val own = detail(s"$cat.own.t", "Location").get
    sql(s"CREATE NAMESPACE $cat.forged")
    for (location <- Seq(other, own)) {
      forgeLink("forged.t", s"""{"external":"false","location":"$location"}""")
      sql(s"DROP TABLE $cat.forged.t")
    }
    for ((location, at) <- Seq(noTable, other, own).zipWithIndex)
      forgeLink(s"forged.link$at", s"""{"external":"false","location":"$location"}""")
    sql(s"DROP NAMESPACE $cat.forged CASCADE")
    assertPrecious(noTable)
    assert(load(other).count() === 3)
    assert(ids(s"$cat.own.t") === Seq(7L))
    // Whose name it is, a table knows after it got another one.
    sql(s"ALTER TABLE $cat.own.t RENAME TO own.renamed")
    forgeLink("own.t", s"""{"external":"false","location":"$own"}""")
    sql(s"DROP TABLE $cat.own.t")
    assert(ids(s"$cat.own.renamed") === Seq(7L))
    sql(s"DROP TABLE $cat.own.renamed")
    assertFails("no vectordb table at")(load(own))
    sql(s"DROP NAMESPACE $cat.own")
  }

  test("a table that was there before is not the catalog's") {
    val path = newPath()
    append(spark.range(3).selectExpr("id", "array(1F) AS v"), s"$path/t")
    sql(s"CREATE NAMESPACE $cat.adopting LOCATION '$path'")
    sql(s"CREATE TABLE $cat.adopting.t")
    assert(detail(s"$cat.adopting.t", "Type").contains("EXTERNAL"))
    sql(s"DROP NAMESPACE $cat.adopting CASCADE")
    assert(load(s"$path/t").count() === 3)
  }

  test("links that lead out of the warehouse are not followed by deletions") {
    val outside = precious()
    sql(s"CREATE NAMESPACE $cat.linked")
    sql(s"CREATE TABLE $cat.linked.t ($columns)")
    Files.createSymbolicLink(place(s"$cat.linked.link"), Path.of(outside))
    Files.createSymbolicLink(place(s"$cat.linked.t").resolve("other"), Path.of(outside))
    val dropped = place(cat).resolve("_vectordb/dropped")
    assert(!Files.exists(dropped) || dropped.toFile.list().isEmpty)
    Files.deleteIfExists(dropped)
    Files.createSymbolicLink(dropped, Path.of(outside))
    assertFails("symbolic link", "dropped")(sql(s"DROP TABLE $cat.linked.t"))
    Files.delete(dropped)
    sql(s"DROP TABLE $cat.linked.t")
    sql(s"DROP NAMESPACE $cat.linked CASCADE")
    assertPrecious(outside)
  }

  test("links and namespaces that somebody has spoilt are named") {
    sql(s"CREATE NAMESPACE $cat.spoilt")
    for (
      (json, at) <- Seq(
        "null",
        "7",
        "[]",
        "{}",
        "{\"location\":null}",
        "{\"location\":7}",
        "{\"location\":\"\"}",
        "{\"location\":\"s3a:\"}",
        "{\"location\":\"x\"} {}",
        "not json",
        ""
      ).zipWithIndex
    ) {
      forgeLink(s"spoilt.t$at", json)
      val link = place(s"$cat.spoilt.t$at").resolve("_vectordb/link").toString
      assertFails("is damaged", link)(spark.table(s"$cat.spoilt.t$at"))
    }
    val path = newPath()
    append(spark.range(3).selectExpr("id", "array(1F) AS v"), path)
    forgeLink("spoilt.far", s"""{"external":"true","location":"$path"}""")
    val far = place(s"$cat.spoilt.far").resolve("_vectordb/link")
    Files.writeString(far.resolve("99999999999999999999.json"), "x")
    assert(ids(s"$cat.spoilt.far") === Seq(0L, 1L, 2L))
    val namespace = place(s"$cat.spoilt").resolve("_vectordb/namespace")
    Files.writeString(namespace.resolve("00000000000000000001.json"), "null")
    assertFails("is damaged", namespace.toString)(sql(s"DESCRIBE NAMESPACE $cat.spoilt"))
  }

  test("properties, comments and the definition") {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id BIGINT NOT NULL COMMENT 'the key', part INT, v ARRAY<FLOAT>)
           |USING vectordb PARTITIONED BY (part) COMMENT 'about'
           |OPTIONS (rowsPerFile '2') TBLPROPERTIES ('a' = 'b', 'vector.v.dimension' = '2')
           |""".stripMargin)
    val definition = sql(s"SHOW CREATE TABLE $table").head().getString(0)
    for (
      part <- Seq(
        s"CREATE TABLE $table",
        "id BIGINT NOT NULL COMMENT 'the key'",
        "USING vectordb",
        "PARTITIONED BY (part)",
        "COMMENT 'about'",
        "'a' = 'b'",
        "'rowsPerFile' = '2'"
      )
    ) {
      assert(definition.contains(part))
    }
    assert(!definition.contains("LOCATION"))
    assert(spark.table(table).schema.map(_.nullable) === Seq(false, true, true))
    assertFails("NOT_NULL_ASSERT_VIOLATION")(sql(s"INSERT INTO $table VALUES (NULL, 1, NULL)"))
    assertFails("dimension 3")(sql(s"INSERT INTO $table VALUES (1L, 1, array(1F, 2F, 3F))"))
    sql(s"INSERT INTO $table SELECT /*+ COALESCE(1) */ id, 0, array(1F, 2F) FROM range(5)")
    assert(dataFiles(place(table).toString).size === 3)
    sql(s"ALTER TABLE $table SET TBLPROPERTIES ('rowsPerFile' = '5', 'c' = 'd')")
    sql(s"ALTER TABLE $table UNSET TBLPROPERTIES ('a')")
    sql(s"COMMENT ON TABLE $table IS 'more'")
    sql(s"INSERT INTO $table SELECT /*+ COALESCE(1) */ id, 0, array(1F, 2F) FROM range(5)")
    assert(dataFiles(place(table).toString).size === 4)
    val properties =
      sql(s"SHOW TBLPROPERTIES $table").collect().map(r => r.getString(0) -> r.getString(1)).toMap
    assert(properties.get("c").contains("d") && !properties.contains("a"))
    assert(detail(table, "Comment").contains("more"))
    assert(detail(table, "Provider").contains("vectordb"))
    assertFails("rowsPerFile", "many") {
      sql(s"ALTER TABLE $table SET TBLPROPERTIES ('rowsPerFile' = 'many')")
    }
    assertFails("vector.v.dimension", "when it is created") {
      sql(s"ALTER TABLE $table SET TBLPROPERTIES ('vector.v.dimension' = '3')")
    }
    assertFails("codes", "none, int8") {
      sql(s"CREATE TABLE ${newTable()} ($columns) TBLPROPERTIES ('codes' = 'x')")
    }
    assertFails("USING parquet")(sql(s"CREATE TABLE ${newTable()} ($columns) USING parquet"))
    assert(
      sql(s"SHOW COLUMNS IN $table").collect().map(_.getString(0)) === Array("id", "part", "v")
    )
  }

  test("what SHOW CREATE TABLE says makes the same table, and so does LIKE") {
    val table = newTable()
    sql(s"""CREATE TABLE $table (`i d` BIGINT NOT NULL COMMENT 'it''s', `a.b` STRING DEFAULT 'x',
           |  s STRUCT<x: INT, `y.z`: STRING>, day DATE, b BINARY)
           |PARTITIONED BY (bucket(4, `i d`), days(day), `a.b`)
           |TBLPROPERTIES ('vectorColumn' = 'b', 'vector.b.dimension' = '2', 'c d' = 'e''f')
           |""".stripMargin)
    def definition(of: String): String = sql(s"SHOW CREATE TABLE $of").head().getString(0)
    val made = definition(table)
    val copy = newTable()
    sql(made.replace(table, copy))
    assert(definition(copy) == made.replace(table, copy))
    val like = newTable()
    sql(s"CREATE TABLE $like LIKE $table TBLPROPERTIES ('c d' = 'other')")
    assert(definition(like) == made.replace(table, like).replace("e\\'f", "other"))
    sql(s"INSERT INTO $like (`i d`, b) VALUES (1, vector_pack(array(1F, 2F)))")
    assert(sql(s"SELECT `a.b` FROM $like WHERE dot_product(b, array(1F, 1F)) = 3").count() == 1)
    assertFails("already exists")(sql(s"CREATE TABLE $like LIKE $table"))
    sql(s"CREATE TABLE IF NOT EXISTS $like LIKE $table")
    sql(s"CREATE OR REPLACE TEMPORARY VIEW like_view AS SELECT 1 AS id")
    val ofView = newTable()
    sql(s"CREATE TABLE $ofView LIKE like_view LOCATION '${newPath()}'")
    assert(spark.table(ofView).columns.toSeq == Seq("id"))
  }

  test("a table of Spark's own catalog is altered in ours, by its path") {
    val name = newName("session")
    sql(s"""CREATE TABLE $name (id BIGINT, part INT, v ARRAY<FLOAT>) USING vectordb
           |PARTITIONED BY (part)""".stripMargin)
    try {
      sql(s"INSERT INTO $name VALUES (1, 2, array(1F))")
      val definition = sql(s"SHOW CREATE TABLE $name").head().getString(0)
      assert(definition.contains("USING vectordb"))
      for (
        change <- Seq(
          "ADD COLUMN more INT",
          "RENAME COLUMN id TO key",
          "DROP COLUMN id",
          "ALTER COLUMN id TYPE DECIMAL(30, 0)"
        )
      ) {
        assertFails("spark_catalog cannot alter", "ALTER TABLE cat.`")(
          sql(s"ALTER TABLE $name $change")
        )
      }
      val path = detail(name, "Location").head
      sql(s"ALTER TABLE $cat.`$path` ADD COLUMN more INT DEFAULT 5")
      sql(s"ALTER TABLE $cat.`$path` RENAME COLUMN part TO piece")
      assert(sql(s"SELECT more, piece FROM $name").head() == Row(5, 2))
      sql(s"ALTER TABLE $name RENAME TO ${name}_2")
      assert(spark.table(s"${name}_2").count() == 1)
    } finally {
      sql(s"DROP TABLE IF EXISTS $name")
      sql(s"DROP TABLE IF EXISTS ${name}_2")
    }
  }

  test("which columns hold vectors") {
    assertFails("Several columns may hold vectors") {
      sql(s"CREATE TABLE ${newTable()} (a ARRAY<FLOAT>, b ARRAY<FLOAT>)")
    }
    val table = newTable()
    sql(s"""CREATE TABLE $table (a ARRAY<FLOAT>, b BINARY)
           |OPTIONS (vectorColumn 'a,b', vector.b.dimension '2')""".stripMargin)
    sql(s"INSERT INTO $table VALUES (array(1F), vector_pack(array(3F, 4F)))")
    val found = sql(s"SELECT 1 FROM $table WHERE dot_product(b, array(1F, 1F)) = 7")
    assert(found.count() === 1)
  }

  test("TRUNCATE TABLE removes the rows, and no file") {
    val table = newTable()
    sql(s"CREATE TABLE $table ($columns)")
    insert(table, 1, 2, 3)
    val files = dataFiles(place(table).toString)
    sql(s"TRUNCATE TABLE $table")
    assert(ids(table) === Nil)
    assert(dataFiles(place(table).toString) === files)
    assert(ids(s"$table VERSION AS OF 1") === Seq(1L, 2L, 3L))
  }

  test("versions") {
    val table = newTable()
    sql(s"CREATE TABLE $table ($columns)")
    insert(table, 1)
    insert(table, 2)
    assert(ids(s"$table VERSION AS OF 0") === Nil)
    assert(ids(s"$table VERSION AS OF 1") === Seq(1L))
    assert(ids(s"$table VERSION AS OF '2'") === Seq(1L, 2L))
    assert(spark.read.option("versionAsOf", "1").table(table).count() === 1)
    assertFails("Version 3", "go up to 2")(ids(s"$table VERSION AS OF 3"))
    assertFails("Version 'x'")(ids(s"$table VERSION AS OF 'x'"))
  }

  test("versions by time") {
    val table = newTable()
    sql(s"CREATE TABLE $table ($columns)")
    insert(table, 1)
    insert(table, 2)
    def at(version: Long): String =
      Table.at(place(table).toString).snapshot(version).timestampMillis() match {
        case millis => java.time.Instant.ofEpochMilli(millis).toString
      }
    def timestamp(version: Long) = s"TIMESTAMP '${at(version)}'"
    // Commits of the same millisecond are one moment, of which the last version counts.
    def newest(version: Long) = (0L to 2L).filter(v => at(v) == at(version)).max
    for (version <- 0L to 2L) {
      val expected = 1L to newest(version)
      assert(ids(s"$table TIMESTAMP AS OF ${timestamp(version)}") === expected)
      assert(ids(s"$table TIMESTAMP AS OF '${at(version)}'") === expected)
      val path = place(table).toString
      assert(load(path, "timestampAsOf" -> at(version)).count() === expected.size)
      assert(spark.read.option("timestampAsOf", at(version)).table(table).count() === expected.size)
    }
    assert(ids(s"$table TIMESTAMP AS OF current_timestamp()") === Seq(1L, 2L))
    assertFails("2001")(ids(s"$table TIMESTAMP AS OF '2001-01-01'"))
    assertFails("timestampAsOf", "noon")(load(place(table).toString, "timestampAsOf" -> "noon"))
    assertFails("both") {
      load(place(table).toString, "timestampAsOf" -> "2001-01-01", "versionAsOf" -> "1")
    }
  }

  test("the vector functions are in the catalog") {
    assert(names(s"SHOW USER FUNCTIONS IN $cat").contains(s"$cat.dot_product"))
    assert(names(s"SHOW FUNCTIONS IN $cat LIKE 'vector_p*'").toSet.contains(s"$cat.vector_pack"))
    val found = sql(s"SELECT $cat.dot_product(array(1F, 2F), array(3F, 4F))")
    assert(found.head() === Row(11.0))
  }

  test("DROP TABLE and RENAME") {
    val table = newTable()
    sql(s"CREATE TABLE $table ($columns)")
    insert(table, 1)
    sql(s"CREATE NAMESPACE $cat.other")
    assertFails("no such namespace")(sql(s"ALTER TABLE $table RENAME TO missing.t"))
    sql(s"ALTER TABLE $table RENAME TO other.t")
    assert(ids(s"$cat.other.t") === Seq(1L))
    assert(!exists(place(table)))
    sql(s"CREATE TABLE $table ($columns)")
    assertFails("TABLE_OR_VIEW_ALREADY_EXISTS")(sql(s"ALTER TABLE $table RENAME TO other.t"))
    assertFails("TABLE_OR_VIEW_ALREADY_EXISTS")(sql(s"CREATE TABLE $table (x INT)"))
    // What a DROP TABLE that is killed leaves.
    val dropped = warehouse.resolve("_vectordb/dropped")
    Files.write(
      Files.createDirectories(dropped.resolve("left/data")).resolve("a.arrow"),
      Array[Byte](1)
    )
    sql(s"DROP TABLE $table")
    assert(!exists(place(table)))
    assert(filesBelow(dropped) === Nil)
    assertFails("TABLE_OR_VIEW_NOT_FOUND")(sql(s"DROP TABLE $table"))
    sql(s"DROP TABLE IF EXISTS $table")
    assertFails("namespace")(sql(s"CREATE TABLE $cat.other (id INT)"))
  }

  test("a new name may begin with the catalog's") {
    def renamed(to: String): String = {
      val table = newTable()
      sql(s"CREATE TABLE $table ($columns)")
      sql(s"ALTER TABLE $table RENAME TO $to")
      to
    }
    assert(ids(renamed(newTable())) === Nil)
    assert(ids(renamed(s"`$cat`.ns.`A new ${newName("name")}`")) === Nil)
    assert(ids(renamed(s"$cat.${newName("top")}")) === Nil)
    // A namespace of this name comes first, as before.
    sql(s"CREATE NAMESPACE $cat.$cat")
    assert(ids(s"$cat.${renamed(s"$cat.${newName("inside")}")}") === Nil)
    assertFails("no such namespace", "missing")(renamed(s"$cat.missing.t"))
  }

  test("a table of another format is refused with what to write instead") {
    val table = newTable()
    val data = sql("SELECT id, array(CAST(id AS FLOAT)) AS v FROM range(3)")
    assertFails("USING parquet", "format(\"vectordb\")")(data.write.saveAsTable(table))
    assertFails("USING parquet", "leave USING out") {
      sql(s"CREATE TABLE $table USING parquet AS SELECT 1 AS id")
    }
    data.write.format("vectordb").saveAsTable(table)
    data.write.mode("append").saveAsTable(table)
    assertFails("USING parquet")(data.write.mode("overwrite").saveAsTable(table))
    assert(ids(table) === Seq(0L, 0L, 1L, 1L, 2L, 2L))
  }
}

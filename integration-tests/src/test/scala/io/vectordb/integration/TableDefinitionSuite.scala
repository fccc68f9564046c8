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

/** What a table's definition says comes back from SHOW CREATE TABLE, which can be run again. */
class TableDefinitionSuite extends CatalogSuite {
  private val scalarTypes = Seq(
    "BOOLEAN",
    "TINYINT",
    "SMALLINT",
    "INT",
    "BIGINT",
    "FLOAT",
    "DOUBLE",
    "DECIMAL(12,3)",
    "STRING",
    "STRING COLLATE UTF8_LCASE",
    "STRING COLLATE UNICODE_CI_RTRIM",
    "CHAR(5)",
    "CHAR(5) COLLATE UTF8_LCASE",
    "VARCHAR(7)",
    "VARCHAR(7) COLLATE UNICODE_CI",
    "VARCHAR(7) COLLATE de_CI_AI",
    "BINARY",
    "DATE",
    "TIMESTAMP",
    "TIMESTAMP_NTZ",
    "TIME(3)",
    "INTERVAL YEAR TO MONTH",
    "INTERVAL HOUR",
    "VARIANT",
    "VOID"
  )

  private def shown(table: String): String =
    sql(s"SHOW CREATE TABLE $table").head().getString(0)

  private def described(table: String): Seq[String] =
    sql(s"DESCRIBE $table").collect().map(_.toString).toSeq

  /** The table that `definition` makes is the one that its own definition makes. */
  private def assertRunsAgain(definition: String => String): String = {
    val table = newTable()
    sql(definition(table))
    val (statement, schema, description) =
      (shown(table), spark.table(table).schema, described(table))
    sql(s"DROP TABLE $table")
    sql(statement)
    assert(spark.table(table).schema == schema)
    assert(described(table) == description)
    assert(shown(table) == statement)
    statement
  }

  test("a definition with columns of every type can be run again") {
    val nested = scalarTypes
      .filter(_ != "VOID")
      .flatMap(t => Seq(s"ARRAY<$t>", s"STRUCT<a: $t NOT NULL COMMENT 'it\\'s', b: ARRAY<$t>>"))
    val keyed = scalarTypes
      .filter(t => t != "VOID" && t != "VARIANT")
      .map(t => s"MAP<$t, STRUCT<c: $t>>")
    val columns = (scalarTypes ++ nested ++ keyed).zipWithIndex.map { case (t, i) => s"c$i $t" }
    val statement = withConf("spark.sql.timeType.enabled" -> "true") {
      assertRunsAgain { table =>
        s"CREATE TABLE $table (${columns.mkString(", ")}) TBLPROPERTIES ('vectorColumn' = '')"
      }
    }
    assert(statement.contains("c11 CHAR(5) COLLATE UTF8_BINARY"))
    assert(
      statement.contains("STRUCT<a: CHAR(5) COLLATE UTF8_LCASE NOT NULL COMMENT 'it\\'s', b: ")
    )
  }

  test("a definition with everything else can be run again") {
    val location = newPath()
    val statement = assertRunsAgain { table =>
      s"""CREATE TABLE $table (id INT NOT NULL COMMENT 'it''s "it"', `a b` VARCHAR(3) DEFAULT 'q',
         |  `p.1` DATE, `d``q` CHAR(4) COLLATE UTF8_LCASE, v ARRAY<FLOAT>, ts TIMESTAMP, s STRING)
         |PARTITIONED BY (`p.1`, bucket(3, `d``q`), days(ts)) COMMENT 'the table''s'
         |LOCATION '$location'
         |TBLPROPERTIES ('vector.v.dimension' = '3', 'k''1' = 'v\\\\1')""".stripMargin
    }
    for (part <- Seq("NOT NULL", "DEFAULT 'q'", "days(ts)", location, "'vector.v.dimension' = '3'"))
      assert(statement.contains(part))
    assertRunsAgain { table =>
      s"CREATE TABLE $table (c CHAR(3), s STRING, id INT) DEFAULT COLLATION UNICODE_CI"
    }
  }

  test("CHAR and VARCHAR with collations, at any depth, are filled, checked and compared") {
    val columns = """id INT, c CHAR(3) COLLATE UTF8_LCASE, v VARCHAR(3) COLLATE UNICODE_CI,
      |s STRUCT<c: CHAR(3) COLLATE UTF8_LCASE>, a ARRAY<VARCHAR(3) COLLATE UTF8_LCASE>,
      |m MAP<CHAR(3), VARCHAR(3)>""".stripMargin
    val (plain, table) = (newName("plain"), newTable())
    sql(s"CREATE TABLE $plain ($columns) USING parquet LOCATION '${newPath()}'")
    sql(s"CREATE TABLE $table ($columns) PARTITIONED BY (v, bucket(4, c))")
    for (each <- Seq(plain, table)) {
      sql(s"""INSERT INTO $each VALUES
             |(1, 'a', 'b  ', named_struct('c', 'x'), array('p', 'q'), map('k', 'l')),
             |(2, 'A', 'B', named_struct('c', NULL), array('PQR', NULL), map('', '')),
             |(3, NULL, NULL, NULL, NULL, NULL)""".stripMargin)
      assertFails("EXCEED_LIMIT_LENGTH") {
        sql(s"INSERT INTO $each (id, s) VALUES (4, named_struct('c', 'long'))")
      }
      assertFails("EXCEED_LIMIT_LENGTH")(sql(s"INSERT INTO $each (id, v) VALUES (4, 'long')"))
    }
    for (
      query <- Seq(
        "SELECT * FROM TABLE ORDER BY id",
        "SELECT count(*), sum(id) FROM TABLE GROUP BY c ORDER BY sum(id)",
        "SELECT count(*), sum(id) FROM TABLE GROUP BY v ORDER BY sum(id)",
        "SELECT id FROM TABLE WHERE c = 'a' ORDER BY id",
        "SELECT id FROM TABLE WHERE v = 'b' OR s.c = 'X' OR a[0] = 'P' ORDER BY id",
        "SELECT l.id, r.id FROM TABLE l JOIN TABLE r ON l.c = r.c ORDER BY l.id, r.id"
      )
    ) {
      def found(name: String) = sql(query.replace("TABLE", name)).collect().map(_.toString).toSeq
      assert(found(table) == found(plain), query)
    }
    sql(s"DROP TABLE $plain")
    sql(s"ALTER TABLE $table ADD COLUMN t STRUCT<c: CHAR(2) COLLATE UTF8_LCASE>")
    sql(s"INSERT INTO $table (id, t) VALUES (5, named_struct('c', 'z'))")
    assert(names(s"SELECT t.c FROM $table WHERE trim(t.c) = 'Z'") == Seq("z "))
  }
}

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

import java.nio.file.{Files, Paths}

import org.apache.spark.sql.{Row, SaveMode}

/** Tables that Spark's own catalog knows: CREATE TABLE ... USING vectordb and what follows. */
class CatalogTableSuite extends WriteTables {
  private val columns = "id BIGINT, part INT, v ARRAY<FLOAT>"

  /** Runs `body` with the name of a table that is dropped afterwards. */
  private def withTable(body: String => Unit): Unit = {
    val name = newName("table")
    try {
      body(name)
    } finally {
      sql(s"DROP TABLE IF EXISTS $name")
    }
  }

  private def values(ids: Long*): String =
    ids.map(id => s"(${id}L, ${id % 3}, array(${id}F, 1F))").mkString("VALUES ", ", ", "")

  /** Where a managed table lies. */
  private def location(name: String): String =
    sql(s"DESCRIBE EXTENDED $name")
      .where("col_name = 'Location'")
      .head()
      .getString(1)
      .stripPrefix("file:")

  for (partitioned <- Seq(false, true)) {
    val by = if (partitioned) "PARTITIONED BY (part)" else ""
    val what = if (partitioned) "a partitioned table" else "a table"

    test(s"$what at a location where there is none yet") {
      withTable { name =>
        val path = newPath()
        sql(s"CREATE TABLE $name ($columns) USING vectordb $by LOCATION '$path'")
        assert(sql(s"SELECT * FROM $name").collect() === Array.empty)
        assert(sql(s"SELECT count(*) FROM $name").head() === Row(0))
        assert(spark.table(name).schema.simpleString === rows(0, 0).schema.simpleString)
        sql(s"INSERT INTO $name ${values(1, 2, 3)}")
        sql(s"INSERT INTO $name (v, id, part) VALUES (array(4F, 1F), 4L, 1)")
        sql(s"INSERT INTO $name BY NAME SELECT 2 AS part, array(5F, 1F) AS v, 5L AS id")
        assertRows(spark.table(name), 1L to 5)
        assertTable(path, 1L to 5)
        assert(dataFiles(path).forall(_.toString.contains("part=") == partitioned))
        val found = sql(s"SELECT id FROM $name WHERE dot_product(v, array(1F, 0F)) > 3.5")
        assert(ids(found) === Seq(4L, 5L))
        assert(found.queryExecution.executedPlan.toString.contains("_score_0 > 3.5"))
        sql(s"DROP TABLE $name")
        assertTable(path, 1L to 5)
      }
    }

    test(s"$what at a location where there is one, with and without schema") {
      val path = newPath()
      writer(rows(0, 9), SaveMode.Append)
        .partitionBy((if (partitioned) Seq("part") else Nil): _*)
        .save(path)
      for (schema <- Seq("", s"($columns)")) {
        withTable { name =>
          sql(s"CREATE TABLE $name $schema USING vectordb LOCATION '$path'")
          assertRows(spark.table(name), 0L until 9)
        }
      }
      withTable { name =>
        sql(s"CREATE TABLE $name ($columns) USING vectordb $by LOCATION '$path'")
        sql(s"INSERT INTO $name ${values(9)}")
        assertTable(path, 0L to 9)
      }
      withTable { name =>
        assertFails("SCHEMA_MISMATCH") {
          sql(s"CREATE TABLE $name (id BIGINT, v ARRAY<DOUBLE>) USING vectordb LOCATION '$path'")
        }
        assertFails("partition", if (partitioned) "[part]" else "[]") {
          sql(s"CREATE TABLE $name ($columns) USING vectordb PARTITIONED BY (id) LOCATION '$path'")
        }
      }
    }

    test(s"$what managed by the catalog") {
      withTable { name =>
        sql(s"CREATE TABLE $name ($columns) USING vectordb $by")
        val path = location(name)
        sql(s"INSERT INTO $name ${values(1, 2, 3)}")
        assertTable(path, 1L to 3)
        sql(s"INSERT OVERWRITE $name ${values(4, 5)}")
        assertTable(path, Seq(4L, 5L))
        assertFails("TABLE_OR_VIEW_ALREADY_EXISTS")(
          sql(s"CREATE TABLE $name (id INT) USING vectordb")
        )
        sql(s"CREATE TABLE IF NOT EXISTS $name (id INT) USING vectordb")
        assertTable(path, Seq(4L, 5L))
        sql(s"DROP TABLE $name")
        assert(!Files.exists(Paths.get(path)))
        // The name is free again, with nothing of what was there.
        sql(s"CREATE TABLE $name (a INT) USING vectordb")
        assert(spark.table(name).collect() === Array.empty)
      }
    }

    test(s"$what of the rows of a query") {
      withTable { name =>
        sql(s"CREATE TABLE $name USING vectordb $by AS SELECT * FROM $values0to5")
        assertRows(spark.table(name), 0L until 5)
        assertNoLeftovers(location(name))
      }
      withTable { name =>
        val path = newPath()
        sql(s"CREATE TABLE $name USING vectordb $by LOCATION '$path' AS SELECT * FROM $values0to5")
        assertTable(path, 0L until 5)
      }
    }

    test(s"$what by saveAsTable, in every mode") {
      withTable { name =>
        def save(from: Long, until: Long, mode: SaveMode): Unit =
          writer(rows(from, until), mode)
            .partitionBy((if (partitioned) Seq("part") else Nil): _*)
            .saveAsTable(name)
        save(0, 5, SaveMode.ErrorIfExists)
        assertFails("ALREADY_EXISTS")(save(5, 6, SaveMode.ErrorIfExists))
        save(5, 6, SaveMode.Ignore)
        assertRows(spark.table(name), 0L until 5)
        save(5, 7, SaveMode.Append)
        assertRows(spark.table(name), 0L until 7)
        save(9, 10, SaveMode.Overwrite)
        assertRows(spark.table(name), 9L until 10)
      }
    }
  }

  private lazy val values0to5: String = {
    rows(0, 5).createOrReplaceTempView("values0to5")
    "values0to5"
  }

  test("INSERT OVERWRITE of partitions") {
    withTable { name =>
      sql(s"CREATE TABLE $name ($columns) USING vectordb PARTITIONED BY (part)")
      val path = location(name)
      def reset(): Unit = sql(s"INSERT OVERWRITE $name ${values(0L until 9: _*)}")
      def idsOf(part: Int) = (0L until 9).filter(_ % 3 != part)

      reset()
      sql(s"INSERT OVERWRITE $name PARTITION (part = 1) VALUES (40L, array(40F, 1F))")
      assertTable(path, idsOf(1) :+ 40L)
      reset()
      sql(s"INSERT OVERWRITE $name PARTITION (part = 1) SELECT id, v FROM values0to5 WHERE false")
      assertTable(path, idsOf(1))
      reset()
      sql(s"INSERT INTO $name PARTITION (part = 2) VALUES (11L, array(11F, 1F))")
      assertTable(path, (0L until 9) :+ 11L)
      reset()
      withConf("spark.sql.sources.partitionOverwriteMode" -> "dynamic") {
        sql(s"INSERT OVERWRITE $name ${values(42, 45)}")
        assertTable(path, idsOf(0) ++ Seq(42L, 45L))
        sql(s"INSERT OVERWRITE $name PARTITION (part) SELECT 46L, 1, array(46F, 1F)")
        assertTable(path, Seq(2L, 5L, 8L, 42L, 45L, 46L))
      }
      sql(s"INSERT OVERWRITE $name PARTITION (part) SELECT 47L, 2, array(47F, 1F)")
      assertTable(path, Seq(47L))
    }
  }

  test("INSERT OVERWRITE of what the table itself holds") {
    withTable { name =>
      sql(s"CREATE TABLE $name ($columns) USING vectordb")
      sql(s"INSERT INTO $name ${values(0L until 9: _*)}")
      sql(s"INSERT OVERWRITE $name SELECT * FROM $name WHERE dot_product(v, array(1F, 0F)) > 3")
      assertTable(location(name), 4L until 9)
      sql(s"INSERT INTO $name SELECT id + 100, part, v FROM $name")
      assert(ids(spark.table(name)) === (4L until 9) ++ (104L until 109))
    }
  }

  test("options and properties of a table hold for its writes") {
    withTable { name =>
      sql(s"""CREATE TABLE $name (id BIGINT, a ARRAY<FLOAT>, b ARRAY<FLOAT>) USING vectordb
           |OPTIONS (vectorColumn 'b', dimension '2', rowsPerFile '4')""".stripMargin)
      sql(s"INSERT INTO $name SELECT /*+ COALESCE(1) */ id, array(), array(1F, 2F) FROM range(10)")
      assert(dataFiles(location(name)).size === 3)
      assertFails("Column b", "dimension 1", "dimension 2")(
        sql(s"INSERT INTO $name VALUES (1L, NULL, array(1F))")
      )
      sql(s"INSERT INTO $name SELECT /*+ COALESCE(1) */ id, NULL, NULL FROM range(4)")
      assert(dataFiles(location(name)).size === 4)
      assert(sql(s"SELECT count(*) FROM $name").head().getLong(0) === 14)
    }
    withTable { name =>
      sql(
        s"CREATE TABLE $name (v ARRAY<FLOAT>) USING vectordb TBLPROPERTIES ('vector.v.dimension' = '2')"
      )
      assertFails("dimension 3", "dimension 2")(
        sql(s"INSERT INTO $name VALUES (array(1F, 2F, 3F))")
      )
    }
  }

  test("a table with LOCATION is external") {
    def kind(name: String): String =
      sql(s"DESCRIBE EXTENDED $name").where("col_name = 'Type'").head().getString(1)
    withTable { name =>
      sql(s"CREATE TABLE $name ($columns) USING vectordb LOCATION '${newPath()}'")
      assert(kind(name) === "EXTERNAL")
      assert(!spark.catalog.getTable(name).tableType.contains("MANAGED"))
      assert(sql(s"SHOW CREATE TABLE $name").head().getString(0).contains("LOCATION"))
    }
    withTable { name =>
      writer(rows(0, 2), SaveMode.Append, "path" -> newPath()).saveAsTable(name)
      assert(kind(name) === "EXTERNAL")
    }
    withTable { name =>
      sql(s"CREATE TABLE $name ($columns) USING vectordb")
      assert(kind(name) === "MANAGED")
      assert(!sql(s"SHOW CREATE TABLE $name").head().getString(0).contains("LOCATION"))
    }
  }

  test("what the session's catalog cannot do names a way that there is") {
    withTable { name =>
      assertFails("cannot have buckets", "spark.sql.catalog.cat.warehouse") {
        writer(rows(0, 2), SaveMode.Append).bucketBy(2, "id").saveAsTable(name)
      }
      assertFails("cannot have buckets") {
        sql(s"CREATE TABLE $name ($columns) USING vectordb CLUSTERED BY (id) INTO 2 BUCKETS")
      }
      assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(name))
      sql(s"CREATE TABLE $name ($columns) USING vectordb")
      assertFails("nothing has been written", "create it") {
        sql(s"ALTER TABLE $name ADD COLUMN more INT")
      }
      append(rows(0, 2), location(name))
      assertFails(s"ALTER TABLE cat.`${location(name)}`") {
        sql(s"ALTER TABLE $name ADD COLUMN more INT")
      }
    }
  }

  test("a temporary view by options") {
    val path = newPath()
    append(rows(0, 4), path)
    append(rows(4, 9), path)
    val name = newName("view")
    sql(s"CREATE TEMPORARY VIEW $name USING vectordb OPTIONS (path '$path', versionAsOf '0')")
    assertRows(spark.table(name), 0L until 4)
    sql(s"CREATE OR REPLACE TEMPORARY VIEW $name USING vectordb OPTIONS (path '$path')")
    val found = sql(s"SELECT id FROM $name ORDER BY dot_product(v, array(1F, 0F)) DESC LIMIT 2")
    assert(found.collect().toSeq === Seq(Row(8L), Row(7L)))
    assertFails("no option 'paht'") {
      sql(s"CREATE TEMPORARY VIEW x USING vectordb OPTIONS (paht '$path')")
    }
  }

  test("the schema cannot be guessed where there is no table") {
    withTable { name =>
      assertFails("no vectordb table at")(
        sql(s"CREATE TABLE $name USING vectordb LOCATION '${newPath()}'")
      )
      assertFails("No path was given", "LOCATION")(sql(s"CREATE TABLE $name USING vectordb"))
      assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(name))
    }
  }

  test("what cannot be stored or partitioned is refused when the table is created") {
    withTable { name =>
      assertFails("cannot partition a table", "v") {
        sql(s"CREATE TABLE $name ($columns) USING vectordb PARTITIONED BY (v)")
      }
      assertFails("Several columns may hold vectors") {
        sql(s"CREATE TABLE $name (a ARRAY<FLOAT>, b ARRAY<FLOAT>) USING vectordb")
      }
      assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(name))
    }
  }

  test("options name columns with commas and backquotes in backquotes") {
    val strange = "a, `b`"
    val path = newPath()
    val data = rows(0, 3).withColumnRenamed("v", strange).withColumnRenamed("part", "p,q")
    append(data.selectExpr("*", "array(1F) AS w"), path, "vectorColumn" -> "w,`a, ``b```")
    val dimensions = sql(s"SHOW CREATE TABLE ${sessionTable(path)}").head().getString(0)
    assert(dimensions.contains(s"'vector.$strange.dimension' = '2'"))
    assert(dimensions.contains("'vector.w.dimension' = '1'"))
    val changed = data.selectExpr("id", "7 AS `p,q`", "`a, ``b```", "array(2F) AS w")
    append(changed.where("id < 2"), path, "mergeKeys" -> " id ,")
    append(changed.where("id = 2"), path, "mergeKeys" -> "`p,q`, id")
    assert(load(path).where("`p,q` = 7").count() === 3)
    assertFails("vectorColumn", "backquotes")(append(data, newPath(), "vectorColumn" -> "`a"))
  }

  /** The name of a table of the session's catalog at `path`. */
  private def sessionTable(path: String): String = {
    val name = newName("table")
    sql(s"CREATE TABLE $name USING vectordb LOCATION '$path'")
    name
  }
}

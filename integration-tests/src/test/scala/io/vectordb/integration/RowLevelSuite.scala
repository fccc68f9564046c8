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

import java.util.concurrent.atomic.AtomicBoolean

import scala.jdk.CollectionConverters._

import io.vectordb.table.Table
import org.apache.spark.sql.{Row, SaveMode}
import org.apache.spark.sql.functions.udf
import org.roaringbitmap.RoaringBitmap

/** DELETE, UPDATE and MERGE in SQL. */
class RowLevelSuite extends RowLevelTables {
  private val zeroTo9 = 0L until 10

  /** (3, 1) and those behind it: the product with (1, 0) is the id. */
  private def score(atLeast: Long): String = s"dot_product(v, array(1F, 0F)) >= $atLeast"

  test("the columns that say where a row is stored") {
    withTable(partitioned = true) { t =>
      insert(t, zeroTo9)
      val stored = sql(s"SELECT _file, _pos, id FROM $t").collect()
      assert(stored.map(r => (r.getString(0), r.getLong(1))).distinct.length === 10)
      val files = snapshot(t).files()
      stored.foreach(r => assert(files.stream().anyMatch(_.path() == r.getString(0))))
      assert(sql(s"SELECT * FROM $t").columns === Array("id", "part", "name", "v"))
      val best = sql(
        s"SELECT id, _pos FROM $t WHERE part = 0 ORDER BY dot_product(v, array(1F, 0F)) DESC LIMIT 2"
      )
      assert(best.collect() === Array(Row(9, 3), Row(6, 2)))
      assert(sql(s"SELECT _pos FROM $t WHERE id = 7").collect() === Array(Row(2)))
    }
  }

  test("a table that has columns of these names") {
    val name = newName("table")
    sql(s"CREATE TABLE $name (_pos INT, _FILE STRING) USING vectordb LOCATION '${newPath()}'")
    sql(s"INSERT INTO $name SELECT /*+ COALESCE(1) */ * FROM VALUES (7, 'a'), (8, 'b')")
    sql(s"DELETE FROM $name WHERE _pos = 7")
    assert(sql(s"SELECT _pos, _file, __pos FROM $name").collect() === Array(Row(8, "b", 1)))
    sql(s"DROP TABLE $name")
  }

  for (partitioned <- Seq(false, true)) {
    val what = if (partitioned) "partitioned" else "unpartitioned"

    test(s"DELETE of rows, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        val before = files(t)
        assertCommit(t, "DELETE", added = 0, removed = 2) {
          sql(s"DELETE FROM $t WHERE id IN (3, 5)")
        }
        assert(parameters(t)("rowsDeleted") === "2")
        assert(parameters(t)("read").contains("id IN (3, 5)"))
        assertRows(t, zeroTo9.filterNot(Set(3L, 5L)).map(row))
        assert(files(t).filterNot(_.toString.contains("deletes")) === before)
        sql(s"DELETE FROM $t AS x WHERE x.name LIKE '%n1%' OR x.id > 8 AND x.part IS NOT NULL")
        assertRows(t, Seq(0L, 2L, 4L, 6L, 7L, 8L).map(row))
        assertNoCommit(t)(sql(s"DELETE FROM $t WHERE id = 77"))
        assertNoCommit(t)(sql(s"DELETE FROM $t WHERE id = 0 AND upper(name) = 'X'"))
        assertNoCommit(t)(sql(s"DELETE FROM $t WHERE id > NULL"))
      }
    }

    test(s"DELETE by a score, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        insert(t, Seq(10L, 11L))
        val scan = sql(s"EXPLAIN DELETE FROM $t WHERE ${score(7)}").head().getString(0)
        assert(scan.contains("filter: _score_0 >= 7.0"))
        assert(!scan.contains("Filter ("))
        assertCommit(t, "DELETE", added = 0, removed = 5)(
          sql(s"DELETE FROM $t WHERE ${score(7)}")
        )
        assert(parameters(t)("read").contains("dot_product(v, query[2])"))
        assertRows(t, (0L until 7).map(row))
        sql(s"DELETE FROM $t WHERE vector_inner_product(v, array(1F, 0F)) BETWEEN 2 AND 3")
        sql(s"DELETE FROM $t WHERE vector_norm(v, 2F) < 1.1")
        sql(s"DELETE FROM $t WHERE cosine_similarity(v, array(0F, 1F)) > 0.5 AND part = 1")
        assertRows(t, (4L until 7).map(row))
        sql(s"DELETE FROM $t WHERE euclidean_distance(v, array(5F, 1F)) = 0 OR id + 1 = 7")
        assertRows(t, Seq(row(4)))
        assertFails("dimension 3")(
          sql(s"DELETE FROM $t WHERE dot_product(v, array(1F, 0F, 0F)) > 0")
        )
      }
    }

    test(s"DELETE by subqueries, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        sql(s"DELETE FROM $t WHERE id IN (SELECT id + 1 FROM $t WHERE id < 3)")
        assertRows(t, (0L +: (4L until 10)).map(row))
        sql(s"DELETE FROM $t WHERE id = (SELECT max(id) FROM $t)")
        sql(s"DELETE FROM $t t WHERE EXISTS (SELECT 1 FROM $t o WHERE o.id = t.id + 4)")
        assertRows(t, Seq(5L, 6L, 7L, 8L).map(row))
        sql(
          s"DELETE FROM $t WHERE dot_product(v, (SELECT v FROM $t WHERE id = 7)) >= 50"
        )
        assertRows(t, Seq(5L, 6L).map(row))
        sql(s"DELETE FROM $t WHERE id NOT IN (SELECT id FROM $t WHERE id <> 5)")
        assertRows(t, Seq(row(6)))
      }
    }

    test(s"DELETE of everything, and of what is left, $what") {
      withTable(partitioned) { t =>
        assertNoCommit(t)(sql(s"DELETE FROM $t"))
        assertNoCommit(t)(sql(s"DELETE FROM $t WHERE id = 3"))
        insert(t, zeroTo9)
        sql(s"DELETE FROM $t WHERE id % 2 = 0")
        assertCommit(t, "DELETE", added = 0, removed = 5)(sql(s"DELETE FROM $t"))
        assertRows(t, Nil)
        assert(snapshot(t).files().isEmpty)
        insert(t, Seq(1L))
        assertRows(t, Seq(row(1)))
        sql(s"TRUNCATE TABLE $t")
        assertRows(t, Nil)
      }
    }

    test(s"DELETE of whole files reads and writes nothing, $what") {
      withTable(partitioned) { t =>
        insert(t, Seq(0L, 3L))
        insert(t, Seq(1L, 4L))
        insert(t, Seq(10L, 13L))
        val before = files(t)
        // Who reads a file that is not there fails.
        val hidden = before.map(file => file -> file.resolveSibling(s"${file.getFileName}.hidden"))
        hidden.foreach { case (file, away) => java.nio.file.Files.move(file, away) }
        val statements = Seq("id >= 10", "part = 0", "id < 20 AND part IS NOT NULL")
        for (condition <- statements) {
          assertCommit(t, "DELETE", added = 0, removed = 2) {
            sql(s"DELETE FROM $t WHERE $condition")
          }
          assert(last(t).counts().get().filesRemoved() === 1)
          assert(parameters(t)("read").nonEmpty)
        }
        hidden.foreach { case (file, away) => java.nio.file.Files.move(away, file) }
        assert(files(t) === before)
        assertRows(t, Nil)
      }
    }

    test(s"UPDATE, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        assertCommit(t, "UPDATE", added = 2, removed = 2) {
          sql(s"UPDATE $t SET name = concat(name, '!'), part = part + 10 WHERE id IN (2, 4)")
        }
        assert(parameters(t)("rowsUpdated") === "2")
        def changed(id: Long) = Row(id, (id % 3).toInt + 10, s"n$id!", Seq(id.toFloat, 1f))
        assertRows(t, zeroTo9.map(id => if (id == 2 || id == 4) changed(id) else row(id)))
        sql(s"UPDATE $t AS u SET u.v = array(0F, 0F), name = NULL WHERE ${score(8)}")
        sql(s"UPDATE $t SET v = NULL WHERE id = 0")
        sql(s"UPDATE $t SET name = DEFAULT WHERE id = 1")
        val expected = (2L until 8).map(id => if (id == 2 || id == 4) changed(id) else row(id)) ++
          Seq(Row(8, 2, null, Seq(0f, 0f)), Row(9, 0, null, Seq(0f, 0f))) ++
          Seq(Row(0, 0, "n0", null), Row(1, 1, null, Seq(1f, 1f)))
        assertRows(t, expected)
        assertNoCommit(t)(sql(s"UPDATE $t SET id = 5 WHERE id = 77"))
        sql(s"UPDATE $t SET id = id + (SELECT count(*) FROM $t)")
        assertRows(
          t,
          expected.map(r => Row(r.getAs[Number](0).longValue + 10, r.get(1), r.get(2), r.get(3)))
        )
        assertFails("dimension")(sql(s"UPDATE $t SET v = array(1F, 2F, 3F) WHERE id = 15"))
        assertFails("id")(sql(s"UPDATE $t SET id = 'x' WHERE name = 'n5'"))
        assert(sql(s"SELECT id FROM $t WHERE ${score(7)}").collect() === Array(Row(17)))
      }
    }

    test(s"MERGE with every clause, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        val source = newName("source")
        sql(
          s"SELECT * FROM VALUES (1L, 'a'), (2L, 'b'), (3L, 'c'), (20L, 'd'), (21L, NULL) AS s(id, x)"
        )
          .createOrReplaceTempView(source)
        assertCommit(t, "MERGE", added = 4, removed = 7) {
          sql(s"""MERGE INTO $t AS t USING $source AS s ON t.id = s.id
                 |WHEN MATCHED AND s.x = 'a' THEN DELETE
                 |WHEN MATCHED AND s.x = 'b' THEN UPDATE SET name = s.x, part = t.part + 1
                 |WHEN MATCHED THEN UPDATE SET name = 'last'
                 |WHEN NOT MATCHED AND s.x IS NOT NULL
                 |  THEN INSERT (id, name, v) VALUES (s.id, s.x, array(0F, 9F))
                 |WHEN NOT MATCHED BY SOURCE AND t.id >= 7 THEN DELETE
                 |WHEN NOT MATCHED BY SOURCE AND ${score(6)} THEN UPDATE SET t.name = 'six'
                 |""".stripMargin)
        }
        assert(parameters(t)("rowsDeleted") === "4")
        assert(parameters(t)("rowsUpdated") === "3")
        assert(parameters(t)("rowsInserted") === "1")
        val expected = Seq(row(0), row(4), row(5)) ++ Seq(
          Row(2, 3, "b", Seq(2f, 1f)),
          Row(3, 0, "last", Seq(3f, 1f)),
          Row(6, 0, "six", Seq(6f, 1f)),
          Row(20, null, "d", Seq(0f, 9f))
        )
        assertRows(t, expected)
        assertNoCommit(t) {
          sql(s"MERGE INTO $t t USING $source s ON t.id = s.id + 500 WHEN MATCHED THEN DELETE")
        }
        sql(s"""MERGE INTO $t t USING $source s ON t.id = s.id
               |WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.x)""".stripMargin)
        assertRows(t, expected ++ Seq(Row(1, null, "a", null), Row(21, null, null, null)))
      }
    }

    test(s"MERGE of a row with several is refused, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        assertNoCommit(t) {
          assertFails("MERGE_CARDINALITY_VIOLATION") {
            sql(s"""MERGE INTO $t t USING (SELECT * FROM VALUES (1L, 'a'), (1L, 'b') AS v(id, x)) s ON t.id = s.id
                   |WHEN MATCHED THEN UPDATE SET name = x""".stripMargin)
          }
        }
        sql(s"""MERGE INTO $t t USING (SELECT * FROM VALUES (1L, 'a'), (1L, 'b') AS v(id, x)) s ON t.id = s.id
               |WHEN MATCHED THEN DELETE""".stripMargin)
        assert(parameters(t)("rowsDeleted") === "1")
        assertRows(t, zeroTo9.filter(_ != 1).map(row))
      }
    }

    test(s"MERGE by the similarity of vectors, $what") {
      withTable(partitioned) { t =>
        insert(t, zeroTo9)
        val source =
          "(SELECT * FROM VALUES (array(0F, 1F), 'up'), (array(-1F, 0F), 'left') AS v(v, x)) s"
        sql(s"""MERGE INTO $t t USING $source ON cosine_similarity(s.v, t.v) > 0.99
               |WHEN MATCHED THEN UPDATE SET name = s.x
               |WHEN NOT MATCHED THEN INSERT (id, name, v) VALUES (-1L, s.x, s.v)""".stripMargin)
        assertRows(
          t,
          (1L until 10).map(row) ++
            Seq(Row(0, 0, "up", Seq(0f, 1f)), Row(-1, null, "left", Seq(-1f, 0f)))
        )
      }
    }
  }

  test("NULL satisfies no condition and matches nothing") {
    withTable(partitioned = true) { t =>
      sql(
        s"INSERT INTO $t VALUES (NULL, NULL, NULL, NULL), (1, NULL, 'x', NULL), (2, 2, 'y', NULL)"
      )
      assertNoCommit(t)(sql(s"DELETE FROM $t WHERE part <> 2 OR NOT part = 2"))
      assertNoCommit(t)(sql(s"DELETE FROM $t WHERE ${score(-1)}"))
      sql(s"""MERGE INTO $t t USING (SELECT * FROM $t) s ON t.id = s.id AND t.part = s.part
             |WHEN MATCHED THEN DELETE""".stripMargin)
      assertRows(t, Seq(Row(null, null, null, null), Row(1, null, "x", null)))
      sql(s"DELETE FROM $t WHERE part IS NULL AND id <=> NULL")
      assertRows(t, Seq(Row(1, null, "x", null)))
    }
  }

  test("texts that are no UTF-8") {
    withTable(partitioned = true) { t =>
      val texts = "VALUES (1L, 0, CAST(X'FF' AS STRING), NULL), (2L, 0, 'x', NULL)"
      sql(s"INSERT INTO $t SELECT /*+ COALESCE(1) */ * FROM ($texts)")
      // In the order of bytes, FF comes after all letters.
      assertNoCommit(t)(sql(s"DELETE FROM $t WHERE name > 'x' AND name < '\uD83D\uDE00'"))
      assertNoCommit(t)(sql(s"DELETE FROM $t WHERE name = '\uFFFD'"))
      assertNoCommit(t)(sql(s"DELETE FROM $t WHERE name = CAST(X'FE' AS STRING)"))
      sql(s"DELETE FROM $t WHERE name >= '\uD83D\uDE00'")
      assert(sql(s"SELECT id FROM $t").collect() === Array(Row(2L)))
      sql(s"INSERT INTO $t $texts")
      sql(s"DELETE FROM $t WHERE name = CAST(X'FF' AS STRING)")
      assert(sql(s"SELECT id FROM $t").collect() === Array(Row(2L), Row(2L)))
    }
    val name = newName("table")
    sql(
      s"CREATE TABLE $name (id BIGINT, p STRING) USING vectordb PARTITIONED BY (p)" +
        s" LOCATION '${newPath()}'"
    )
    assertFails("Column p", "id = 7", "no UTF-8", "0xff", "Nothing was written") {
      sql(s"INSERT INTO $name VALUES (7L, CAST(X'FF' AS STRING))")
    }
    sql(s"DROP TABLE $name")
  }

  test("rows that are read from an older version than the one that is written to") {
    withTable(partitioned = true) { t =>
      insert(t, zeroTo9)
      val path = location(t).toString
      val before = newName("view")
      load(path).createOrReplaceTempView(before)
      val asked = view(path, "versionAsOf" -> snapshot(t).version().toString)
      sql(s"DELETE FROM $t WHERE id > 7")
      val version = snapshot(t).version()
      def statements(source: String) = Seq(
        () => sql(s"INSERT INTO $t SELECT * FROM $source"),
        () => sql(s"INSERT OVERWRITE $t SELECT * FROM $source"),
        () => spark.table(source).writeTo(t).overwritePartitions(),
        () => writer(spark.table(source), SaveMode.Overwrite).save(path),
        () => sql(s"DELETE FROM $t WHERE id IN (SELECT id FROM $source)"),
        () => sql(s"UPDATE $t SET name = (SELECT max(name) FROM $source)"),
        () => sql(s"""MERGE INTO $t t USING $source s ON t.id = s.id
                 |WHEN NOT MATCHED THEN INSERT *""".stripMargin)
      )
      statements(before).foreach { statement =>
        assertFails(s"from its version ${version - 1}", s"at version $version", "Load") {
          statement()
        }
      }
      sql(s"CACHE TABLE $before")
      try {
        statements(before).foreach(s => assertFails(s"from its version ${version - 1}")(s()))
      } finally {
        sql(s"UNCACHE TABLE $before")
      }
      assert(snapshot(t).version() === version)
      statements(asked).foreach(_())
      assertRows(t, zeroTo9.map(row))
      load(path).createOrReplaceTempView(before)
      sql(s"INSERT OVERWRITE $t SELECT * FROM $before WHERE id < 3")
      assertRows(t, (0L until 3).map(row))
    }
  }

  test("rows of one file that several tasks delete") {
    withTable(partitioned = false) { t =>
      sql(s"INSERT INTO $t SELECT /*+ COALESCE(1) */ id, 0, 'x', NULL FROM range(20000)")
      assert(snapshot(t).files().size() === 1)
      withConf("spark.sql.autoBroadcastJoinThreshold" -> "-1") {
        assertCommit(t, "DELETE", added = 0, removed = 15000) {
          sql(s"DELETE FROM $t WHERE id IN (SELECT id FROM range(20000) WHERE id % 4 <> 0)")
        }
      }
      assert(sql(s"SELECT sum(id % 4), count(*) FROM $t").head() === Row(0, 5000))
      assert(filesBelow(location(t).resolve("deletes")).size === 1)
    }
  }

  test("a statement that another one overtakes is refused and can be repeated") {
    withTable(partitioned = true) { t =>
      insert(t, zeroTo9)
      // Deletes a row of a partition while the statement runs.
      val table = stored(t)
      RowLevelSuite.overtake = { part =>
        val file = table.snapshot().files().asScala.find(_.partitionValues().get("part") == part)
        val left = DeletionScans.positions(table, file.get, "id")(_ => true)
        table
          .begin("OTHER", java.util.Map.of())
          .delete(file.get, RoaringBitmap.bitmapOf(left.first()))
          .commit()
      }
      spark.udf.register("overtake", RowLevelSuite.overtaken)
      def statements(part: Int) = Seq(
        s"DELETE FROM $t WHERE part = 0 AND id > 8 AND overtake($part, id)",
        s"UPDATE $t SET name = 'u' WHERE part = 0 AND overtake($part, id)",
        s"""MERGE INTO $t t USING (VALUES (6L)) s ON t.id = s.col1 AND t.part = 0
           |WHEN MATCHED AND overtake($part, id) THEN DELETE
           |WHEN NOT MATCHED THEN INSERT (id) VALUES (s.col1)""".stripMargin,
        s"""MERGE INTO $t t USING (SELECT * FROM range(6, 71, 64) WHERE overtake(0, id)) s
           |ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)""".stripMargin,
        s"INSERT INTO $t SELECT id + 100, part, name, v FROM $t WHERE overtake(0, id)",
        s"""MERGE INTO $t t USING (SELECT max(id) AS newest FROM $t WHERE overtake(0, id)) s
           |ON t.part = 1 AND t.id < s.newest
           |WHEN MATCHED THEN UPDATE SET name = 'older'""".stripMargin,
        s"DELETE FROM $t WHERE part = 1 AND id IN (SELECT id + 1 FROM $t WHERE overtake(0, id))"
      )
      for (statement <- statements(part = 0)) {
        insert(t, zeroTo9)
        RowLevelSuite.pending.set(true)
        withClue(s"$statement\n") {
          assertFails("Conflict", "part=0", "(OTHER)", "safe to retry")(sql(statement))
        }
        assert(last(t).operation() === "OTHER")
        val before = snapshot(t).version()
        sql(statement)
        assert(snapshot(t).version() === before + 1)
      }
      for (statement <- statements(part = 1).take(3)) {
        RowLevelSuite.pending.set(true)
        sql(statement)
      }
    }
  }

  test("an overwrite of a partition that others add rows to meanwhile, the first ones of all") {
    withTable(partitioned = true) { t =>
      insert(t, zeroTo9)
      RowLevelSuite.overtake = _ =>
        elsewhere(
          sql(s"""MERGE INTO $t t USING (SELECT 70L AS id) s ON t.id = s.id
                 |WHEN NOT MATCHED THEN INSERT (id, part) VALUES (s.id, 7)""".stripMargin)
        )
      spark.udf.register("overtake", RowLevelSuite.overtaken)
      val overwrite = s"INSERT OVERWRITE $t PARTITION (part = 7)" +
        " SELECT id, 'n', NULL FROM range(70, 71) WHERE overtake(0, id)"
      RowLevelSuite.pending.set(true)
      assertFails("Conflict", "part = 7", "version 1 (MERGE)", "safe to retry")(sql(overwrite))
      sql(overwrite)
      assertRows(t, zeroTo9.map(row) :+ Row(70L, 7, "n", null))
    }
  }

  test("query vectors in session variables") {
    sql("DECLARE OR REPLACE VARIABLE query ARRAY<FLOAT> DEFAULT array(1F, 0F)")
    withTable(partitioned = false) { t =>
      insert(t, zeroTo9)
      sql(s"DELETE FROM $t WHERE dot_product(v, query) > 8")
      // Spark resolves variables neither here nor in MERGE, whatever the source.
      assertFails("UNRESOLVED_COLUMN")(
        sql(s"UPDATE $t SET id = 80 WHERE dot_product(v, query) > 7")
      )
      def runs(statement: String): Unit = {
        assert(sql(s"EXPLAIN $statement").head().getString(0).contains("dot_product(v, query[2])"))
        sql(statement)
      }
      runs(s"UPDATE $t SET id = 80 WHERE dot_product(v, (SELECT query)) > 7")
      runs(
        s"EXECUTE IMMEDIATE 'UPDATE $t SET id = 70 WHERE id < 10 AND dot_product(v, ?) > 6'" +
          " USING query"
      )
      runs(
        s"""EXECUTE IMMEDIATE 'MERGE INTO $t t USING (SELECT 0L AS id) s
           |ON t.id > s.id AND t.id < 10 AND dot_product(t.v, ?) > 5
           |WHEN MATCHED THEN UPDATE SET id = 60' USING query""".stripMargin
      )
      assert(
        sql(s"SELECT id FROM $t ORDER BY id").collect().map(_.getLong(0)).toSeq ===
          Seq[Long](0, 1, 2, 3, 4, 5, 60, 70, 80)
      )
    }
    sql("DROP TEMPORARY VARIABLE query")
  }

  test("an older version is not changed") {
    withTable(partitioned = false) { t =>
      insert(t, zeroTo9)
      sql(s"DELETE FROM $t WHERE id < 5")
      val old = load(location(t).toString, "versionAsOf" -> "0")
      assert(old.count() === 10)
      assert(old.where("id < 5").count() === 5)
      assert(Table.at(location(t).toString).snapshot(0).rowCount() === 10)
    }
  }
}

object RowLevelSuite {
  private val pending = new AtomicBoolean
  @volatile private var overtake: Long => Unit = _

  /** Lets somebody else be faster the first time that a row is looked at; true for ids above 0. */
  private val overtaken = udf { (part: Int, id: Long) =>
    if (pending.getAndSet(false)) {
      overtake(part.toLong)
    }
    id > 0
  }
}

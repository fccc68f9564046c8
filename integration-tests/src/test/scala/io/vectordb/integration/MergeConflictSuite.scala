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

import org.apache.spark.sql.functions.udf

/** What others may commit while a MERGE runs. */
class MergeConflictSuite extends RowLevelTables {
  private val zeroTo9: Seq[Long] = 0L until 10

  private val upsert =
    "WHEN MATCHED THEN UPDATE SET name = 'u' WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"
  private val update = "WHEN MATCHED THEN UPDATE SET name = 'u'"
  private val insertOnly = "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"
  private val insertsOnly = "WHEN NOT MATCHED AND s.id > 70 THEN INSERT (id) VALUES (s.id)" +
    " WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, 'x')"
  private val all = Seq(upsert, update, insertOnly, insertsOnly)

  /** Runs a statement that calls `overtake(id)`, whose first call does `meanwhile`. */
  private def overtaken(statement: String)(meanwhile: => Unit): Unit = {
    spark.udf.register("overtake", MergeConflictSuite.overtaken)
    MergeConflictSuite.overtake = () => elsewhere(meanwhile)
    MergeConflictSuite.pending.set(true)
    sql(statement)
    assert(!MergeConflictSuite.pending.get)
  }

  /** The statement is committed after what others did meanwhile. */
  private def assertPasses(table: String, statement: String)(meanwhile: => Unit): Unit =
    withClue(s"$statement\n") {
      val before = snapshot(table).version()
      overtaken(statement)(meanwhile)
      assert(snapshot(table).version() === before + 2)
      assert(last(table).readVersion().getAsLong === before)
    }

  /** The statement fails because of what others did meanwhile, and can be repeated. */
  private def assertConflicts(table: String, statement: String)(meanwhile: => Unit): Unit =
    withClue(s"$statement\n") {
      val before = snapshot(table).version()
      assertFails("Conflict", "safe to retry")(overtaken(statement)(meanwhile))
      assert(snapshot(table).version() === before + 1)
      sql(statement)
      assert(snapshot(table).version() === before + 2)
    }

  private def ids(table: String): Seq[Long] =
    sql(s"SELECT id FROM $table ORDER BY id").collect().map(_.getLong(0)).toSeq

  /** Rows that Spark knows when it plans, and rows that tasks compute. */
  private val sources = Seq(
    "(SELECT id FROM (VALUES (5L), (6L), (71L)) AS x(id) WHERE overtake(id))",
    "(SELECT IF(id = 7, 71, id) AS id FROM range(5, 8) WHERE overtake(id))",
    "(SELECT * FROM (SELECT explode(array(5L, 6L, 71L)) AS id) WHERE overtake(id))"
  )

  for (partitioned <- Seq(false, true); actions <- all) {
    test(s"rows of other keys pass, partitioned: $partitioned, $actions") {
      for (source <- sources) {
        withTable(partitioned) { t =>
          insert(t, zeroTo9)
          val merge = s"MERGE INTO $t t USING $source s ON t.id = s.id $actions"
          assertPasses(t, merge)(insert(t, Seq(20L, 21L, 22L)))
          val inserted = if (actions == update) Nil else Seq(71L)
          assert(ids(t) === zeroTo9 ++ Seq(20L, 21L, 22L) ++ inserted)
        }
      }
    }

    test(s"rows of the same keys conflict, partitioned: $partitioned, $actions") {
      for (source <- sources) {
        withTable(partitioned) { t =>
          insert(t, zeroTo9)
          val merge = s"MERGE INTO $t t USING $source s ON t.id = s.id $actions"
          assertConflicts(t, merge) {
            // What is inserted is not there any more when the statement is repeated.
            if (actions == update) insert(t, Seq(71L)) else insert(t, Seq(6L))
          }
        }
      }
    }
  }

  test("keys of the source are found where the table has no row that a join asks for") {
    for (threshold <- Seq("-1", "10MB"); adaptive <- Seq("true", "false")) {
      withConf(
        "spark.sql.autoBroadcastJoinThreshold" -> threshold,
        "spark.sql.adaptive.enabled" -> adaptive
      ) {
        for (key <- 1L to 3L) {
          withTable(partitioned = false) { t =>
            insert(t, Seq(0L))
            val source =
              "(SELECT /*+ REPARTITION(2, id) */ id FROM range(9) WHERE overtake(id) GROUP BY id)"
            assertConflicts(t, s"MERGE INTO $t t USING $source s ON t.id = s.id $update") {
              insert(t, Seq(key))
            }
          }
        }
      }
    }
  }

  test("keys of the source are found in partitions that have no match now") {
    withTable(partitioned = true) { t =>
      withTable(partitioned = true) { s =>
        insert(t, Seq(0L, 3L))
        insert(s, zeroTo9)
        val merge = s"MERGE INTO $t t USING (SELECT * FROM $s WHERE overtake(id)) s" +
          s" ON t.part = s.part AND t.id = s.id AND t.name = 'n3' $update"
        assertPasses(t, merge)(insert(t, Seq(10L)))
        sql(s"UPDATE $t SET name = 'n3' WHERE id = 3")
        assertConflicts(t, merge)(sql(s"INSERT INTO $t VALUES (1, 1, 'n3', NULL)"))
      }
    }
  }

  test("rows that others delete or change") {
    withTable(partitioned = false) { t =>
      insert(t, zeroTo9)
      insert(t, Seq(20L, 21L, 22L))
      insert(t, Seq(30L, 31L, 32L))
      for (actions <- Seq(upsert, insertsOnly)) {
        val merge =
          s"MERGE INTO $t t USING (SELECT id FROM range(20, 99) WHERE overtake(id) AND" +
            s" id IN (20, 71 + ${snapshot(t).version()})) s ON t.id = s.id $actions"
        assertPasses(t, merge)(sql(s"DELETE FROM $t WHERE id = ${snapshot(t).version() % 8}"))
      }
      assert(ids(t).contains(31L))
      val merge = s"MERGE INTO $t t USING (SELECT id FROM range(21, 22) WHERE overtake(id)) s" +
        s" ON t.id = s.id $upsert"
      assertPasses(t, merge)(sql(s"UPDATE $t SET name = 'v' WHERE id = 31"))
      assertConflicts(t, merge)(sql(s"DELETE FROM $t WHERE id IN (22)"))
    }
  }

  private case class Keys(types: String, source: String, other: String, same: String)

  test("keys of every type") {
    val keys = Seq(
      Keys("TINYINT", "CAST(id AS BIGINT)", "10Y", "2Y"),
      Keys("INT", "id", "10", "2"),
      Keys("BIGINT", "CAST(id AS INT)", "10", "2"),
      Keys("DOUBLE", "CAST(id AS FLOAT)", "10.5", "2"),
      Keys("FLOAT", "CAST(id AS DOUBLE)", "10.5", "2"),
      Keys("FLOAT", "IF(id = 2, CAST('NaN' AS FLOAT), 1)", "10.5", "'NaN'"),
      Keys("DECIMAL(20,2)", "CAST(id AS DECIMAL(20,2))", "10.5", "2"),
      Keys("STRING", "CONCAT('k', id)", "'x'", "'k2'"),
      Keys("BINARY", "CAST(CONCAT('k', id) AS BINARY)", "X'99'", "CAST('k2' AS BINARY)"),
      Keys("BOOLEAN", "IF(id = 1, NULL, false)", "true", "false"),
      Keys("DATE", "DATE'2020-01-01' + CAST(id AS INT)", "'2020-01-09'", "'2020-01-03'"),
      Keys(
        "TIMESTAMP",
        "TIMESTAMP'2020-01-01 00:00:00' + id * INTERVAL 1 HOUR",
        "'2020-01-01 00:00:00'",
        "'2020-01-01 02:00:00'"
      ),
      Keys("BIGINT", "id * 2 + 1", "10", "5")
    )
    for (key <- keys) {
      val t = newName("table")
      sql(
        s"CREATE TABLE $t (k ${key.types}, name STRING) USING vectordb LOCATION '${newPath()}'"
      )
      sql(s"INSERT INTO $t VALUES (NULL, 'first')")
      val source = s"(SELECT ${key.source} AS k FROM range(1, 3) WHERE overtake(id) UNION ALL" +
        s" SELECT NULL)"
      val merge = s"MERGE INTO $t t USING $source s ON t.k = s.k" +
        " WHEN MATCHED THEN UPDATE SET name = 'u' WHEN NOT MATCHED THEN INSERT (k) VALUES (s.k)"
      def insertKey(value: String): Unit =
        sql(s"INSERT INTO $t SELECT CAST($value AS ${key.types}), 'other'")
      assertPasses(t, merge)(insertKey(key.other))
      assertConflicts(t, merge)(insertKey(key.same))
    }
  }

  test("more keys than are remembered one by one") {
    withTable(partitioned = false) { t =>
      insert(t, zeroTo9)
      val merge = s"MERGE INTO $t t USING (SELECT 3 * id AS id FROM range(20000) WHERE" +
        s" overtake(id)) s ON t.id = s.id $upsert"
      assertPasses(t, merge)(insert(t, Seq(60001L, 99999L)))
      assert(parameters(t)("read").length < 1100)
      assertConflicts(t, merge)(insert(t, Seq(59997L)))
      assert(ids(t).count(_ == 59997L) === 2)
    }
  }

  test("what depends on all rows conflicts with every row") {
    val every = Seq(
      s"ON t.id = s.id $upsert WHEN NOT MATCHED BY SOURCE THEN UPDATE SET name = 'gone'",
      s"ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE",
      s"ON t.id >= s.id AND t.id <= s.id $upsert",
      s"ON t.id = s.id OR t.part = s.id $upsert",
      s"ON t.id <=> s.id $upsert",
      s"ON t.name = s.id || 'n' OR t.id = s.id $insertOnly"
    )
    for (each <- every) {
      withTable(partitioned = false) { t =>
        insert(t, zeroTo9)
        val merge =
          s"MERGE INTO $t t USING (SELECT id FROM range(4, 11) WHERE overtake(id)) s $each"
        val before = snapshot(t).version()
        withClue(each) {
          assertFails("Conflict", "safe to retry")(overtaken(merge)(insert(t, Seq(20L))))
        }
        assert(snapshot(t).version() === before + 1)
      }
    }
    withTable(partitioned = false) { t =>
      insert(t, zeroTo9)
      val newest = s"(SELECT max(id) AS id FROM $t WHERE overtake(id))"
      assertFails("Conflict", "all rows") {
        overtaken(s"MERGE INTO $t t USING $newest s ON t.id = s.id $update")(insert(t, Seq(20L)))
      }
    }
  }

  test("isolation level snapshot lets rows pass that others add") {
    withTable(partitioned = false) { t =>
      insert(t, zeroTo9)
      sql(s"ALTER TABLE vec.`${location(t)}` SET TBLPROPERTIES ('isolationLevel' = 'snapshot')")
      sql(s"REFRESH TABLE $t")
      val described = sql(s"DESCRIBE EXTENDED $t").where("col_name = 'Table Properties'")
      assert(described.head().getString(1).contains("isolationLevel=snapshot"))
      def merge(first: Long) =
        s"MERGE INTO $t t USING (SELECT id FROM range($first, 8) WHERE overtake(id)) s" +
          s" ON t.id >= s.id AND t.id <= s.id $upsert"
      assertPasses(t, merge(5))(insert(t, Seq(20L)))
      assertPasses(t, s"DELETE FROM $t WHERE overtake(id) AND id < 2")(insert(t, Seq(1L)))
      assertPasses(t, s"UPDATE $t SET name = 'v' WHERE overtake(id) AND id < 4")(
        insert(t, Seq(1L))
      )
      assert(ids(t) === Seq(1L, 1L) ++ (2L until 10) :+ 20L)
      assertConflicts(t, merge(6))(sql(s"DELETE FROM $t WHERE id = 9"))
      assertFails("isolationLevel=none", "snapshot, serializable") {
        sql(s"ALTER TABLE vec.`${location(t)}` SET TBLPROPERTIES ('isolationLevel' = 'none')")
      }
    }
    val refused = newName("table")
    assertFails("isolationLevel=none", "snapshot, serializable") {
      sql(
        s"CREATE TABLE $refused (id BIGINT) USING vectordb LOCATION '${newPath()}'" +
          " TBLPROPERTIES ('isolationLevel' = 'none')"
      )
      sql(s"INSERT INTO $refused VALUES (1)")
    }
    sql(s"DROP TABLE IF EXISTS $refused")
  }
}

object MergeConflictSuite {
  private val pending = new AtomicBoolean
  @volatile private var overtake: () => Unit = _

  /** Lets somebody else be faster the first time that a row is looked at; always true. */
  private val overtaken = udf { (_: Long) =>
    if (pending.getAndSet(false)) {
      overtake()
    }
    true
  }
}

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

import java.util.concurrent.{Callable, CompletableFuture, ExecutorService, Executors}
import java.util.concurrent.atomic.AtomicBoolean

import scala.jdk.CollectionConverters._
import scala.util.Try

import io.vectordb.table.Table
import org.apache.spark.sql.Row
import org.apache.spark.sql.functions.{col, udf}

/** A table and its first rows are created, or replaced, as one version. */
class AtomicTableSuite extends CatalogSuite {
  private def version(table: String): Long =
    Table.at(place(table).toString).snapshot().version()

  /** A query of which a task fails after others have written their rows. */
  private def failing: String = {
    spark.udf.register("fail_after_tasks", AtomicTableSuite.failAfterTasks)
    "SELECT id, IF(id = 99, fail_after_tasks(3), 1F) AS x FROM range(0, 100, 1, 4)"
  }

  private def withThreads[T](threads: Int)(body: ExecutorService => T): T = {
    val pool = Executors.newFixedThreadPool(threads)
    try body(pool)
    finally pool.shutdownNow()
  }

  test("CREATE TABLE AS SELECT is the first version") {
    val table = newTable()
    sql(
      s"""CREATE TABLE $table PARTITIONED BY (part) COMMENT 'c' TBLPROPERTIES ('k' = 'v')
           |AS SELECT id, id % 2 AS part, array(CAST(id AS FLOAT)) AS v FROM range(10)""".stripMargin
    )
    assert(version(table) === 0)
    assert(ids(table) === (0L until 10))
    assert(ids(s"$table VERSION AS OF 0").size === 10)
    assert(sql(s"SHOW TBLPROPERTIES $table ('k')").head().getString(1) === "v")
    assert(spark.table(table).where("dot_product(v, array(1F)) > 7").count() === 2)
    sql(s"CREATE TABLE IF NOT EXISTS $table AS SELECT 1 AS other")
    assert(ids(table) === (0L until 10))
    assertFails("TABLE_OR_VIEW_ALREADY_EXISTS")(sql(s"CREATE TABLE $table AS SELECT 1 AS other"))
  }

  test("a failing CREATE TABLE AS SELECT leaves nothing") {
    for (clause <- Seq("", s"LOCATION '${newPath()}'")) {
      val table = newTable()
      assertFails("on purpose")(sql(s"CREATE TABLE $table $clause AS $failing"))
      assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(table))
      assertDataFiles(place(table).toString, Nil)
      assertFails("on purpose")(sql(s"CREATE OR REPLACE TABLE $table $clause AS $failing"))
      assertFails("TABLE_OR_VIEW_NOT_FOUND")(spark.table(table))
      sql(s"CREATE TABLE $table AS SELECT 1L AS id")
      assert(ids(table) === Seq(1L))
    }
  }

  test("REPLACE TABLE: everything is new, and the versions before stay") {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id BIGINT, part INT, v ARRAY<FLOAT>) PARTITIONED BY (part)
           |COMMENT 'old' TBLPROPERTIES ('old' = '1')""".stripMargin)
    sql(s"INSERT INTO $table VALUES (1L, 1, array(1F, 2F)), (2L, 2, array(3F, 4F))")
    val before = sql(s"SELECT * FROM $table ORDER BY id").collect()
    sql(s"""CREATE OR REPLACE TABLE $table PARTITIONED BY (kind) TBLPROPERTIES ('new' = '2')
           |AS SELECT CAST(id AS STRING) AS id, 'x' AS kind, array(5F, 6F, 7F) AS v
           |FROM $table WHERE id = 2""".stripMargin)
    assert(version(table) === 2)
    assert(
      spark.table(table).schema.simpleString === "struct<id:string,kind:string,v:array<float>>"
    )
    assert(spark.table(table).collect() === Array(Row("2", "x", Seq(5f, 6f, 7f))))
    val properties = sql(s"SHOW TBLPROPERTIES $table").collect().map(_.getString(0)).toSet
    assert(properties.contains("new") && !properties.contains("old"))
    assert(sql(s"SELECT * FROM $table VERSION AS OF 1 ORDER BY id").collect() === before)
    val matching = s"FROM $table VERSION AS OF 1 WHERE dot_product(v, array(1F, 1F)) >= 7"
    assert(sql(s"SELECT id $matching").collect() === Array(Row(2L)))
    sql(s"INSERT INTO $table VALUES ('3', 'y', array(1F, 1F, 1F))")
    assert(spark.table(table).where("dot_product(v, array(1F, 0F, 0F)) > 0").count() === 2)
    sql(s"REPLACE TABLE $table (id BIGINT NOT NULL)")
    assert(version(table) === 4)
    assert(spark.table(table).collect() === Array.empty)
    assertFails("TABLE_OR_VIEW_NOT_FOUND")(sql(s"REPLACE TABLE ${newTable()} AS SELECT 1 AS a"))
  }

  test("REPLACE TABLE by rows of an older version than the one that is replaced") {
    val table = newTable()
    sql(s"CREATE TABLE $table AS SELECT id FROM range(5)")
    // Spark loads a DataFrame again that is written as it was loaded.
    val before = load(place(table).toString).where("id < 9")
    sql(s"INSERT INTO $table VALUES (5L)")
    assertFails("from its version 0", "at version 1", "Load the table again") {
      before.writeTo(table).createOrReplace()
    }
    assert(ids(table) === (0L until 6))
    load(place(table).toString).where("id > 3").writeTo(table).createOrReplace()
    assert(ids(table) === Seq(4L, 5L))
  }

  test("a failing REPLACE TABLE changes nothing") {
    val table = newTable()
    sql(s"CREATE TABLE $table AS SELECT id FROM range(5)")
    val files = dataFiles(place(table).toString)
    assertFails("on purpose")(sql(s"REPLACE TABLE $table AS $failing"))
    assertFails("on purpose")(sql(s"CREATE OR REPLACE TABLE $table AS $failing"))
    assertFails("cannot partition") {
      sql(s"REPLACE TABLE $table PARTITIONED BY (v) AS SELECT 1 AS id, array(1F) AS v")
    }
    assert(version(table) === 0)
    assert(ids(table) === (0L until 5))
    assertDataFiles(place(table).toString, files)
  }

  test("a replacement conflicts with what is written meanwhile, and leaves nothing") {
    val table = newTable()
    sql(s"CREATE TABLE $table AS SELECT id FROM range(5)")
    AtomicTableSuite.work = () => sql(s"INSERT INTO $table VALUES (100L)")
    spark.udf.register("work_meanwhile", AtomicTableSuite.workMeanwhile)
    assertFails("Conflict", "retry") {
      sql(s"REPLACE TABLE $table AS SELECT work_meanwhile(id) AS id FROM range(0, 5, 1, 1)")
    }
    assert(ids(table) === Seq(0L, 1L, 2L, 3L, 4L, 100L))
    val known = sql(s"CALL $cat.system.files('${table.stripPrefix(s"$cat.")}')").count()
    assert(dataFiles(place(table).toString).size === known)
  }

  test("readers see one version or the next one, never anything between") {
    val table = newTable()
    def replace(round: Int): Unit =
      sql(s"""CREATE OR REPLACE TABLE $table AS
             |SELECT id, CAST($round AS INT) AS round, $round AS c$round FROM range(0, 50, 1, 2)
             |""".stripMargin)
    replace(0)
    val done = new AtomicBoolean
    withThreads(2) { pool =>
      val readers = Seq.fill(2)(pool.submit(new Callable[Int] {
        override def call(): Int = {
          var reads = 0
          while (!done.get() || reads == 0) {
            val seen = spark.table(table).selectExpr("count(*)", "count(DISTINCT round)").head()
            assert(seen === Row(50L, 1L))
            reads += 1
          }
          reads
        }
      }))
      try (1 to 8).foreach(replace)
      finally done.set(true)
      readers.foreach(reader => assert(reader.get() > 0))
    }
    assert(version(table) === 8)
  }

  test("of statements that create the same table at a time one wins") {
    for (round <- 0 until 5) {
      val table = newTable()
      val writers = 4
      val results = withThreads(writers) { pool =>
        val statements = (0 until writers).map { writer =>
          new Callable[Try[Int]] {
            override def call(): Try[Int] = Try {
              if (writer % 2 == 0) sql(s"CREATE TABLE $table AS SELECT ${writer}L AS id")
              else sql(s"CREATE TABLE $table (id BIGINT, c$writer INT)")
              writer
            }
          }
        }
        pool.invokeAll(statements.asJava).asScala.map(_.get()).toSeq
      }
      val winners = results.flatMap(_.toOption)
      assert(winners.size === 1, results)
      results.flatMap(_.failed.toOption).foreach { error =>
        assert(error.getMessage.contains("ALREADY_EXISTS") || error.getMessage.contains("Conflict"))
      }
      val winner = winners.head
      assert(ids(table) === (if (winner % 2 == 0) Seq(winner.toLong) else Nil))
      assert(spark.table(table).columns.contains(s"c$winner") === (winner % 2 == 1))
    }
  }

  test("a namespace is created once") {
    withThreads(4) { pool =>
      val namespace = s"$cat.${newName("once")}"
      val statements = Seq.fill(4)(new Callable[Boolean] {
        override def call(): Boolean = Try(sql(s"CREATE NAMESPACE $namespace")).isSuccess
      })
      assert(pool.invokeAll(statements.asJava).asScala.count(_.get()) === 1)
    }
  }

  test("writeTo") {
    val table = newTable()
    def rows(from: Long, until: Long) =
      spark.range(from, until).selectExpr("id", "id % 2 AS part", "array(CAST(id AS FLOAT)) AS v")
    rows(0, 4).writeTo(table).using("vectordb").partitionedBy(col("part")).create()
    assert(version(table) === 0)
    rows(4, 6).writeTo(table).append()
    assert(ids(table) === (0L until 6))
    rows(10, 11).writeTo(table).overwritePartitions()
    assert(ids(table) === Seq(1L, 3L, 5L, 10L))
    rows(20, 21).writeTo(table).overwrite(col("part") === 1)
    assert(ids(table) === Seq(10L, 20L))
    rows(0, 2).writeTo(table).option("rowsPerFile", "1").tableProperty("k", "v").createOrReplace()
    assert(ids(table) === Seq(0L, 1L))
    assert(version(table) === 4)
    assert(sql(s"CALL $cat.system.files('${table.stripPrefix(s"$cat.")}')").count() === 2)
    rows(0, 3).writeTo(table).replace()
    assert(ids(table) === Seq(0L, 1L, 2L))
    assertFails("TABLE_OR_VIEW_NOT_FOUND")(rows(0, 1).writeTo(newTable()).append())
    rows(3, 4).write.mode("append").saveAsTable(table)
    rows(4, 5).write.insertInto(table)
    assert(ids(table) === (0L until 5))
  }
}

private object AtomicTableSuite {
  private val failAfterTasks =
    udf((others: Int) => fail(others)).asNondeterministic()

  private def fail(others: Int): Float = {
    EndedTasks.await(others)
    throw new IllegalStateException("on purpose")
  }

  /** What happens while a task has the first row. */
  @volatile private var work: () => Any = _

  /** Statements cannot be run by a task itself, so another thread does it. */
  private val workMeanwhile = (id: Long) => {
    if (id == 0) {
      CompletableFuture.runAsync(() => work()).join()
    }
    id
  }
}

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

import java.util.concurrent.{Callable, Executors}

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.{DataFrame, Row, SaveMode}
import org.apache.spark.sql.functions.udf

/** Appends with the option mergeKeys: rows replace those of the table that have the same keys. */
class UpsertSuite extends WriteTables with CatalogSuite {
  import UpsertSuite._

  private def data(rows: (Any, Any, String)*): DataFrame =
    spark.createDataFrame(
      rows.map { case (id, part, name) => Row(id, part, name, Seq(1f, 2f)) }.asJava,
      org.apache.spark.sql.types.StructType
        .fromDDL("id BIGINT, part INT, name STRING, v ARRAY<FLOAT>")
    )

  private def upsert(data: DataFrame, path: String, keys: String, options: (String, String)*) =
    writer(data, SaveMode.Append, (options :+ ("mergeKeys" -> keys)): _*).save(path)

  private def found(path: String): Seq[(Any, Any, String)] =
    load(path).collect().toSeq.map(r => (r.get(0), r.get(1), r.getString(2))).sortBy(_.toString)

  private def assertFound(path: String)(rows: (Any, Any, String)*): Unit = {
    assert(found(path) === rows.sortBy(_.toString))
    assert(load(path).count() === rows.size)
  }

  test("rows with known keys are replaced, others are added, in one version") {
    val path = newPath()
    upsert(data((1L, 0, "a"), (2L, 0, "b"), (3L, 1, "c")), path, "id")
    assert(snapshot(path).version() === 0)
    upsert(data((2L, 5, "B"), (4L, 0, "d")), path, "ID")
    assertFound(path)((1L, 0, "a"), (2L, 5, "B"), (3L, 1, "c"), (4L, 0, "d"))
    val last = table(path).history().get(0)
    assert(last.version() === 1)
    assert(last.operationParameters().get("mode") === "upsert by id")
    assert((last.counts().get().rowsAdded(), last.counts().get().rowsRemoved()) === ((2, 1)))
    upsert(data((1L, 9, "x"), (2L, 9, "y"), (3L, 9, "z"), (4L, 9, "w")), path, "id")
    assertFound(path)((1L, 9, "x"), (2L, 9, "y"), (3L, 9, "z"), (4L, 9, "w"))
    append(data((1L, 0, "twin")), path)
    assert(load(path).count() === 5)
    upsert(data((1L, 0, "only")), path, "id")
    assert(load(path).where("id = 1").select("name").collect() === Array(Row("only")))
  }

  for (partitioned <- Seq(false, true)) {
    test(
      s"several keys, one of which ${if (partitioned) "partitions the table" else "has a dot"}"
    ) {
      val path = newPath()
      val key = if (partitioned) "part" else "a.part"
      def named(rows: (Any, Any, String)*) = data(rows: _*).withColumnRenamed("part", key)
      val first = named((1L, 0, "a"), (1L, 1, "b"), (2L, 0, "c"))
      val w = writer(first, SaveMode.Append)
      (if (partitioned) w.partitionBy("part") else w).save(path)
      upsert(named((1L, 1, "B"), (2L, 1, "new")), path, s"id, $key")
      assertFound(path)((1L, 0, "a"), (1L, 1, "B"), (2L, 0, "c"), (2L, 1, "new"))
    }
  }

  test("NULL equals no key") {
    val path = newPath()
    append(data((null, 0, "a"), (1L, null, "b")), path)
    upsert(data((null, 0, "c"), (null, 0, "d"), (1L, null, "e")), path, "id,part")
    assertFound(path)(
      (null, 0, "a"),
      (1L, null, "b"),
      (null, 0, "c"),
      (null, 0, "d"),
      (1L, null, "e")
    )
    upsert(data((1L, 7, "f")), path, "id")
    assertFound(path)((null, 0, "a"), (null, 0, "c"), (null, 0, "d"), (1L, 7, "f"))
  }

  test("rows to write with the same key are refused, and the key is named") {
    val path = newPath()
    assertFails("2 of the rows", "id = 7", "dropDuplicates") {
      upsert(data((7L, 0, "a"), (8L, 0, "b"), (7L, 1, "c")), path, "id")
    }
    assert(!table(path).exists())
    append(data((7L, 0, "a")), path)
    assertFails("id = 8, part = 1") {
      upsert(data((8L, 1, "a"), (8L, 1, "b"), (8L, 2, "c")), path, "id,part")
    }
    assertFound(path)((7L, 0, "a"))
    assertNoLeftovers(path)
  }

  test("keys that cannot be, and overwrites") {
    val path = newPath()
    append(data((7L, 0, "a")), path)
    assertFails("mergeKeys", "'nothing'", "[id, part, name]")(upsert(data(), path, "id,nothing"))
    assertFails("mergeKeys", "'v'", "[id, part, name]")(upsert(data(), path, "v"))
    assertFails("mergeKeys is for appends") {
      writer(data(), SaveMode.Overwrite, "mergeKeys" -> "id").save(path)
    }
  }

  test("an upsert that was committed before does nothing") {
    val path = newPath()
    for (_ <- 0 until 2) {
      upsert(data((1L, 0, "a")), path, "id", "txnAppId" -> "app", "txnVersion" -> "3")
    }
    assert(snapshot(path).version() === 0)
    assertNoLeftovers(path)
  }

  test("only files that may hold the keys are touched") {
    val path = newPath()
    for (i <- 0L until 4) {
      append(data((10 * i, 0, "a"), (10 * i + 1, 0, "b")).coalesce(1), path)
    }
    val other = snapshot(path).files().get(3).path()
    java.nio.file.Files.delete(java.nio.file.Paths.get(path, other))
    upsert(data((11L, 1, "x"), (12L, 1, "y")).coalesce(1), path, "id")
    val files = snapshot(path).files().asScala
    assert(files.map(_.liveRows()).toSeq.sorted === Seq(1, 2, 2, 2, 2).sorted)
  }

  test("many rows") {
    val path = newPath()
    val rows = 50000L
    def range(from: Long, to: Long, name: String) =
      spark.range(from, to).selectExpr("id", "1 AS part", s"'$name' AS name", "array(1F) AS v")
    append(range(0, rows, "old"), path, "rowsPerFile" -> "7000")
    withConf("spark.sql.autoBroadcastJoinThreshold" -> "-1") {
      upsert(range(rows / 2, 2 * rows, "new"), path, "id")
    }
    val counts =
      load(path).groupBy("name").count().collect().map(r => r.getString(0) -> r.getLong(1))
    assert(counts.toMap === Map("old" -> rows / 2, "new" -> 3 * rows / 2))
    assert(load(path).select("id").distinct().count() === 2 * rows)
  }

  test("upserts at the same time: every key is there once, and every write is there") {
    val path = newPath()
    val writers = 4
    val threads = Executors.newFixedThreadPool(writers)
    append(data((0L, 0, "start")), path)
    try {
      val writes = (0 until writers).map { i =>
        threads.submit(new Callable[Unit] {
          override def call(): Unit =
            upsert(data((0L, i, s"w$i"), (100L + i, i, s"w$i")), path, "id")
        })
      }
      writes.foreach(_.get())
    } finally {
      threads.shutdownNow()
    }
    assert(snapshot(path).version() === writers)
    val ids = load(path).select("id").collect().map(_.getLong(0)).sorted
    assert(ids === (0L +: (100L until 100L + writers)).toArray)
    // The last one to commit has replaced the shared row.
    val last = load(path, "versionAsOf" -> writers.toString).where("id = 0").head().getInt(1)
    val before = load(path, "versionAsOf" -> (writers - 1).toString)
    assert(before.where(s"id = ${100L + last}").count() === 0)
  }

  test("a key that is renamed, widened and binary") {
    val name = newTable()
    sql(s"CREATE TABLE $name (k INT, b BINARY, x STRING) PARTITIONED BY (x)")
    sql(s"INSERT INTO $name VALUES (1, X'00FF', 'a'), (2, X'', 'a')")
    sql(s"ALTER TABLE $name RENAME COLUMN k TO key")
    sql(s"ALTER TABLE $name ALTER COLUMN key TYPE BIGINT")
    def upsert(values: String): Unit =
      sql(s"SELECT * FROM VALUES $values AS s(key, b, x)")
        .writeTo(name)
        .option("mergeKeys", "key, b")
        .append()
    upsert("(1L, X'00FF', 'b'), (2L, X'00', 'b')")
    val found = sql(s"SELECT key, hex(b), x FROM $name ORDER BY key, b").collect()
    assert(found === Array(Row(1L, "00FF", "b"), Row(2L, "", "a"), Row(2L, "00", "b")))
    assertFails("key = 3, b = 0x00ff")(upsert("(3L, X'00FF', 'c'), (3L, X'00FF', 'd')"))
  }

  test("columns that are dropped and added again while an upsert writes") {
    val name = newTable()
    sql(s"CREATE TABLE $name (id BIGINT, x STRING)")
    sql(s"INSERT INTO $name VALUES (1, 'a')")
    val pending = new java.util.concurrent.atomic.AtomicBoolean(true)
    UpsertSuite.meanwhile = () =>
      if (pending.getAndSet(false)) {
        elsewhere {
          sql(s"ALTER TABLE $name DROP COLUMN x")
          sql(s"ALTER TABLE $name ADD COLUMN x STRING")
        }
      }
    spark.udf.register("meanwhile", UpsertSuite.runMeanwhile)
    def upsert(): Unit = sql("SELECT id, meanwhile('b') AS x FROM range(1, 3)")
      .writeTo(name)
      .option("mergeKeys", "id")
      .append()
    assertFails("columns", "have been changed", "Nothing was written")(upsert())
    upsert()
    val found = sql(s"SELECT * FROM $name ORDER BY id").collect()
    assert(found === Array(Row(1L, "b"), Row(2L, "b")))
  }

  test("a table of the catalog") {
    val name = newName("table")
    sql(s"CREATE TABLE $name (id INT, x STRING) USING vectordb LOCATION '${newPath()}'")
    sql(s"INSERT INTO $name VALUES (1, 'a'), (2, 'b')")
    sql("SELECT * FROM VALUES (2, 'B'), (3, 'c') AS s(id, x)")
      .writeTo(name)
      .option("mergeKeys", "id")
      .append()
    assert(
      sql(s"SELECT * FROM $name ORDER BY id").collect() ===
        Array(Row(1, "a"), Row(2, "B"), Row(3, "c"))
    )
    sql(s"DROP TABLE $name")
  }

  test("randomized upserts") {
    val random = new scala.util.Random(randomSeed())
    val path = newPath()
    var model = Map.empty[(Long, Int), String]
    append(data(), path)
    for (round <- 0 until rounds) {
      val keys =
        Seq.fill(1 + random.nextInt(30))((random.nextInt(40).toLong, random.nextInt(3))).distinct
      val name = s"r$round"
      val rows = data(keys.map { case (id, part) => (id, part, name) }: _*)
      if (random.nextInt(4) == 0) {
        val id = random.nextInt(40)
        val t = newName("t")
        sql(s"CREATE TABLE $t USING vectordb LOCATION '$path'")
        sql(s"DELETE FROM $t WHERE id = $id")
        sql(s"DROP TABLE $t")
        model = model.filterNot(_._1._1 == id)
      }
      upsert(rows.repartition(1 + random.nextInt(3)), path, "part, id")
      model ++= keys.map(_ -> name)
      assertFound(path)(model.toSeq.map { case ((id, part), n) => (id, part, n) }: _*)
    }
  }
}

object UpsertSuite {
  @volatile private var meanwhile: () => Unit = _

  /** Does something else before it returns its argument. */
  private val runMeanwhile = udf { (x: String) =>
    meanwhile()
    x
  }
  private val rounds = 8
}

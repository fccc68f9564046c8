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

import scala.jdk.CollectionConverters._

import io.vectordb.services.Service
import io.vectordb.table.Table
import org.apache.spark.sql.{DataFrame, Row, SaveMode}
import org.apache.spark.sql.functions.{col, udf}

/** Tables on a service, by SQL and DataFrames; the same statements on a local table tell what is right. */
abstract class RemoteTableSuite(start: Path => Service) extends SparkSuite {
  import RemoteTableSuite._

  private lazy val service: Service = start(directory.resolve("service"))
  private lazy val copies: Path = Files.createDirectories(directory.resolve("copies"))

  /** Whether the service can give a directory another name at once. */
  private def movesDirectories: Boolean = service.root().startsWith("hdfs:")

  private def settings: Map[String, String] =
    service.settings().asScala.toMap + ("vectordb.localCache.directory" -> copies.toString)

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    val conf = spark.sparkContext.hadoopConfiguration
    settings.foreach { case (key, value) => conf.set(key, value) }
  }

  override protected def afterAll(): Unit =
    try {
      settings.keys.foreach(spark.sparkContext.hadoopConfiguration.unset)
      service.close()
    } finally {
      super.afterAll()
    }

  private def remotePath(): String = s"${service.root()}/${newName("table")}"

  private def rows(from: Int, until: Int): DataFrame =
    spark
      .range(from, until, 1, 2)
      .selectExpr("id", "concat('part ', id % 3) AS part")
      .withColumn("v", udf(vector _).apply(col("id")))

  private val query = vector(20).map(x => s"${x}F").mkString("array(", ", ", ")")

  private val queries = Seq(
    s"SELECT id FROM %s WHERE dot_product(v, $query) > 1.5 ORDER BY id",
    s"SELECT id, part, dot_product(v, $query) AS s FROM %s ORDER BY s DESC, id LIMIT 10",
    s"SELECT count(*), sum(id) FROM %s WHERE part = 'part 1' AND euclidean_distance(v, $query) < 1",
    "SELECT part, count(*), sum(id) FROM %s GROUP BY part ORDER BY part"
  )

  private def answers(path: String): Seq[Seq[Row]] = {
    val name = view(path)
    queries.map(query => sql(query.format(name)).collect().toSeq)
  }

  /** Does the same with both tables, and compares what they answer afterwards. */
  private def onBoth(paths: Seq[String])(work: String => Unit): Seq[Seq[Row]] = {
    paths.foreach(work)
    val Seq(remote, local) = paths.map(answers)
    assert(remote === local)
    assert(remote.forall(_.nonEmpty))
    remote
  }

  test("written, searched, appended to, overwritten and opened again") {
    val paths = Seq(remotePath(), newPath())
    onBoth(paths) { path =>
      rows(0, 3000).write
        .format("vectordb")
        .partitionBy("part")
        .option("codes", "pca-int8")
        .save(path)
    }
    val first = onBoth(paths)(append(rows(3000, 4000), _))
    onBoth(paths) { path =>
      writer(rows(9000, 9500).where("part = 'part 2'"), SaveMode.Overwrite)
        .option("partitionOverwriteMode", "dynamic")
        .save(path)
    }
    onBoth(paths) { path =>
      append(load(path).where("id < 9").withColumn("id", col("id") + 20000), path)
    }
    assert(load(paths.head, "versionAsOf" -> "1").count() === 4000)
    val name = view(paths.head, "versionAsOf" -> "1")
    assert(queries.map(query => sql(query.format(name)).collect().toSeq) === first)
    val files = filesBelow(copies)
    assert(files.nonEmpty && files.forall(_.toString.endsWith(".copy")))
  }

  test("a table of the catalog lives there") {
    val name = newName("remote")
    val path = remotePath()
    sql(s"CREATE TABLE $name (id BIGINT, v ARRAY<FLOAT>) USING vectordb LOCATION '$path'")
    try {
      sql(s"INSERT INTO $name VALUES (1, array(1F, 2F)), (2, array(3F, 4F))")
      assert(
        sql(s"SELECT id FROM $name WHERE dot_product(v, array(1F, 1F)) > 5").collect() ===
          Array(Row(2L))
      )
      sql(s"INSERT OVERWRITE $name VALUES (3, array(5F, 6F))")
      assert(sql(s"SELECT id FROM $name").collect() === Array(Row(3L)))
      assert(load(path).count() === 1)
    } finally {
      sql(s"DROP TABLE $name")
    }
  }

  test("a catalog lives there") {
    val cat = newName("cat")
    spark.conf.set(s"spark.sql.catalog.$cat", "io.vectordb.spark.catalog.VectorCatalog")
    spark.conf.set(s"spark.sql.catalog.$cat.warehouse", s"${service.root()}/${newName("wh")}")
    def ids(table: String) = sql(s"SELECT id FROM $cat.$table ORDER BY id").collect().toSeq
    sql(s"CREATE NAMESPACE $cat.a.b WITH DBPROPERTIES ('k' = 'v')")
    sql(s"ALTER NAMESPACE $cat.a.b SET DBPROPERTIES ('k' = 'w')")
    assert(sql(s"DESCRIBE NAMESPACE EXTENDED $cat.a.b").collect().last.getString(1) === "((k,w))")
    sql(s"CREATE TABLE $cat.a.b.t AS SELECT id, array(CAST(id AS FLOAT)) AS v FROM range(3)")
    sql(s"CREATE OR REPLACE TABLE $cat.a.b.t AS SELECT id, v FROM $cat.a.b.t WHERE id > 0")
    assert(ids("a.b.t") === Seq(Row(1L), Row(2L)))
    assert(ids("a.b.t VERSION AS OF 0").size === 3)
    sql(s"CREATE TABLE $cat.a.link LOCATION '${remotePath()}' AS SELECT 7L AS id")
    sql(s"ALTER TABLE $cat.a.link RENAME TO renamed")
    assert(ids("a.renamed") === Seq(Row(7L)))
    if (movesDirectories) {
      sql(s"ALTER TABLE $cat.a.b.t RENAME TO u")
      assert(ids("a.b.u") === Seq(Row(1L), Row(2L)))
    } else {
      assertFails("in one step", "AS SELECT") {
        sql(s"ALTER TABLE $cat.a.b.t RENAME TO u")
      }
      assert(ids("a.b.t") === Seq(Row(1L), Row(2L)))
    }
    assertFails("SCHEMA_NOT_EMPTY")(sql(s"DROP NAMESPACE $cat.a.b"))
    sql(s"DROP NAMESPACE $cat.a.b CASCADE")
    assert(sql(s"SHOW NAMESPACES IN $cat.a").collect() === Array.empty)
    assert(sql(s"SHOW TABLES IN $cat.a").collect() === Array(Row("a", "renamed", false)))
    sql(s"DROP TABLE $cat.a.renamed PURGE")
    sql(s"DROP NAMESPACE $cat.a")
    assert(sql(s"SHOW NAMESPACES IN $cat").collect() === Array.empty)
  }

  test("a job whose service dies says so and commits nothing") {
    val own = start(directory.resolve("dying"))
    val conf = spark.sparkContext.hadoopConfiguration
    val before = settings.keys.map(key => key -> conf.get(key)).toMap
    val impatient = Map(
      "fs.s3a.impl.disable.cache" -> "true",
      "fs.s3a.retry.limit" -> "1",
      "fs.s3a.attempts.maximum" -> "1",
      "ipc.client.connect.max.retries" -> "1"
    )
    try {
      (own.settings().asScala ++ impatient).foreach { case (key, value) => conf.set(key, value) }
      val path = s"${own.root()}/dying"
      append(rows(0, 100), path)
      victim = own
      val die = udf((id: Long) => { if (id == 150) victim.close(); id })
      assertFails("Cannot", path) {
        append(rows(100, 200).withColumn("id", die(col("id"))), path)
      }
      val again = start(directory.resolve("dying"))
      try {
        again.settings().asScala.foreach { case (key, value) => conf.set(key, value) }
        val same = s"${again.root()}/dying"
        assert(load(same).count() === 100)
        assert(Table.at(same, conf).snapshot().version() === 0)
      } finally {
        again.close()
      }
    } finally {
      own.close()
      impatient.keys.foreach(conf.unset)
      before.foreach { case (key, value) => conf.set(key, value) }
    }
  }
}

object RemoteTableSuite {
  private val dimension = 64

  /** The service that a task is to kill. */
  @volatile private var victim: Service = _

  /** The first elements vary most. */
  private def vector(id: Long): Array[Float] =
    Array.tabulate(dimension)(i => (1.5 * math.sin((id + 1) * (i + 1) * 0.7) / (i + 1)).toFloat)
}

class HdfsTableSuite extends RemoteTableSuite(Service.hdfs(_))

class S3TableSuite extends RemoteTableSuite(Service.s3(_))

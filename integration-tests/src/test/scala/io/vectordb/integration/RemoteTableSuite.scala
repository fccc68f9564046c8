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

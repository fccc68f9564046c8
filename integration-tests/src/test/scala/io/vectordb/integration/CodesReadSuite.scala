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

import scala.jdk.CollectionConverters._

import io.vectordb.table.Table
import io.vectordb.table.file.Encoding
import io.vectordb.table.rewrite.Optimization
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.connector.read.{InputPartition, Scan}
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.datasources.v2.{BatchScanExec, DataSourceV2ScanRelation}
import org.apache.spark.sql.functions.{col, udf}

/** Reads with codes and without: the same rows, and what the plan and the metrics tell of them. */
class CodesReadSuite extends SparkSuite with AdaptiveSparkPlanHelper {
  import CodesReadSuite._

  private val setting = "spark.datasource.vectordb.codes"
  private val vectors = udf((id: Long) => if (id % 50 == 49) null else vector(id))

  private def rows(file: Int): DataFrame =
    spark
      .range(file.toLong * fileRows, (file + 1L) * fileRows, 1, 1)
      .selectExpr("id", "CAST(id % 3 AS INT) AS part", "concat('label ', id % 10) AS label")
      .withColumn("v", vectors(col("id")))

  /** A file for each encoding, and a few NULLs in each. */
  private lazy val path: String = {
    val target = newPath()
    for ((codes, file) <- Seq("pca-int8", "int8", "none").zipWithIndex) {
      append(rows(file), target, "codes" -> codes)
    }
    target
  }

  private lazy val coded: String = view(path)
  private lazy val plain: String = view(path, "codes" -> "none")

  private val q = vector(20).map(x => s"${x}F").mkString("array(", ", ", ")")

  private def description(query: DataFrame): String = scan(query).description()

  private def scan(query: DataFrame): Scan =
    query.queryExecution.optimizedPlan.collect { case s: DataSourceV2ScanRelation => s.scan }.head

  /** The metrics of all scans that `query` ran, summed up. */
  private def metric(query: DataFrame, name: String): Long =
    collect(query.queryExecution.executedPlan) { case s: BatchScanExec =>
      s.metrics(name).value
    }.sum

  private def run(query: String): (DataFrame, Seq[Row]) = {
    val frame = sql(query)
    (frame, frame.collect().toSeq)
  }

  private val queries = Seq(
    "SELECT id FROM %s WHERE dot_product(v, Q) > 2.1 ORDER BY id",
    "SELECT id FROM %s WHERE NOT (dot_product(v, Q) <= 1.2) AND label <> 'label 3' ORDER BY id",
    "SELECT id, dot_product(v, Q) FROM %s WHERE dot_product(v, Q) BETWEEN 2.1 AND 2.2 ORDER BY id",
    "SELECT id FROM %s WHERE dot_product(v, Q) > 2.2 OR cosine_similarity(v, Q) < -0.9 ORDER BY id",
    "SELECT count(*) FROM %s WHERE cosine_similarity(v, Q) >= 0.95",
    "SELECT count(*) FROM %s WHERE euclidean_distance(v, Q) < 0.5 AND part = 1",
    "SELECT id, v FROM %s WHERE vector_inner_product(v, Q) > 2.2 ORDER BY id",
    "SELECT id, label FROM %s ORDER BY dot_product(v, Q) DESC LIMIT 20",
    "SELECT * FROM %s WHERE part = 2 ORDER BY euclidean_distance(v, Q) ASC NULLS LAST LIMIT 7",
    "SELECT id, cosine_similarity(v, Q) AS s FROM %s ORDER BY s DESC, id LIMIT 30"
  )

  test("codes and the lack of them give the same rows") {
    for (query <- queries) {
      withClue(s"$query: ") {
        val (fast, found) = run(query.format(coded).replace("Q", q))
        val (slow, expected) = run(query.format(plain).replace("Q", q))
        assert(found === expected)
        assert(found.nonEmpty)
        assert(metric(fast, "codeBytes") > 0)
        assert(metric(slow, "codeBytes") === 0)
        assert(metric(fast, "vectorBytes") < metric(slow, "vectorBytes"))
        withConf(setting -> "none") {
          val (set, rows) = run(query.format(coded).replace("Q", q))
          assert(rows === expected)
          assert(metric(set, "codeBytes") === metric(slow, "codeBytes"))
        }
      }
    }
  }

  test("joins of what is found with and without codes") {
    val join = s"""SELECT a.id, b.label, dot_product(a.v, $q) FROM %s a JOIN %s b ON a.id = b.id + 9
         |WHERE dot_product(a.v, $q) > 2.0 AND cosine_similarity(b.v, $q) > 0.5
         |ORDER BY a.id""".stripMargin
    val expected = sql(join.format(plain, plain)).collect().toSeq
    assert(expected.nonEmpty)
    for ((a, b) <- Seq(coded -> coded, coded -> plain, plain -> coded)) {
      assert(sql(join.format(a, b)).collect().toSeq === expected)
    }
    val query = s"(SELECT v FROM %s WHERE id = 20)"
    val subquery = s"SELECT id FROM %s WHERE dot_product(v, $query) > 2.1 ORDER BY id"
    assert(
      sql(subquery.format(coded, coded)).collect().toSeq
        === sql(subquery.format(plain, plain)).collect().toSeq
    )
    val union = s"""SELECT id FROM (SELECT * FROM %s UNION ALL SELECT * FROM %s)
         |ORDER BY dot_product(v, $q) DESC, id LIMIT 11""".stripMargin
    assert(
      sql(union.format(coded, plain)).collect().toSeq
        === sql(union.format(plain, plain)).collect().toSeq
    )
  }

  test("an option of a read goes before the session's setting") {
    val query = s"dot_product(v, $q) > 2.1"
    withConf(setting -> "none") {
      assert(description(load(path).where(query)).contains("codes: off"))
      assert(description(load(path, "codes" -> "auto").where(query)).contains("codes: int8"))
    }
    val name = newName("table")
    sql(s"CREATE TABLE $name USING vectordb LOCATION '$path'")
    try {
      def text(query: String): String = description(sql(query))
      val all = s"SELECT id FROM $name WHERE $query"
      assert(text(all).contains("codes: int8"))
      withConf(setting -> "none") {
        assert(text(all).contains("codes: off"))
        val own = spark.read.option("codes", "int8").table(name).where(query)
        assert(description(own).contains("codes: int8"))
      }
      val off = spark.read.option("codes", "none").table(name).where(query)
      assert(description(off).contains("codes: off"))
      assertFails("Option codes is 'zip'")(spark.read.option("codes", "zip").table(name).count())
    } finally {
      sql(s"DROP TABLE $name")
    }
  }

  test("the plan names the codes of the files that it scans") {
    val encoders = "codes: int8 (1 file), none (1 file), pca-int8 (1 file), files: 3"
    def text(query: String): String = description(sql(query.replace("Q", q)))
    assert(text(s"SELECT id FROM $coded WHERE dot_product(v, Q) > 1").endsWith(encoders))
    assert(
      text(s"SELECT id FROM $coded ORDER BY cosine_similarity(v, Q) LIMIT 1").endsWith(encoders)
    )
    assert(
      text(s"SELECT count(*) FROM $coded WHERE id < 3 AND euclidean_distance(v, Q) < 1")
        .endsWith("codes: pca-int8 (1 file), files: 1 of 3")
    )
    assert(
      text(s"SELECT id FROM $plain WHERE dot_product(v, Q) > 1").endsWith("codes: off, files: 3")
    )
    for (
      query <- Seq(
        s"SELECT id FROM $coded",
        s"SELECT dot_product(v, Q) FROM $coded",
        s"SELECT max(dot_product(v, Q)) FROM $coded WHERE id > 7",
        s"SELECT id FROM $coded WHERE vector_norm(v) > 0.5",
        s"SELECT id FROM $coded WHERE id < 0 AND dot_product(v, Q) > 1"
      )
    ) {
      withClue(s"$query: ")(assert(!text(query).contains(", codes")))
    }
    val two = newPath()
    append(
      rows(0).withColumnRenamed("v", "a").withColumn("b", col("a")),
      two,
      "vectorColumn" -> "a, b",
      "codes" -> "int8"
    )
    val both = load(two).where(s"dot_product(a, $q) > 1 AND dot_product(b, $q) > 1")
    assert(
      description(both).endsWith("codes of a: int8 (1 file), codes of b: int8 (1 file), files: 1")
    )
  }

  test("a table that is encoded afterwards") {
    val target = newPath()
    append(rows(0), target, "codes" -> "none")
    val condition = s"dot_product(v, $q) > 2.1"
    val before = load(target).where(condition)
    val expected = before.orderBy("id").collect().toSeq
    assert(description(before).endsWith("codes: none (1 file), files: 1"))
    for (
      (encoding, text) <- Seq(
        Encoding.PCA_INT8 -> "pca-int8",
        Encoding.INT8 -> "int8",
        Encoding.NONE -> "none"
      )
    ) {
      assert(Optimization.of(Table.at(target)).run(encoding) === 1)
      val after = load(target).where(condition)
      assert(description(after).endsWith(s"codes: $text (1 file), files: 1"))
      assert(after.orderBy("id").collect().toSeq === expected)
    }
  }

  test("metrics of a scan with codes") {
    for (
      query <- Seq(
        s"SELECT count(*) FROM $coded WHERE id < $fileRows AND dot_product(v, $q) > 2.2",
        s"SELECT id FROM $coded WHERE id < $fileRows AND dot_product(v, $q) > 2.2"
      )
    ) {
      val (frame, _) = run(query)
      val nulls = fileRows / 50
      assert(metric(frame, "rowsScanned") === fileRows)
      val decided = metric(frame, "rowsDecidedByCodes")
      val rechecked = metric(frame, "rowsRechecked")
      assert(decided > fileRows / 2)
      assert(decided + rechecked >= fileRows - nulls && decided + rechecked <= fileRows)
      assert(metric(frame, "vectorsScored") === rechecked)
      assert(metric(frame, "vectorBytes") === rechecked * dimension * 4)
      val codes = metric(frame, "codeBytes")
      assert(codes > 0 && codes <= fileRows * (dimension + 64))
    }
    val scanned = collect(sql(s"SELECT id FROM $coded").queryExecution.executedPlan) {
      case s: BatchScanExec => s
    }.head
    assert(scanned.metrics("bytesPerRow").metricType.contains("BytesPerRow"))
  }

  /** Scans a partition; returns the bytes of vectors that this took. */
  private def vectorBytes(scan: Scan, partition: InputPartition): Long = {
    val reader = scan.toBatch.createReaderFactory().createColumnarReader(partition)
    try {
      while (reader.next()) {
        reader.get()
      }
      reader.currentMetricsValues().find(_.name() == "vectorBytes").get.value()
    } finally {
      reader.close()
    }
  }

  test("tasks of a search know how good the rows are that others have found") {
    // The closer a row is to the first, the larger is its score; the codes fill two tasks.
    val wide = 1024
    val size = 9000
    val target = newPath()
    val make = udf { (id: Long) =>
      Array.tabulate(wide)(i => (if (i == 0) size - id else math.cos(id * (i + 1.0))).toFloat)
    }
    val data = spark.range(0, size, 1, 1).withColumn("v", make(col("id")))
    append(data, target, "codes" -> "int8")
    val first = "array(" + Seq.tabulate(wide)(i => if (i == 0) "1F" else "0F").mkString(", ") + ")"
    val query = sql(s"SELECT id FROM ${view(target)} ORDER BY dot_product(v, $first) DESC LIMIT 5")
    val found = scan(query)
    def plan(): Seq[InputPartition] = found.toBatch.planInputPartitions().toSeq
    val Seq(best, rest) = plan()
    assert(vectorBytes(found, best) > 0)
    val informed = vectorBytes(found, rest)
    assert(informed === 0)
    // Run once more, the same partition gives the same answer; planned anew, it starts from nothing.
    assert(vectorBytes(found, rest) === 0)
    assert(vectorBytes(found, plan()(1)) > 0)
    assert(query.collect().map(_.getLong(0)).toSeq === (0L until 5))
    assert(query.collect().map(_.getLong(0)).toSeq === (0L until 5))
  }
}

object CodesReadSuite {
  private val dimension = 64
  private val fileRows = 2000

  /** The first elements vary most. */
  private def vector(id: Long): Array[Float] =
    Array.tabulate(dimension)(i => (1.5 * math.sin((id + 1) * (i + 1) * 0.7) / (i + 1)).toFloat)
}

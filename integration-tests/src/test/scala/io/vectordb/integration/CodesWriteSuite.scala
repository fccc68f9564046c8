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

import java.nio.file.{Files, Path, Paths}

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.{DataFrame, SaveMode}
import org.apache.spark.sql.execution.CommandResultExec
import org.apache.spark.sql.functions.{col, udf}

/** Which codes a write makes, who decides that, and that none are left of a write that fails. */
class CodesWriteSuite extends WriteTables {
  private val setting = "spark.datasource.vectordb.codes"

  /** Vectors of which the first elements vary most, as principal components of themselves. */
  private def vectors(from: Long, until: Long, dimension: Int = 32): DataFrame =
    spark
      .range(from, until, 1, 1)
      .selectExpr(
        "id",
        "CAST(id % 3 AS INT) AS part",
        s"transform(sequence(1, $dimension), i -> CAST(sin(id * i) / i AS FLOAT)) AS v"
      )

  /** The encoders of the newest version's files; "none" for a file without codes. */
  private def encoders(path: String): Set[String] =
    snapshot(path)
      .files()
      .asScala
      .map(file => Option(file.codes().get("v")).fold("none")(_.encoder()))
      .toSet

  private def written(data: DataFrame, options: (String, String)*): Set[String] = {
    val path = newPath()
    append(data, path, options: _*)
    assertNoLeftovers(path)
    encoders(path)
  }

  private def codeFiles(path: String): Seq[Path] = {
    val codes = Paths.get(path, "codes")
    if (Files.exists(codes)) filesBelow(codes) else Nil
  }

  test("every value of the option") {
    val data = vectors(0, 200)
    assert(written(data, "codes" -> "none") === Set("none"))
    assert(written(data, "codes" -> "int8") === Set("int8"))
    assert(written(data, "codes" -> "pca-int8") === Set("pca-int8"))
    assert(written(data, "codes" -> "PCA-int8") === Set("pca-int8"))
    assert(written(data, "codes" -> "auto") === Set("int8"))
    assert(written(data) === Set("int8"))
    assert(written(vectors(0, 32 * 128)) === Set("pca-int8"))
    assert(written(vectors(0, 200, dimension = 31)) === Set("none"))
    // Codes of so few vectors would not be much smaller.
    assert(written(vectors(0, 100)) === Set("none"))
    assert(written(vectors(0, 1, dimension = 1024)) === Set("none"))
    assert(written(vectors(0, 200, dimension = 31), "codes" -> "int8") === Set("int8"))
  }

  test("a value that there is not") {
    val path = newPath()
    append(vectors(0, 5), path)
    val message = "Option codes is 'zip', but has to be one of [none, int8, pca-int8, auto]"
    for (mode <- Seq(SaveMode.Append, SaveMode.Overwrite, SaveMode.ErrorIfExists)) {
      assertFails(message)(writer(vectors(0, 5), mode, "codes" -> "zip").save(newPath()))
    }
    assertFails(message)(load(path, "codes" -> "zip"))
    withConf(setting -> "zip") {
      assertFails(message)(load(path))
      assertFails(message)(append(vectors(0, 5), path))
    }
    assertFails(message) {
      sql(s"CREATE TABLE zipped (v ARRAY<FLOAT>) USING vectordb OPTIONS (codes 'zip')")
    }
    assertFails("no option 'code'. Did you mean 'codes'?")(load(path, "code" -> "none"))
    assert(snapshot(path).version() === 0)
  }

  test("an option goes before the session's setting, and that before the table's property") {
    val data = vectors(0, 100)
    withConf(setting -> "pca-int8") {
      assert(written(data) === Set("pca-int8"))
      assert(written(data, "CODES" -> "int8") === Set("int8"))
    }
    val name = newName("table")
    val path = newPath()
    sql(
      s"""CREATE TABLE $name (id BIGINT, part INT, v ARRAY<FLOAT>) USING vectordb
         |OPTIONS (codes 'pca-int8') LOCATION '$path'""".stripMargin
    )
    try {
      val insert = s"INSERT OVERWRITE $name SELECT * FROM ${temporary(data)}"
      sql(insert)
      assert(encoders(path) === Set("pca-int8"))
      assert(snapshot(path).metadata().properties().get("codes") === "pca-int8")
      withConf(setting -> "none") {
        sql(insert)
        assert(encoders(path) === Set("none"))
        data.writeTo(name).option("codes", "int8").append()
        assert(encoders(path) === Set("none", "int8"))
      }
      // The table itself knows it, whoever writes.
      writer(data, SaveMode.Overwrite).save(path)
      assert(encoders(path) === Set("pca-int8"))
      sql(s"ALTER TABLE $name SET TBLPROPERTIES ('codes' = 'int8')")
      sql(insert)
      assert(encoders(path) === Set("int8"))
    } finally {
      sql(s"DROP TABLE $name")
    }
  }

  private def temporary(data: DataFrame): String = {
    val name = newName("rows")
    data.createOrReplaceTempView(name)
    name
  }

  test(
    "codes of files of every size, of several partitions and of a dimension that is found late"
  ) {
    val path = newPath()
    val late = sql("SELECT -1L AS id, 0 AS part, CAST(NULL AS ARRAY<FLOAT>) AS v")
    val options = Seq("rowsPerFile" -> "9", "codes" -> "int8")
    writer(late.union(vectors(0, 100)).coalesce(1), SaveMode.Append, options: _*)
      .partitionBy("part")
      .save(path)
    assertNoLeftovers(path)
    val files = snapshot(path).files().asScala
    // A file of NULLs only has no codes.
    assert(files.count(_.codes().isEmpty) === 1)
    assert(codeFiles(path).size === files.size - 1)
    assert(load(path).count() === 101)
  }

  test("later writes use the principal components that the table has") {
    val path = newPath()
    append(vectors(0, 200), path, "codes" -> "pca-int8")
    append(vectors(200, 400), path)
    val rotations = snapshot(path).files().asScala.map(_.codes().get("v").rotation()).toSet
    assert(rotations.size === 1 && !rotations.contains(null))
    append(vectors(400, 410), path, "codes" -> "int8")
    assert(encoders(path) === Set("pca-int8", "int8"))
    assertNoLeftovers(path)
  }

  test("a write that fails leaves no codes") {
    val fail = udf((id: Long) => if (id == 90) throw new IllegalStateException("no row 90") else id)
    val data = vectors(0, 100).withColumn("id", fail.asNondeterministic()(col("id")))
    for (codes <- Seq("int8", "pca-int8"); partitioned <- Seq(false, true)) {
      val path = newPath()
      val by = if (partitioned) Seq("part") else Nil
      def save(rows: DataFrame, mode: SaveMode): Unit =
        writer(rows, mode, "codes" -> codes, "rowsPerFile" -> "7").partitionBy(by: _*).save(path)
      assertFails("no row 90")(save(data, SaveMode.Append))
      assertDataFiles(path, Nil)
      // Files of others may use a rotation that a failed write has found.
      val rotations = if (codes == "pca-int8") 1 else 0
      assert(codeFiles(path).size <= rotations)
      codeFiles(path).foreach(Files.delete(_))
      save(vectors(0, 20), SaveMode.Append)
      assertNoLeftovers(path)
      assertFails("no row 90")(save(data, SaveMode.Overwrite))
      assertNoLeftovers(path)
    }
  }

  test("a write that is done already leaves no codes") {
    val path = newPath()
    val identity = Seq("txnAppId" -> "app", "txnVersion" -> "1")
    append(vectors(0, 50), path, identity: _*)
    append(vectors(50, 99), path, identity: _*)
    assertNoLeftovers(path)
    assert(load(path).count() === 50)
  }

  test("metrics of a write tell the bytes of codes from those of data") {
    val name = newName("table")
    val path = newPath()
    sql(s"CREATE TABLE $name (id BIGINT, part INT, v ARRAY<FLOAT>) USING vectordb LOCATION '$path'")
    try {
      val insert = sql(s"INSERT INTO $name SELECT * FROM ${temporary(vectors(0, 300))}")
      val metrics = insert.queryExecution.executedPlan
        .asInstanceOf[CommandResultExec]
        .commandPhysicalPlan
        .metrics
      val codes = snapshot(path).files().asScala.map(_.codes().get("v").file().bytes()).sum
      assert(metrics("codeBytesWritten").value === codes)
      assert(metrics("bytesWritten").value > 300 * 32 * 4)
      assert(metrics("rowsWritten").value === 300)
    } finally {
      sql(s"DROP TABLE $name")
    }
  }
}

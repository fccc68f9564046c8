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

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.{DataFrame, Row, SaveMode}
import org.apache.spark.sql.functions.{call_function, col, lit}

/** Saving a DataFrame at a path: the modes, partitions, versions and options. */
class WriteModesSuite extends WriteTables {
  private val modes =
    Seq(SaveMode.Append, SaveMode.Overwrite, SaveMode.ErrorIfExists, SaveMode.Ignore)

  private def save(
      data: DataFrame,
      path: String,
      mode: SaveMode,
      partitioned: Boolean,
      options: (String, String)*
  ): Unit =
    writer(data, mode, options: _*)
      .partitionBy((if (partitioned) Seq("part") else Nil): _*)
      .save(path)

  /** A table of rows 0 until 9. */
  private def existing(partitioned: Boolean): String = {
    val path = newPath()
    save(rows(0, 9), path, SaveMode.ErrorIfExists, partitioned)
    path
  }

  for (partitioned <- Seq(false, true)) {
    val what = if (partitioned) "a partitioned table" else "a table"

    test(s"every mode makes $what where there is none") {
      for (mode <- modes) {
        val path = newPath()
        save(rows(0, 9), path, mode, partitioned)
        assertTable(path, 0L until 9)
        assert(dataFiles(path).forall(_.toString.contains("part=") == partitioned))
      }
    }

    test(s"every mode where there is $what") {
      for (mode <- Seq(SaveMode.Append, SaveMode.Overwrite, SaveMode.Ignore)) {
        val path = existing(partitioned)
        save(rows(9, 14), path, mode, partitioned)
        val expected = mode match {
          case SaveMode.Append    => 0L until 14
          case SaveMode.Overwrite => 9L until 14
          case _                  => 0L until 9
        }
        withClue(s"$mode: ")(assertTable(path, expected))
      }
      val path = existing(partitioned)
      assertFails("already", path, "append", "overwrite") {
        save(rows(9, 14), path, SaveMode.ErrorIfExists, partitioned)
      }
      assertTable(path, 0L until 9)
      assert(snapshot(path).version() === 0)
    }

    test(s"partitions need not be repeated when $what exists") {
      val path = existing(partitioned)
      save(rows(9, 14), path, SaveMode.Append, partitioned = false)
      assertTable(path, 0L until 14)
      save(rows(5, 8), path, SaveMode.Overwrite, partitioned = false)
      assertTable(path, 5L until 8)
    }

    test(s"an empty DataFrame and $what") {
      val path = newPath()
      save(rows(0, 0), path, SaveMode.Append, partitioned)
      assertTable(path, Nil)
      assert(load(path).schema.simpleString === rows(0, 0).schema.simpleString)
      save(rows(0, 4), path, SaveMode.Append, partitioned)
      save(rows(0, 0), path, SaveMode.Append, partitioned)
      assertTable(path, 0L until 4)
      save(rows(0, 0), path, SaveMode.Overwrite, partitioned)
      assertTable(path, Nil)
    }

    test(s"$what is overwritten with rows that are read from it") {
      val path = existing(partitioned)
      save(load(path).where("id > 3"), path, SaveMode.Overwrite, partitioned)
      assertTable(path, 4L until 9)
      val more = load(path).withColumn("v", col("v")).where("id = 4")
      save(more, path, SaveMode.Append, partitioned)
      assert(ids(load(path)) === Seq(4L) ++ (4L until 9))
    }
  }

  test("a dynamic overwrite replaces the partitions that it writes, by option or setting") {
    val sources = "spark.sql.sources.partitionOverwriteMode"
    val ours = "spark.datasource.vectordb.partitionOverwriteMode"
    val data = rows(0, 100).where("part = 1 AND id < 5")
    val dynamic = (0L until 9).filter(_ % 3 != 1) ++ Seq(1L, 4L)
    val static = Seq(1L, 4L)
    val cases = Seq(
      (Nil, Nil, static),
      (Seq("partitionOverwriteMode" -> "dynamic"), Nil, dynamic),
      (Seq("partitionoverwritemode" -> "DYNAMIC"), Nil, dynamic),
      (Seq("partitionOverwriteMode" -> "static"), Nil, static),
      (Nil, Seq(sources -> "dynamic"), dynamic),
      (Nil, Seq(ours -> "dynamic"), dynamic),
      (Seq("partitionOverwriteMode" -> "static"), Seq(sources -> "dynamic"), static),
      (Seq("partitionOverwriteMode" -> "static"), Seq(ours -> "dynamic"), static),
      (Nil, Seq(ours -> "static", sources -> "dynamic"), static)
    )
    for ((options, settings, expected) <- cases) {
      val path = existing(partitioned = true)
      withConf(settings: _*) {
        save(data, path, SaveMode.Overwrite, partitioned = true, options: _*)
      }
      withClue(s"$options $settings: ")(assertTable(path, expected))
    }
    val path = existing(partitioned = true)
    save(rows(0, 0), path, SaveMode.Overwrite, true, "partitionOverwriteMode" -> "dynamic")
    assertTable(path, 0L until 9)
    val unpartitioned = existing(partitioned = false)
    save(
      rows(0, 2),
      unpartitioned,
      SaveMode.Overwrite,
      false,
      "partitionOverwriteMode" -> "dynamic"
    )
    assertTable(unpartitioned, 0L until 2)
    assertFails("partitionOverwriteMode is 'some'", "static or dynamic") {
      save(rows(0, 2), path, SaveMode.Overwrite, true, "partitionOverwriteMode" -> "some")
    }
  }

  test("a dynamic overwrite of the partition of NULL, and of an empty text") {
    val path = newPath()
    val data = sql("SELECT * FROM VALUES (1, ''), (2, NULL), (3, 'a') AS t(id, part)")
    writer(data, SaveMode.Append).partitionBy("part").save(path)
    val replacement = sql("SELECT 4 AS id, CAST(NULL AS STRING) AS part")
    writer(replacement, SaveMode.Overwrite, "partitionOverwriteMode" -> "dynamic").save(path)
    val found = load(path).orderBy("id").collect().map(row => row.getInt(0) -> row.getString(1))
    assert(found.toSeq === Seq(1 -> "", 3 -> "a", 4 -> null))
  }

  test("other partitions than the table's are refused") {
    for (partitioned <- Seq(false, true); mode <- Seq(SaveMode.Append, SaveMode.Overwrite)) {
      val path = existing(partitioned)
      val columns = if (partitioned) Seq("id") else Seq("part")
      assertFails("partitioning")(writer(rows(0, 2), mode).partitionBy(columns: _*).save(path))
      assertTable(path, 0L until 9)
    }
    assertFails("none")(writer(rows(0, 2), SaveMode.Append).partitionBy("none").save(newPath()))
  }

  test("columns are matched by name; additional ones and other types are refused") {
    val path = existing(partitioned = true)
    append(rows(9, 12).select("v", "part", "id"), path)
    assertTable(path, 0L until 12)
    val bad = Seq(
      rows(12, 13).withColumn("more", col("id")) -> "more",
      rows(12, 13).withColumn("id", col("v")) -> "id",
      rows(12, 13).withColumn("part", col("id").cast("string")) -> "part"
    )
    for ((data, column) <- bad; mode <- Seq(SaveMode.Append, SaveMode.Overwrite)) {
      withClue(s"$mode $column: ") {
        assertFails(column)(writer(data, mode).save(path))
      }
    }
    assertTable(path, 0L until 12)
    append(rows(12, 13).withColumn("id", col("id").cast("int")), path)
    assertTable(path, 0L until 13)
  }

  test("columns that are missing are NULL if an option allows it") {
    for (partitioned <- Seq(false, true)) {
      val path = existing(partitioned)
      val some = rows(9, 10).drop("part", "v")
      assertFails("CANNOT_FIND_DATA", "`part`, `v`")(append(some, path))
      append(some, path, "allowMissingColumns" -> "true")
      assert(
        load(path).where("part IS NULL AND v IS NULL").collect().toSeq === Seq(Row(9L, null, null))
      )
    }
  }

  test("versions are read as they were") {
    val path = existing(partitioned = true)
    save(rows(9, 14), path, SaveMode.Append, partitioned = true)
    save(rows(1, 2), path, SaveMode.Overwrite, partitioned = true)
    assertRows(load(path, "versionAsOf" -> "0"), 0L until 9)
    assertRows(load(path, "versionAsOf" -> "1"), 0L until 14)
    assertRows(load(path, "versionasof" -> "2"), 1L until 2)
    withConf("spark.datasource.vectordb.versionAsOf" -> "1") {
      assertRows(load(path), 0L until 14)
      assertRows(load(path, "versionAsOf" -> "0"), 0L until 9)
    }
    val old = load(path, "versionAsOf" -> "1")
    assert(old.where("dot_product(v, array(1F, 0F)) >= 12").count() === 2)
    assertFails("Version 3", path, "up to 2")(load(path, "versionAsOf" -> "3"))
    assertFails("Version -1", "up to 2")(load(path, "versionAsOf" -> "-1"))
    assertFails("versionAsOf is 'yesterday'", "whole number")(
      load(path, "versionAsOf" -> "yesterday")
    )
    assertFails("Version 0", "cannot be written", "versionAsOf") {
      append(rows(0, 1), path, "versionAsOf" -> "0")
    }
    assertTable(path, 1L until 2)
  }

  test("a DataFrame goes on showing the version that it was made of") {
    val path = existing(partitioned = false)
    val before = load(path)
    save(rows(20, 22), path, SaveMode.Overwrite, partitioned = false)
    assertRows(before, 0L until 9)
    assertRows(load(path), 20L until 22)
  }

  test("rows per file") {
    val path = newPath()
    append(rows(0, 25).coalesce(1), path, "rowsPerFile" -> "10")
    assertTable(path, 0L until 25)
    assert(snapshot(path).files().stream().map(_.rows()).toArray.toSeq === Seq(10, 10, 5))
    val partitioned = newPath()
    save(rows(0, 30).coalesce(1), partitioned, SaveMode.Append, true, "rowsPerFile" -> "4")
    assertTable(partitioned, 0L until 30)
    assert(dataFiles(partitioned).size === 9)
    for (bad <- Seq("0", "-5", "many")) {
      assertFails("rowsPerFile", bad)(append(rows(0, 1), path, "rowsPerFile" -> bad))
    }
  }

  test("rows are brought together by partition if that is asked for") {
    val data = rows(0, 60).repartition(4)
    val spread = newPath()
    save(data, spread, SaveMode.Append, partitioned = true)
    assert(dataFiles(spread).size === 12)
    val clustered = newPath()
    save(data, clustered, SaveMode.Append, true, "clusterByPartition" -> "true")
    assert(dataFiles(clustered).size === 3)
    assertTable(clustered, 0L until 60)
    assertFails("clusterByPartition is 'maybe'", "true or false") {
      save(data, clustered, SaveMode.Append, true, "clusterByPartition" -> "maybe")
    }
  }

  test("a write with an identity happens once") {
    val path = newPath()
    def write(app: String, version: Int, from: Int, mode: SaveMode = SaveMode.Append): Unit = {
      val identity = Seq("txnAppId" -> app, "txnVersion" -> version.toString)
      writer(rows(from, from + 2), mode, identity: _*).save(path)
    }
    write("a", 5, 0)
    write("a", 5, 100)
    write("a", 4, 100)
    assertTable(path, Seq(0L, 1L))
    write("b", 4, 2)
    write("a", 6, 4)
    assertTable(path, 0L until 6)
    write("a", 6, 100, SaveMode.Overwrite)
    assertTable(path, 0L until 6)
    write("a", 7, 6, SaveMode.Overwrite)
    assertTable(path, Seq(6L, 7L))
    assertFails("txnAppId and txnVersion belong together", "only txnAppId") {
      append(rows(0, 1), path, "txnAppId" -> "a")
    }
    assertFails("only txnVersion")(append(rows(0, 1), path, "txnVersion" -> "1"))
    assertFails("txnVersion is 'x'")(
      append(rows(0, 1), path, "txnAppId" -> "a", "txnVersion" -> "x")
    )
  }

  test("an unknown option is refused with the nearest name") {
    val path = existing(partitioned = false)
    val misspelt = Seq(
      "vektorColumn" -> "vectorColumn",
      "versionAs" -> "versionAsOf",
      "rowPerFile" -> "rowsPerFile",
      "dimensions" -> "dimension",
      "partitionOverwrite" -> "partitionOverwriteMode"
    )
    for ((wrong, right) <- misspelt) {
      val message = s"no option '${wrong.toLowerCase}'. Did you mean '$right'?"
      assertFails(message)(load(path, wrong -> "1"))
      for (mode <- modes) {
        assertFails(message)(writer(rows(0, 1), mode, wrong -> "1").save(path))
      }
    }
    assertTable(path, 0L until 9)
  }

  test("several paths, no path, no table") {
    val path = existing(partitioned = false)
    assertFails("one table at a time", "several paths", path, "union") {
      spark.read.format("vectordb").load(path, newPath())
    }
    assertFails("No path was given", "load(path)")(spark.read.format("vectordb").load())
    assertFails("No path was given", "save(path)")(writer(rows(0, 1), SaveMode.Append).save())
    val nowhere = newPath()
    assertFails("no vectordb table at", nowhere, "check the path")(load(nowhere))
    assert(!Files.exists(Paths.get(nowhere)))
    Files.createDirectory(Paths.get(nowhere))
    assertFails("no vectordb table at", nowhere)(load(nowhere))
  }

  test("a path with blanks and letters of other scripts, a trailing slash, a URI") {
    val path = directory.resolve("a b %20 \u00E4 #?=").toString
    append(rows(0, 3), path)
    assertTable(path, 0L until 3)
    append(rows(3, 4), s"$path/")
    assertTable(path, 0L until 4)
    val plain = existing(partitioned = false)
    assertRows(load(s"file:$plain"), 0L until 9)
    assertRows(load(s"file://$plain"), 0L until 9)
  }

  test("a write through the second version of the API") {
    val path = existing(partitioned = true)
    val name = newName("table")
    sql(s"CREATE TABLE $name USING vectordb LOCATION '$path'")
    try {
      rows(9, 12).writeTo(name).append()
      assertTable(path, 0L until 12)
      rows(20, 21).writeTo(name).overwritePartitions()
      assertTable(path, (0L until 12).filter(_ % 3 != 2) :+ 20L)
      rows(30, 31).writeTo(name).overwrite(col("part") === 0)
      assertTable(path, (0L until 12).filter(_ % 3 == 1) ++ Seq(20L, 30L))
      rows(60, 63).writeTo(name).overwrite(col("id") > 4 && col("id") =!= 30)
      assertTable(path, Seq(1L, 4L, 30L, 60L, 61L, 62L))
      assert(snapshot(path).files().asScala.exists(_.deletes() != null))
      val score = call_function("dot_product", col("v"), lit(Array(1f, 0f)))
      rows(70, 71).writeTo(name).overwrite(score > 61 || col("part") === 0)
      assertTable(path, Seq(1L, 4L, 61L, 70L))
      assertFails("does not support overwrite by expression") {
        rows(1, 2).writeTo(name).overwrite(col("id") % 2 === 0)
      }
      rows(40, 42).writeTo(name).overwrite(lit(true))
      assertTable(path, 40L until 42)
    } finally {
      sql(s"DROP TABLE $name")
    }
  }
}

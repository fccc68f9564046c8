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
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec

/** Tables that are partitioned by values computed from columns. */
class PartitionTransformSuite extends CatalogSuite with AdaptiveSparkPlanHelper {
  private def rows(data: DataFrame): Seq[String] = data.collect().map(_.toString).toSeq.sorted

  private def plan(query: String): String = sql(query).queryExecution.executedPlan.toString

  private def files(table: String) =
    Table.at(place(table).toString, null).snapshot().files().asScala.toSeq

  /** Ten days of ten hours of ten rows. */
  private def createEvents(partitioning: String): String = {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id BIGINT, ts TIMESTAMP, day DATE, name STRING)
           |PARTITIONED BY ($partitioning)""".stripMargin)
    sql(s"INSERT INTO $table SELECT * FROM ${events()}")
    table
  }

  private def events(): String =
    """(SELECT id, timestamp_micros(1700000000000000 + (id % 10) * 86400000000 +
      |  (id div 10 % 10) * 3600000000) AS ts,
      |  date_from_unix_date(19675 + id % 10) AS day, 'n' || id % 7 AS name FROM range(1000))
      |""".stripMargin

  test("rows of a partition are in files of their own, one for each task") {
    for (
      (partitioning, partitions) <- Seq(
        "days(ts)" -> 11,
        "hours(ts)" -> 100,
        "months(ts)" -> 1,
        "years(day)" -> 1,
        "bucket(4, id)" -> 4,
        "bucket(3, name), days(day)" -> 0
      )
    ) {
      val table = createEvents(partitioning)
      val keys = files(table).map(_.partitionValues()).distinct
      if (partitions > 0) assert(keys.size <= partitions && keys.size >= partitions - 1)
      assert(files(table).size <= 2 * keys.size, partitioning)
      assert(rows(sql(s"SELECT * FROM $table")) == rows(sql(s"SELECT * FROM ${events()}")))
      assert(spark.table(table).count() == 1000)
    }
  }

  test("conditions on columns leave partitions out") {
    val days = createEvents("days(ts)")
    val query = s"SELECT id FROM $days WHERE ts < timestamp '2023-11-16 00:00:00 UTC'"
    assert(
      rows(sql(query)) == rows(
        sql(
          s"SELECT id FROM ${events()} WHERE id % 10 < 2 AND ts < timestamp '2023-11-16 00:00:00 UTC'"
        )
      )
    )
    val all = files(days).size
    assert(plan(query).contains(s" of $all"))
    val buckets = createEvents("bucket(8, id)")
    assert(rows(sql(s"SELECT id FROM $buckets WHERE id = 77")) == Seq("[77]"))
    val one = files(buckets).groupBy(_.partitionValues()).values.map(_.size).max
    val found =
      "files: (\\d+) of".r.findFirstMatchIn(plan(s"SELECT id FROM $buckets WHERE id = 77"))
    assert(found.exists(_.group(1).toInt <= one))
    assert(sql(s"SELECT id FROM $buckets WHERE id IN (1, 2, 3)").count() == 3)
  }

  test("dynamic overwrite replaces the partitions that are written") {
    val table = createEvents("days(day)")
    withConf("spark.sql.sources.partitionOverwriteMode" -> "dynamic") {
      sql(s"""INSERT OVERWRITE $table
             |SELECT -1L, timestamp '2023-11-14 00:00:00', date '2023-11-14', 'x'""".stripMargin)
    }
    assert(
      sql(s"SELECT id FROM $table WHERE day = date '2023-11-14'")
        .collect()
        .map(_.getLong(0))
        .toSeq == Seq(-1L)
    )
    assert(spark.table(table).count() == 901)
  }

  test("NULL is a partition") {
    for (partitioning <- Seq("days(ts)", "bucket(4, id)", "years(day)", "bucket(2, name)")) {
      val table = newTable()
      sql(
        s"CREATE TABLE $table (id BIGINT, ts TIMESTAMP, day DATE, name STRING) PARTITIONED BY ($partitioning)"
      )
      sql(
        s"INSERT INTO $table VALUES (NULL, NULL, NULL, NULL), (1, timestamp '2024-01-01 00:00:00', date '2024-01-01', 'x')"
      )
      val column = files(table).head
        .partitionValues()
        .keySet()
        .iterator()
        .next()
        .replaceAll(".*\\((.*)\\)", "$1")
      assert(sql(s"SELECT * FROM $table WHERE $column IS NULL").count() == 1)
      assert(plan(s"SELECT * FROM $table WHERE $column IS NULL").contains("files: 1 of 2"))
    }
  }

  test("definitions") {
    val table = createEvents("bucket(4, id), days(ts), name")
    val described = sql(s"DESCRIBE EXTENDED $table").collect().map(_.toString).mkString("\n")
    assert(described.contains("bucket(4, id)") && described.contains("days(ts)"))
    assert(
      sql(s"SHOW CREATE TABLE $table").head().getString(0).contains("bucket(4, id), days(ts), name")
    )
    for (
      (partitioning, problem) <- Seq(
        "hours(day)" -> "hours(day)",
        "days(id)" -> "days(id)",
        "bucket(0, id)" -> "bucket",
        "truncate(3, name)" -> "truncate"
      )
    ) {
      assertFails(problem) {
        sql(
          s"CREATE TABLE ${newTable()} (id BIGINT, day DATE, name STRING) PARTITIONED BY ($partitioning)"
        )
      }
    }
    assertFails("partitioned by ts")(sql(s"ALTER TABLE $table DROP COLUMN ts"))
    sql(s"ALTER TABLE $table RENAME COLUMN ts TO time")
    sql(s"INSERT INTO $table SELECT * FROM ${events()}")
    assert(
      sql(s"SELECT * FROM $table WHERE time < timestamp '2023-11-15 00:00:00 UTC'").count() > 0
    )
    assert(
      sql(s"DESCRIBE EXTENDED $table").collect().map(_.toString).mkString.contains("days(time)")
    )
  }

  test("by its path, a table takes rows in the order of their times, but not by buckets") {
    val days = createEvents("hours(ts)")
    append(sql(s"SELECT * FROM ${events()}"), place(days).toString)
    assert(spark.table(days).count() == 2000)
    assert(files(days).size <= 400)
    val buckets = createEvents("bucket(4, id)")
    assertFails("write to it through", "cat.`")(
      append(sql(s"SELECT * FROM ${events()}"), place(buckets).toString)
    )
    sql(s"INSERT INTO $cat.`${place(buckets)}` SELECT * FROM ${events()}")
    assert(spark.table(buckets).count() == 2000)
  }

  test("a join with a few rows of another table skips partitions") {
    val events = createEvents("days(day)")
    val dimension = newTable()
    sql(s"CREATE TABLE $dimension (day DATE, holiday STRING)")
    sql(
      s"INSERT INTO $dimension SELECT DISTINCT day, if(day = date '2023-11-16', 'yes', 'no') FROM $events"
    )
    val query =
      s"SELECT id FROM $events e JOIN $dimension d ON e.day = d.day WHERE upper(holiday) = 'YES'"
    val result = sql(query)
    assert(result.collect().length == 100)
    assert(result.queryExecution.executedPlan.toString.contains("dynamicpruning"))
    val scanned = collect(result.queryExecution.executedPlan) { case scan: BatchScanExec =>
      scan.metrics("rowsScanned").value
    }
    assert(scanned.max == 100)
  }

  test("the functions of transforms in SQL") {
    assert(
      rows(
        sql(
          s"SELECT $cat.days(date '1970-01-03'), $cat.hours(timestamp '1970-01-01 05:59:00 UTC'), $cat.years(date '1969-12-31'), $cat.months(date '1971-02-01'), $cat.bucket(10, 34L)"
        )
      ) ==
        Seq(s"[2,5,-1,13,${2017239379 % 10}]")
    )
    assertFails("bucket")(sql(s"SELECT $cat.bucket(10, 1.5D)"))
  }
}

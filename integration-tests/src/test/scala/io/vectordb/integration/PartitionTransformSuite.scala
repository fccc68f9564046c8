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
import scala.util.Random

import io.vectordb.table.Table
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec

/** Tables that are partitioned by values computed from columns. */
class PartitionTransformSuite extends CatalogSuite with AdaptiveSparkPlanHelper {
  private def rows(data: DataFrame): Seq[String] = data.collect().map(_.toString).toSeq.sorted

  private def plan(query: String): String = sql(query).queryExecution.executedPlan.toString

  private def files(table: String) =
    Table.at(place(table).toString).snapshot().files().asScala.toSeq

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

  test("conditions of every kind find the rows that they find without partitions") {
    val random = new Random(randomSeed())
    // Around 1970, around New Year, years, months, days and hours apart; NULL now and then.
    val made = sql(s"""SELECT id, if(id % 9 = 0, null, timestamp_micros(t)) AS ts,
           |  if(id % 9 = 1, null, cast(timestamp_micros(t) AS TIMESTAMP_NTZ)) AS ntz,
           |  if(id % 9 = 2, null, date(timestamp_micros(t))) AS day,
           |  if(id % 9 = 3, null, cast(id % 40 - 20 AS DECIMAL(12, 2))) AS price,
           |  if(id % 9 = 4, null, 'n' || id % 30) AS name
           |FROM (SELECT id, element_at(array(-1L, 0L, 1L, -86400000000L, 31535999999999L,
           |  31536000000000L, -31536000000001L, 3599999999L), int(id % 8) + 1) +
           |  (hash(id) % 3) * 3600000000L AS t FROM range(200))""".stripMargin)
    val moments = newName("moments")
    spark.createDataFrame(made.collectAsList(), made.schema).createOrReplaceTempView(moments)
    val literals = Map(
      "ts" -> (() => s"timestamp_micros(${moment(random)}L)"),
      "ntz" -> (() => s"cast(timestamp_micros(${moment(random)}L) AS TIMESTAMP_NTZ)"),
      "day" -> (() => s"date(timestamp_micros(${moment(random)}L))"),
      "price" -> (() => s"${random.nextInt(40) - 20}.00BD"),
      "name" -> (() => s"'n${random.nextInt(30)}'")
    )
    for (
      (column, transforms) <- Seq(
        "ts" -> Seq("years", "months", "days", "hours", "bucket"),
        "ntz" -> Seq("years", "months", "days", "hours", "bucket"),
        "day" -> Seq("years", "months", "days", "bucket"),
        "price" -> Seq("bucket"),
        "name" -> Seq("bucket")
      );
      transform <- transforms
    ) {
      val table = newTable()
      val by = if (transform == "bucket") s"bucket(5, $column)" else s"$transform($column)"
      sql(s"CREATE TABLE $table PARTITIONED BY ($by) AS SELECT * FROM $moments")
      val conditions = Seq.fill(4)(condition(random, column, literals(column)))
      val zone = Seq("UTC", "America/Los_Angeles", "Asia/Kolkata")(random.nextInt(3))
      withConf("spark.sql.session.timeZone" -> zone) {
        val expected =
          sql(s"SELECT ${conditions.map(c => s"count_if($c)").mkString(", ")} FROM $moments")
        for ((condition, i) <- conditions.zipWithIndex) {
          val found = sql(s"SELECT id FROM $table WHERE $condition").collect().length
          assert(found == expected.head().getLong(i), s"$condition by $by in $zone")
        }
      }
    }
  }

  private def moment(random: Random): Long = {
    val base = Seq(-1L, 0L, -86400000000L, 31535999999999L, 31536000000000L, -31536000000001L)
    base(random.nextInt(base.size)) + (random.nextInt(5) - 2) * 3600000000L
  }

  private def condition(random: Random, column: String, literal: () => String): String = {
    val simple = random.nextInt(7) match {
      case 0 => s"$column = ${literal()}"
      case 1 => s"$column IN (${literal()}, ${literal()}, NULL)"
      case 2 => s"$column BETWEEN ${literal()} AND ${literal()}"
      case 3 => s"$column ${Seq("<", "<=", ">", ">=", "<>")(random.nextInt(5))} ${literal()}"
      case 4 => s"$column IS NULL"
      case 5 => s"$column <=> ${literal()}"
      case 6 => s"$column <=> NULL"
    }
    random.nextInt(4) match {
      case 0 => s"NOT ($simple)"
      case 1 => s"($simple OR ${condition(random, column, literal)})"
      case 2 => s"($simple AND id > 50)"
      case _ => simple
    }
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

  test("texts that are equal by their collation have a file each, however they alternate") {
    val variants = Seq("cat", "CAT", "Cat", "dog").map(text => s"'$text'").mkString(", ")
    val table = newTable()
    sql(s"CREATE TABLE $table (id INT, p STRING COLLATE UTF8_LCASE) PARTITIONED BY (p)")
    sql(s"""INSERT INTO $table SELECT int(id), element_at(array($variants), int(id % 4) + 1)
           |FROM range(0, 400, 1, 1)""".stripMargin)
    assert(files(table).size == 4)
    assert(rows(sql(s"SELECT count(*), sum(id) FROM $table GROUP BY p")).size == 2)
    assert(sql(s"SELECT DISTINCT id FROM $table").count() == 400)
    // More of them than files can be open at a time.
    val many = newTable()
    sql(s"CREATE TABLE $many (id INT, p STRING COLLATE UTF8_LCASE) PARTITIONED BY (p)")
    sql(
      s"""INSERT INTO $many SELECT int(id), array_join(transform(sequence(0, 4),
           |i -> if(shiftright(id, i) % 2 = 0, 'x', 'X')), '') FROM range(0, 100, 1, 1)""".stripMargin
    )
    assert(sql(s"SELECT id FROM $many WHERE p = 'xxxxx'").count() == 100)
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

  test("SHOW PARTITIONS and DESCRIBE PARTITION") {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id BIGINT, ts TIMESTAMP, day DATE, part INT, name STRING)
           |PARTITIONED BY (days(ts), hours(ts), months(day), years(day), bucket(4, id), name)
           |""".stripMargin)
    assert(rows(sql(s"SHOW PARTITIONS $table")) === Nil)
    sql(s"""INSERT INTO $table VALUES (34, timestamp '2026-01-02 03:59:00 UTC',
           |  date '1969-12-31', 7, 'a/b'), (34, NULL, NULL, 7, NULL)""".stripMargin)
    assert(
      rows(sql(s"SHOW PARTITIONS $table")) === Seq(
        "[days(ts)=2026-01-02/hours(ts)=2026-01-02 03/months(day)=1969-12/years(day)=1969/" +
          s"bucket(4, id)=${2017239379 % 4}/name=a%2Fb]",
        "[days(ts)=null/hours(ts)=null/months(day)=null/years(day)=null/" +
          s"bucket(4, id)=${2017239379 % 4}/name=null]"
      )
    )
    assert(sql(s"SHOW PARTITIONS $table PARTITION (name = 'a/b')").count() === 1)
    assert(sql(s"SHOW PARTITIONS $table PARTITION (`days(ts)` = '2026-01-02')").count() === 1)
    assert(sql(s"SHOW PARTITIONS $table PARTITION (name = 'c')").count() === 0)

    val simple = newTable()
    sql(s"CREATE TABLE $simple (id BIGINT, a DECIMAL(5, 1), b DATE) PARTITIONED BY (a, b)")
    sql(s"INSERT INTO $simple SELECT id, id % 2, date '2026-01-01' FROM range(10)")
    sql(s"INSERT INTO $simple SELECT id, id % 2, date '2026-01-01' FROM range(10)")
    sql(s"DELETE FROM $simple WHERE id < 2")
    sql(s"DELETE FROM $simple WHERE a = 1")
    assert(rows(sql(s"SHOW PARTITIONS $simple")) === Seq("[a=0.0/b=2026-01-01]"))
    val described =
      sql(s"DESCRIBE EXTENDED $simple PARTITION (a = 0, b = '2026-01-01')").collect()
    val values = described.map(row => row.getString(0) -> row.getString(1)).toMap
    assert(values("Partition Values") === "[a=0.0, b=2026-01-01]")
    assert(values("rows") === "8")
    assert(values("files").toInt === files(simple).size)
    assertFails("PARTITIONS_NOT_FOUND") {
      sql(s"DESCRIBE $simple PARTITION (a = 1, b = '2026-01-01')")
    }
    for (
      change <- Seq("ADD PARTITION (a = 5, b = NULL)", "DROP PARTITION (a = 0, b = '2026-01-01')")
    ) {
      assertFails("come with their rows", "DELETE FROM")(sql(s"ALTER TABLE $simple $change"))
    }
    val whole = newTable()
    sql(s"CREATE TABLE $whole (id BIGINT)")
    assertFails("not partitioned")(sql(s"SHOW PARTITIONS $whole"))
  }
}

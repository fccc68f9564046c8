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

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.SortExec
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec
import org.apache.spark.sql.execution.joins.{BroadcastHashJoinExec, SortMergeJoinExec}

/** Joins and aggregations of tables partition by partition, without a shuffle. */
class StoragePartitionedJoinSuite extends CatalogSuite with AdaptiveSparkPlanHelper {
  private def rows(data: DataFrame): Seq[String] = data.collect().map(_.toString).toSeq.sorted

  private val noBroadcast = "spark.sql.autoBroadcastJoinThreshold" -> "-1"
  private val off = "spark.sql.sources.v2.bucketing.enabled" -> "false"
  private val on = Seq(
    noBroadcast,
    "spark.sql.sources.v2.bucketing.enabled" -> "true",
    "spark.sql.sources.v2.bucketing.pushPartValues.enabled" -> "true",
    "spark.sql.requireAllClusterKeysForCoPartition" -> "false"
  )

  private def shuffles(data: DataFrame): Int = {
    data.collect()
    collect(data.queryExecution.executedPlan) { case e: ShuffleExchangeExec => e }.size
  }

  /** The query gives the same rows with and without shuffles. */
  private def assertNoShuffle(query: String, settings: (String, String)*): Unit = {
    val expected = withConf(noBroadcast, off)(rows(sql(query)))
    assert(expected.nonEmpty)
    withConf(on ++ settings: _*) {
      assert(rows(sql(query)) == expected)
      assert(shuffles(sql(query)) == 0, sql(query).queryExecution.executedPlan.toString)
    }
  }

  private def create(partitioning: String, ids: String): String = {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id INT, k BIGINT, day DATE, ts TIMESTAMP, name STRING)
           |PARTITIONED BY ($partitioning)""".stripMargin)
    sql(s"""INSERT INTO $table SELECT int(id), id % 5, date_from_unix_date(int(19000 + id % 3)),
           |  timestamp_micros(1700000000000000 + (id % 4) * 86400000000), 'n' || id % 6
           |FROM $ids""".stripMargin)
    table
  }

  for (
    (partitioning, key) <- Seq(
      "k" -> "k",
      "name" -> "name",
      "day" -> "day",
      "bucket(4, id)" -> "id",
      "bucket(4, name)" -> "name",
      "days(ts)" -> "ts",
      "months(day)" -> "day",
      "hours(ts)" -> "ts"
    )
  ) {
    test(s"a join by $key of tables partitioned by $partitioning") {
      val left = create(partitioning, "range(40)")
      val right = create(partitioning, "range(10, 30)")
      assertNoShuffle(s"SELECT l.id, r.id, l.$key FROM $left l JOIN $right r ON l.$key = r.$key")
    }
  }

  test("partitions that only one side has, in every kind of join") {
    val left = create("k", "(SELECT id FROM range(40) WHERE id % 5 < 3)")
    val right = create("k", "(SELECT id FROM range(40) WHERE id % 5 > 1)")
    for (kind <- Seq("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")) {
      assertNoShuffle(s"SELECT l.id, r.id FROM $left l $kind $right r ON l.k = r.k")
    }
    assertNoShuffle(
      s"SELECT id FROM $left l WHERE NOT EXISTS (SELECT 1 FROM $right r WHERE l.k = r.k)"
    )
  }

  private val merged = "spark.sql.sources.v2.bucketing.preserveOrderingOnCoalesce.enabled" -> "true"

  /** The query gives the same rows as with shuffles, without one, and sorts so often. */
  private def assertSorts(count: Int, query: String, settings: (String, String)*): Unit = {
    assertNoShuffle(query, settings: _*)
    withConf(on ++ settings: _*) {
      val data = sql(query)
      data.collect()
      val plan = data.queryExecution.executedPlan
      assert(collect(plan) { case s: SortExec => s }.size == count, plan.toString)
    }
  }

  /** A table of one file for a partition, whose rows come in any order. */
  private def createBuckets(partitioning: String, ids: String): String = {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id INT, k BIGINT, name STRING, v ARRAY<FLOAT>)
           |PARTITIONED BY ($partitioning)
           |TBLPROPERTIES ('clusterByPartition' = 'true', 'codes' = 'none')""".stripMargin)
    append(table, ids)
    table
  }

  private def append(table: String, ids: String): Unit =
    sql(s"""INSERT INTO $table SELECT if(id % 7 = 0, null, int(id)), id % 3, 'n' || id,
           |array(float(id % 11), 1F) FROM $ids ORDER BY hash(id)""".stripMargin)

  for (
    (partitioning, join) <- Seq(
      "bucket(4, id)" -> "l.id = r.id",
      "bucket(4, name)" -> "l.name = r.name",
      "k, bucket(2, id)" -> "l.k = r.k AND l.id = r.id"
    )
  ) {
    test(s"a join without a sort of tables partitioned by $partitioning") {
      val left = createBuckets(partitioning, "range(300)")
      val right = createBuckets(partitioning, "range(100, 500)")
      for (kind <- Seq("JOIN", "FULL JOIN")) {
        assertSorts(0, s"SELECT l.name, r.name FROM $left l $kind $right r ON $join")
      }
      // Rows that are left out leave the others in their order.
      sql(s"DELETE FROM $left WHERE hash(name) % 3 = 0")
      assertSorts(
        0,
        s"""SELECT l.name, r.name FROM $left l JOIN $right r ON $join
           |WHERE dot_product(l.v, array(1F, 1F)) > 4 AND r.name > 'n2'""".stripMargin
      )
      // A second file of a partition has an order of its own.
      append(right, "range(100, 300)")
      val query = s"SELECT l.name, r.name FROM $left l JOIN $right r ON $join"
      assertSorts(1, query)
      assertSorts(0, query, merged)
      assertSorts(
        1,
        query,
        "spark.sql.sources.v2.bucketing.partiallyClusteredDistribution.enabled" -> "true"
      )
      sql(s"CALL $cat.system.compact('$right')")
      assertSorts(0, query)
    }
  }

  test("a join without a sort of buckets of which one count divides the other") {
    val left = createBuckets("bucket(8, id)", "range(300)")
    val right = createBuckets("bucket(4, id)", "range(100, 500)")
    val query = s"SELECT l.name, r.name FROM $left l JOIN $right r ON l.id = r.id"
    val compatible =
      "spark.sql.sources.v2.bucketing.allowCompatibleTransforms.enabled" -> "true"
    assertSorts(1, query, compatible)
    assertSorts(0, query, compatible, merged)
  }

  test("a filter at run time leaves the order as it is") {
    val left = createBuckets("bucket(4, id)", "range(300)")
    val right = createBuckets("bucket(4, id)", "range(300)")
    append(left, "range(200, 400)")
    val few = newTable()
    sql(s"CREATE TABLE $few (id INT, wanted BOOLEAN)")
    sql(s"INSERT INTO $few VALUES (1, true), (2, false), (253, true)")
    val query =
      s"""SELECT l.name, r.name FROM $left l JOIN $right r ON l.id = r.id
         |JOIN $few f ON l.id = f.id WHERE f.wanted""".stripMargin
    val expected = withConf(off)(rows(sql(query)))
    assert(expected.size == 3)
    withConf(merged +: on.filterNot(_ == noBroadcast): _*)(assert(rows(sql(query)) == expected))
  }

  test("CLUSTERED BY a column and SORTED BY it, which gets another name") {
    val rows = sql("SELECT int(id) AS id, 'n' AS name FROM range(0, 60, 1, 1) ORDER BY hash(id)")
    val bucketed = newTable()
    rows.write.format("vectordb").bucketBy(2, "id").sortBy("id").saveAsTable(bucketed)
    val clustered = newTable()
    sql(s"""CREATE TABLE $clustered (id INT, name STRING) USING vectordb
           |CLUSTERED BY (id) SORTED BY (ID) INTO 2 BUCKETS""".stripMargin)
    rows.writeTo(clustered).append()
    sql(s"ALTER TABLE $clustered RENAME COLUMN id TO `key.1`")
    assertSorts(0, s"SELECT l.name FROM $bucketed l JOIN $clustered r ON l.id = r.`key.1`")
    assertFails("Rows of a bucket are sorted by its column only") {
      sql(s"""CREATE TABLE ${newTable()} (id INT, name STRING) USING vectordb
             |CLUSTERED BY (id) SORTED BY (name) INTO 2 BUCKETS""".stripMargin)
    }
  }

  test("NULL partitions") {
    val left = create("k", "range(10)")
    sql(s"INSERT INTO $left (id) VALUES (-1)")
    val right = create("k", "range(10)")
    sql(s"INSERT INTO $right (id) VALUES (-2)")
    assertNoShuffle(s"SELECT l.id, r.id FROM $left l FULL JOIN $right r ON l.k = r.k")
    assertNoShuffle(s"SELECT k, count(*) FROM $left GROUP BY k")
  }

  for (
    (collation, other) <- Seq("UTF8_LCASE" -> "a", "UNICODE_CI" -> "a", "UTF8_BINARY_RTRIM" -> "A ")
  ) {
    test(s"buckets of texts that are equal though their bytes are not: $collation") {
      val table = newTable()
      sql(s"""CREATE TABLE $table (id INT, k INT, p STRING COLLATE $collation)
             |PARTITIONED BY (k, bucket(50, p))""".stripMargin)
      sql(s"INSERT INTO $table VALUES (0, 1, 'A'), (1, 1, '$other'), (2, 1, 'B'), (3, 2, 'B')")
      for (
        (query, expected) <- Seq(
          s"SELECT sum(id) FROM $table GROUP BY k, p" -> Seq("[1]", "[2]", "[3]"),
          s"SELECT count(*) FROM (SELECT DISTINCT k, p FROM $table)" -> Seq("[3]"),
          s"SELECT sum(id) OVER (PARTITION BY k, p) FROM $table" -> Seq("[1]", "[1]", "[2]", "[3]"),
          s"SELECT l.id FROM $table l JOIN $table r ON l.k = r.k AND l.p = r.p AND l.id < r.id" ->
            Seq("[0]")
        )
      ) {
        withConf(on: _*)(assert(rows(sql(query)) == expected, query))
      }
      // What is known of the other column is told nevertheless.
      assertNoShuffle(s"SELECT k, count(*) FROM $table GROUP BY k")
    }
  }

  test("large partitions in parts") {
    val left = create("k", "range(40)")
    for (_ <- 1 to 3) sql(s"INSERT INTO $left SELECT * FROM $left WHERE k = 1")
    val right = create("k", "range(10)")
    assertNoShuffle(
      s"SELECT l.id, r.id FROM $left l JOIN $right r ON l.k = r.k",
      "spark.sql.sources.v2.bucketing.partiallyClusteredDistribution.enabled" -> "true"
    )
  }

  test("buckets of which one count divides the other") {
    val left = create("bucket(8, id)", "range(60)")
    val right = create("bucket(4, id)", "range(30, 90)")
    assertNoShuffle(
      s"SELECT l.id, r.id FROM $left l JOIN $right r ON l.id = r.id",
      "spark.sql.sources.v2.bucketing.allowCompatibleTransforms.enabled" -> "true"
    )
  }

  test("aggregations, and joins by more columns than partitions have") {
    val table = create("k", "range(50)")
    assertNoShuffle(s"SELECT k, count(*), sum(id) FROM $table GROUP BY k")
    assertNoShuffle(s"SELECT k, name, count(*) FROM $table GROUP BY k, name")
    val other = create("k", "range(20)")
    assertNoShuffle(
      s"SELECT l.id, r.id FROM $table l JOIN $other r ON l.k = r.k AND l.name = r.name"
    )
  }

  test("a filter at run time that leaves partitions out") {
    val left = create("k", "range(50)")
    val right = create("k", "range(50)")
    val few = newTable()
    sql(s"CREATE TABLE $few (k BIGINT, wanted BOOLEAN)")
    sql(s"INSERT INTO $few VALUES (1, true), (2, false), (3, true)")
    val query =
      s"""SELECT l.id, r.id FROM $left l JOIN $right r ON l.k = r.k
         |JOIN $few f ON l.k = f.k WHERE f.wanted""".stripMargin
    val expected = withConf(off)(rows(sql(query)))
    withConf(on.filterNot(_ == noBroadcast): _*) {
      assert(rows(sql(query)) == expected)
    }
  }

  test("a table that nobody wants to join so is read by as many tasks as always") {
    val table = create("bucket(16, id)", "range(1000)")
    on.foreach { case (key, _) => spark.conf.unset(key) }
    assert(spark.table(table).rdd.getNumPartitions == 1)
    withConf(on: _*) {
      assert(spark.table(table).rdd.getNumPartitions == 16)
    }
  }

  test("small tables are broadcast, by what the log knows of their size") {
    val large = create("k", "range(2000)")
    val small = create("k", "range(3)")
    val query = s"SELECT l.id FROM $large l JOIN $small s ON l.id = s.id"
    withConf(
      "spark.sql.autoBroadcastJoinThreshold" -> "1000",
      "spark.sql.adaptive.enabled" -> "false"
    ) {
      assert(
        find(sql(query).queryExecution.executedPlan)(
          _.isInstanceOf[BroadcastHashJoinExec]
        ).isDefined
      )
      val both = s"SELECT l.id FROM $large l JOIN $large s ON l.id = s.id"
      assert(
        find(sql(both).queryExecution.executedPlan)(_.isInstanceOf[SortMergeJoinExec]).isDefined
      )
    }
  }

  test("long texts are not taken for short ones, whatever rows a score leaves") {
    val table = newTable()
    sql(s"CREATE TABLE $table (id INT, text STRING, v ARRAY<FLOAT>)")
    sql(s"INSERT INTO $table SELECT int(id), repeat('x', 5000), array(1F, 2F) FROM range(100)")
    def size(query: String): BigInt = sql(query).queryExecution.optimizedPlan.stats.sizeInBytes
    assert(size(s"SELECT text FROM $table WHERE dot_product(v, array(1F, 0F)) > 2") > 500000)
    assert(size(s"SELECT id, v FROM $table") < 5000)
    sql(s"DELETE FROM $table WHERE id >= 10")
    val rest = size(s"SELECT id, text FROM $table")
    assert(rest > 50000 && rest < 80000)
  }

  test("the cost-based optimizer gets the bounds and NULLs of columns") {
    val table = create("k", "range(100)")
    sql(s"INSERT INTO $table (k) VALUES (1)")
    withConf("spark.sql.cbo.enabled" -> "true") {
      val stats = sql(s"SELECT id, day, name FROM $table").queryExecution.optimizedPlan.stats
      val id = stats.attributeStats.find(_._1.name == "id").get._2
      assert(id.min.contains(0) && id.max.contains(99) && id.nullCount.contains(BigInt(1)))
      assert(stats.rowCount.contains(BigInt(101)))
      assert(sql(s"SELECT id FROM $table WHERE id < 10").collect().length == 10)
    }
  }
}

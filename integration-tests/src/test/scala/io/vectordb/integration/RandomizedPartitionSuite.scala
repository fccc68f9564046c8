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

import scala.util.Random

import org.apache.spark.sql.DataFrame

/**
 * Queries of partitioned tables give what they give of a Parquet table without partitions, whatever
 * the column's type takes for equal, and whether or not scans tell how rows are partitioned.
 */
class RandomizedPartitionSuite extends CatalogSuite {
  private case class Column(name: String, sqlType: String, values: String*) {

    /** The partitionings that a column of this type can have. */
    def partitionings: Seq[String] = {
      val buckets = Seq(s"bucket(2, $name)", s"bucket(5, $name)")
      sqlType match {
        case "FLOAT" | "DOUBLE" | "BOOLEAN" => Seq(name)
        case "BINARY"                       => buckets
        case "DATE"      => name +: buckets :+ s"years($name)" :+ s"months($name)"
        case "TIMESTAMP" => name +: buckets :+ s"days($name)" :+ s"hours($name)"
        case _           => name +: buckets
      }
    }
  }

  private val letters = Seq("'a'", "'A'", "'a '", "'b'", "'B'", "'ab'", "'AB '", "''", "' '")
  private val texts = letters ++ Seq("'\u00E4'", "'A\u0308'", "'stra\u00DFe'", "'STRASSE'")
  private val numbers = Seq("0.0", "-0.0", "1", "'NaN'", "'Infinity'", "-2.5")

  private val columns = Seq(
    Column("binary_text", "STRING", texts: _*),
    Column("lower", "STRING COLLATE UTF8_LCASE", texts: _*),
    Column("unicode", "STRING COLLATE UNICODE", texts: _*),
    Column("unicode_ci", "STRING COLLATE UNICODE_CI", texts: _*),
    Column("trimmed", "STRING COLLATE UTF8_BINARY_RTRIM", texts: _*),
    Column("german", "STRING COLLATE de_CI_AI_RTRIM", texts: _*),
    Column("fixed", "CHAR(3)", letters: _*),
    Column("limited", "VARCHAR(3)", letters: _*),
    Column("f", "FLOAT", numbers: _*),
    Column("d", "DOUBLE", numbers: _*),
    Column("price", "DECIMAL(9, 2)", "1", "1.00", "-1.5", "2"),
    Column("b", "BOOLEAN", "true", "false"),
    Column("bytes", "BINARY", "X''", "X'00'", "X'FF'", "X'0000'"),
    Column("day", "DATE", "'1969-12-31'", "'1970-01-01'", "'2024-02-29'", "'1582-10-15'"),
    Column("ts", "TIMESTAMP", "'1969-12-31 23:59:59.9'", "'1970-01-01'", "'2024-02-29 12:00'")
  )

  private val on = Seq(
    "spark.sql.sources.v2.bucketing.enabled" -> "true",
    "spark.sql.sources.v2.bucketing.pushPartValues.enabled" -> "true",
    "spark.sql.sources.v2.bucketing.sorting.enabled" -> "true",
    "spark.sql.sources.v2.bucketing.shuffle.enabled" -> "true",
    "spark.sql.requireAllClusterKeysForCoPartition" -> "false",
    "spark.sql.autoBroadcastJoinThreshold" -> "-1"
  )
  private val off = Seq("spark.sql.sources.v2.bucketing.enabled" -> "false")

  private def rows(data: DataFrame): Seq[String] = data.collect().map(_.toString).toSeq

  /** Parquet, one file: all columns, with rows of any of their values and of NULL. */
  private def createPlain(random: Random): String = {
    val name = newName("plain")
    val definitions = columns.map(c => s"${c.name} ${c.sqlType}")
    sql(s"""CREATE TABLE $name (id BIGINT, ${definitions.mkString(", ")}) USING parquet
           |LOCATION '${directory.resolve(name)}'""".stripMargin)
    val values = columns.map { column =>
      val cast = column.values.map(v => s"CAST($v AS ${column.sqlType})") :+ "NULL"
      s"element_at(array(${cast.mkString(", ")}), int(pmod(hash(id, ${random.nextInt()}), ${cast.size})) + 1)"
    }
    sql(s"INSERT INTO $name SELECT id, ${values.mkString(", ")} FROM range(0, 100, 1, 1)")
    name
  }

  private def createPartitioned(plain: String, column: Column, partitioning: String): String = {
    val table = newTable()
    sql(s"""CREATE TABLE $table (id BIGINT, ${column.name} ${column.sqlType})
           |PARTITIONED BY ($partitioning)""".stripMargin)
    for (rest <- 0 to 1) {
      sql(s"INSERT INTO $table SELECT id, ${column.name} FROM $plain WHERE id % 2 = $rest")
    }
    table
  }

  private def condition(random: Random, column: Column): String = {
    def value() = {
      val text = column.values(random.nextInt(column.values.size))
      if (column.sqlType.contains("CHAR")) text else s"CAST($text AS ${column.sqlType})"
    }
    random.nextInt(5) match {
      case 0 => s"${column.name} IN (${value()}, ${value()}, NULL)"
      case 1 => s"${column.name} <=> ${value()}"
      case 2 => s"${column.name} IS NULL OR ${column.name} <> ${value()}"
      case 3 => s"${column.name} ${Seq("<", "<=", ">", ">=")(random.nextInt(4))} ${value()}"
      case 4 => s"${column.name} = ${value()}"
    }
  }

  /** Queries of the table TABLE whose answers are the same for all rows that are equal to others. */
  private def queries(random: Random, column: Column, plain: String): Seq[String] = {
    val p = column.name
    Seq(
      s"SELECT count(*), sum(id) FROM TABLE GROUP BY $p ORDER BY sum(id)",
      s"SELECT count(*) FROM (SELECT DISTINCT $p FROM TABLE)",
      s"""SELECT id, count(*) OVER (PARTITION BY $p), rank() OVER (PARTITION BY $p ORDER BY id)
         |FROM TABLE ORDER BY id""".stripMargin,
      s"SELECT id FROM TABLE ORDER BY $p ${Seq("ASC", "DESC")(random.nextInt(2))}, id",
      s"SELECT id FROM TABLE WHERE ${condition(random, column)} ORDER BY id",
      s"""SELECT l.id, r.id FROM TABLE l ${Seq("", "LEFT", "FULL")(random.nextInt(3))} JOIN
         |(SELECT * FROM TABLE WHERE id % 3 = 0) r ON l.$p = r.$p AND l.id > r.id
         |ORDER BY l.id, r.id""".stripMargin,
      s"""SELECT t.id FROM TABLE t JOIN (SELECT DISTINCT $p FROM $plain WHERE id < 4) few
         |ON t.$p = few.$p ORDER BY t.id""".stripMargin
    )
  }

  test("groups, windows, joins, orders and conditions by columns of some types") {
    val random = new Random(randomSeed())
    val plain = createPlain(random)
    for (column <- random.shuffle(columns).take(4)) {
      val partitioning = column.partitionings(random.nextInt(column.partitionings.size))
      val table = createPartitioned(plain, column, partitioning)
      for (query <- queries(random, column, plain)) {
        val expected = withConf(off: _*)(rows(sql(query.replace("TABLE", plain))))
        for (settings <- Seq(on, off)) {
          val found = withConf(settings: _*)(rows(sql(query.replace("TABLE", table))))
          assert(found == expected, s"$query BY $partitioning ${column.sqlType} with $settings")
        }
      }
    }
    sql(s"DROP TABLE $plain")
  }
}

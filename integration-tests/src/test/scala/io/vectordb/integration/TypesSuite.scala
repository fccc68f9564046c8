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

import org.apache.spark.ml.linalg.{Matrices, SQLDataTypes, Vectors}
import org.apache.spark.sql.{DataFrame, Row, SaveMode}
import org.apache.spark.sql.functions.{col, expr}
import org.apache.spark.sql.types._

/** Every type of Spark's comes back as it was, through several files and partitions. */
class TypesSuite extends SparkSuite {

  /** The type as SQL names it, and values as SQL expressions. NULL is added to each. */
  private case class Values(sqlType: String, values: String*)

  private val numbers = Seq(
    Values("BOOLEAN", "true", "false"),
    Values("TINYINT", "-128", "127", "0"),
    Values("SMALLINT", "-32768", "32767"),
    Values("INT", "CAST('-2147483648' AS INT)", "2147483647"),
    Values("BIGINT", "CAST('-9223372036854775808' AS BIGINT)", "9223372036854775807"),
    Values("FLOAT", "'NaN'", "'-Infinity'", "1.4E-45", "-0.0F", "3.4028235E38"),
    Values("DOUBLE", "'NaN'", "'Infinity'", "4.9E-324", "-0.0D", "1.7976931348623157E308"),
    Values("DECIMAL(1,0)", "-9", "9"),
    Values("DECIMAL(12,3)", "-123456789.125", "0.001"),
    Values("DECIMAL(18,18)", "0.999999999999999999", "-1E-18"),
    Values(
      "DECIMAL(38,18)",
      "99999999999999999999.999999999999999999",
      "-99999999999999999999.999999999999999999"
    ),
    Values("DECIMAL(38,0)", "99999999999999999999999999999999999999", "-1")
  )

  private val texts = Seq(
    Values("STRING", "''", "'a'", "'\u00E4 \uD83D\uDE00'", "repeat('long ', 5000)", "' '"),
    Values("STRING COLLATE UTF8_LCASE", "''", "'Abc'", "'aBC'"),
    Values("CHAR(5)", "'a'", "'abcde'", "''"),
    Values("VARCHAR(7)", "'a'", "'abcdefg'", "''"),
    Values("BINARY", "X''", "X'00'", "X'FF00FE'", "CAST(repeat('x', 70000) AS BINARY)")
  )

  private val times = Seq(
    Values("DATE", "DATE'0001-01-01'", "DATE'1582-10-04'", "DATE'1582-10-15'", "DATE'9999-12-31'"),
    Values(
      "TIMESTAMP",
      "TIMESTAMP'0001-01-01 00:00:00.000001'",
      "TIMESTAMP'1582-10-04 12:00:00'",
      "TIMESTAMP'1969-12-31 23:59:59.999999'",
      "TIMESTAMP'9999-12-31 23:59:59.999999'"
    ),
    Values(
      "TIMESTAMP_NTZ",
      "TIMESTAMP_NTZ'0001-01-01 00:00:00.000001'",
      "TIMESTAMP_NTZ'1582-10-04 12:00:00'",
      "TIMESTAMP_NTZ'9999-12-31 23:59:59.999999'"
    ),
    Values("TIME(6)", "TIME'00:00:00'", "TIME'23:59:59.999999'"),
    Values(
      "INTERVAL YEAR TO MONTH",
      "INTERVAL '-178956970-7' YEAR TO MONTH",
      "INTERVAL '1-2' YEAR TO MONTH"
    ),
    Values("INTERVAL MONTH", "INTERVAL '7' MONTH"),
    Values(
      "INTERVAL DAY TO SECOND",
      "INTERVAL '-106751991 04:00:54.775807' DAY TO SECOND",
      "INTERVAL '1 02:03:04.000005' DAY TO SECOND"
    ),
    Values("INTERVAL HOUR", "INTERVAL '30' HOUR")
  )

  private val nested = Seq(
    Values("ARRAY<INT>", "array()", "array(1, NULL, 3)"),
    Values("ARRAY<STRING>", "array('', NULL, 'x')"),
    Values("ARRAY<ARRAY<BIGINT>>", "array(array(1L), NULL, array(), array(NULL, 2L))"),
    Values("ARRAY<DECIMAL(20,2)>", "array(1.25, NULL)"),
    Values("STRUCT<a: INT, b: STRING>", "named_struct('a', 1, 'b', NULL)"),
    Values(
      "STRUCT<a: STRUCT<b: ARRAY<DATE>>, c: TIMESTAMP>",
      "named_struct('a', named_struct('b', array(DATE'1500-01-01', NULL)), 'c', NULL)",
      "named_struct('a', NULL, 'c', TIMESTAMP'2024-01-01 00:00:00')"
    ),
    Values("MAP<STRING, INT>", "map()", "map('a', 1, '', NULL)"),
    Values(
      "MAP<INT, STRUCT<x: ARRAY<STRING>>>",
      "map(1, named_struct('x', array('p', NULL)), 2, NULL)"
    ),
    Values(
      "ARRAY<STRUCT<k: INT, v: MAP<STRING, BOOLEAN>>>",
      "array(named_struct('k', 1, 'v', map('t', true)), NULL)"
    ),
    Values("ARRAY<BINARY>", "array(X'01', NULL, X'')"),
    Values("ARRAY<BOOLEAN>", "array(true, NULL, false)")
  )

  private val variants = Seq(
    Values(
      "VARIANT",
      "parse_json('{\"a\": [1, null, \"x\"]}')",
      "parse_json('null')",
      "parse_json('1.5')",
      "parse_json('\"\"')"
    ),
    Values("ARRAY<VARIANT>", "array(parse_json('[1]'), NULL)"),
    Values("STRUCT<v: VARIANT, i: INT>", "named_struct('v', parse_json('{}'), 'i', 1)")
  )

  /** One column for each type and row i with the i-th value of each, besides id and the partition p. */
  private def frame(types: Seq[Values]): DataFrame = {
    val rows = types.map(_.values.size).max + 1
    val columns = types.zipWithIndex.map { case (t, c) =>
      val cases = t.values.zipWithIndex.map { case (value, i) =>
        s"WHEN $i THEN CAST($value AS ${t.sqlType.replaceAll("CHAR\\(\\d+\\)|VARCHAR\\(\\d+\\)", "STRING")})"
      }
      s"CASE id ${cases.mkString(" ")} END AS c$c"
    }
    sql(s"SELECT id, id % 2 AS p, ${columns.mkString(", ")} FROM range($rows)")
  }

  private def assertSame(found: DataFrame, written: DataFrame): Unit = {
    def sorted(data: DataFrame) = data.orderBy("id").collect().map(_.toSeq.map(comparable)).toSeq
    assert(
      found.schema.map(f => f.name -> f.dataType) === written.schema.map(f => f.name -> f.dataType)
    )
    assert(sorted(found) === sorted(written))
  }

  /** Values that are equal if and only if they are the same, arrays and NaN included. */
  private def comparable(value: Any): Any =
    value match {
      case bytes: Array[Byte]              => bytes.toSeq
      case number: Double                  => java.lang.Double.doubleToLongBits(number)
      case number: Float                   => java.lang.Float.floatToIntBits(number)
      case row: Row                        => row.toSeq.map(comparable)
      case map: scala.collection.Map[_, _] =>
        map.map { case (k, v) => comparable(k) -> comparable(v) }.toMap
      case seq: scala.collection.Seq[_] => seq.map(comparable).toSeq
      case other                        => other
    }

  private def assertRoundTrip(data: DataFrame): Unit = {
    val several = newPath()
    append(data.repartition(3), several, "vectorColumn" -> "")
    assertSame(load(several), data)
    val partitioned = newPath()
    writer(data.repartition(2), SaveMode.Append, "vectorColumn" -> "", "rowsPerFile" -> "1")
      .partitionBy("p")
      .save(partitioned)
    append(data.withColumn("id", col("id") + 100), partitioned)
    assertSame(load(partitioned).where("id < 100"), data)
    assertSame(load(partitioned).where("id >= 100").withColumn("id", col("id") - 100), data)
    val nulls = data.select(
      col("id") +: col("p") +: data.columns
        .drop(2)
        .toSeq
        .map(name => expr(s"IF(id < 0, $name, NULL)").as(name)): _*
    )
    val allNull = newPath()
    append(nulls, allNull, "vectorColumn" -> "")
    assertSame(load(allNull), nulls)
    for (path <- Seq(several, partitioned, allNull)) {
      ArrowFiles.assertHolds(dataFiles(path), load(path).collect().toSeq)
    }
  }

  test("numbers") {
    assertRoundTrip(frame(numbers))
  }

  test("texts and bytes") {
    assertRoundTrip(frame(texts))
  }

  test("dates, times and intervals") {
    withConf("spark.sql.timeType.enabled" -> "true") {
      assertRoundTrip(frame(times))
    }
  }

  test("arrays, structs and maps") {
    assertRoundTrip(frame(nested))
  }

  test("variants") {
    assertRoundTrip(frame(variants))
  }

  test("a column without type") {
    assertRoundTrip(sql("SELECT id, id % 2 AS p, NULL AS c0, array(NULL) AS c1 FROM range(3)"))
  }

  test("user-defined types") {
    val schema = new StructType()
      .add("id", LongType)
      .add("p", LongType)
      .add("v", SQLDataTypes.VectorType)
      .add("m", SQLDataTypes.MatrixType)
      .add("a", ArrayType(SQLDataTypes.VectorType))
    val vectors = Seq(
      Vectors.dense(1, 2),
      Vectors.sparse(5, Array(1, 4), Array(1e-300, -0.0)),
      Vectors.dense(Array.empty[Double])
    )
    val rows = vectors.zipWithIndex.map { case (v, i) =>
      Row(i.toLong, 0L, v, Matrices.dense(1, 2, Array(i.toDouble, 1)), Seq(v, null))
    } :+ Row(7L, 1L, null, null, null)
    val data = spark.createDataFrame(rows.asJava, schema)
    val path = newPath()
    append(data, path, "vectorColumn" -> "")
    assertSame(load(path), data)
  }

  test("the lengths of CHAR and VARCHAR, comments and metadata of columns are kept") {
    val path = newPath()
    val metadata = new MetadataBuilder().putString("unit", "mm").build()
    val data = spark
      .range(1)
      .select(
        expr("CAST('ab' AS CHAR(4))").as("c"),
        expr("CAST('ab' AS VARCHAR(6))").as("v"),
        col("id").as("i", metadata)
      )
    val schema = data.schema
    append(data, path)
    assert(load(path).schema.map(_.metadata) === schema.map(_.metadata))
    assert(load(path).schema("i").metadata === metadata)
    val commented = new StructType().add("x", IntegerType, nullable = true, "how many")
    val other = newPath()
    append(spark.createDataFrame(Seq(Row(1)).asJava, commented), other)
    assert(load(other).schema("x").getComment() === Some("how many"))
  }

  test("CHAR and VARCHAR of a catalog's table are padded and checked") {
    val table = newName("table")
    sql(s"CREATE TABLE $table (c CHAR(4), v VARCHAR(3)) USING vectordb LOCATION '${newPath()}'")
    try {
      sql(s"INSERT INTO $table VALUES ('ab', 'abc')")
      assert(
        sql(s"SELECT c, v FROM $table WHERE c = 'ab'").collect().toSeq === Seq(Row("ab  ", "abc"))
      )
      assertFails("EXCEED_LIMIT_LENGTH", "3")(sql(s"INSERT INTO $table VALUES ('ab', 'abcd')"))
      assert(sql(s"SELECT count(*) FROM $table").head().getLong(0) === 1)
    } finally {
      sql(s"DROP TABLE $table")
    }
  }

  test("a type that cannot be stored is refused with its column") {
    val path = newPath()
    val data =
      sql("SELECT 1 AS id, ST_GeomFromWKB(X'0101000000000000000000F03F0000000000000040') AS place")
    assertFails("place", "GEOMETRY", "cannot store", "cast it") {
      append(data, path)
    }
    assert(dataFiles(path) === Nil)
  }

  test("names of columns: reserved, with blanks and dots, in any script") {
    val names = Seq("select", "a b", "a.b", "`", "\u00FC", "_score_0", "count", "x/y", "#")
    val data = spark.range(3).select(names.map(name => (col("id") * 2).as(name)): _*)
    val path = newPath()
    append(data, path)
    assert(load(path).columns.toSeq === names)
    for (name <- names) {
      val quoted = s"`${name.replace("`", "``")}`"
      assert(load(path).where(s"$quoted >= 2").selectExpr(s"sum($quoted)").head().getLong(0) === 6)
    }
  }

  test("the name of a partition column may be anything, too") {
    for (name <- Seq("a.b", "a b", "`", "x=y/z", "\u00FC")) {
      val data = spark.range(4).select(col("id"), (col("id") % 2).as(name))
      val quoted = s"`${name.replace("`", "``")}`"
      val path = newPath()
      for (mode <- Seq(SaveMode.Append, SaveMode.Overwrite)) {
        writer(data, mode, "clusterByPartition" -> "true").partitionBy(quoted).save(path)
      }
      assert(dataFiles(path).size === 4)
      assert(load(path).where(s"$quoted = 1").count() === 2)
      writer(data.where(s"$quoted = 1 AND id = 3"), SaveMode.Overwrite)
        .option("partitionOverwriteMode", "dynamic")
        .save(path)
      assert(load(path).select("id").collect().map(_.getLong(0)).toSet === Set(0L, 2L, 3L))
    }
  }

  test("two columns whose names differ in case only") {
    withConf("spark.sql.caseSensitive" -> "true") {
      assertFails("occurs twice", "rename") {
        append(spark.range(1).selectExpr("id AS a", "id AS A"), newPath())
      }
    }
  }

  test("every type of scalar partitions a table, and prunes it") {
    withConf("spark.sql.timeType.enabled" -> "true") {
      val types = (numbers ++ texts ++ times).filterNot(_.sqlType == "BINARY")
      for (t <- types) {
        withClue(s"${t.sqlType}: ") {
          val values = t.values.filterNot(_.startsWith("repeat"))
          val data = frame(Seq(Values(t.sqlType, values: _*))).drop("p")
          val path = newPath()
          writer(data, SaveMode.Append).partitionBy("c0").save(path)
          assertSame(load(path), data)
          assert(dataFiles(path).size === values.size + 1)
          ArrowFiles.assertHolds(dataFiles(path), load(path).collect().toSeq)
          if (t.sqlType != "STRING COLLATE UTF8_LCASE") {
            val castType = t.sqlType.replaceAll("(VAR)?CHAR\\(\\d+\\)", "STRING")
            val found = load(path).where(s"c0 = CAST(${values.last} AS $castType)").select("id")
            assert(found.collect().toSeq === Seq(Row(values.size - 1L)))
            val plan = found.queryExecution.executedPlan.toString
            assert(plan.contains(s"files: 1 of ${values.size + 1}"))
          }
          val nulls = load(path).where("c0 IS NULL").select("id")
          assert(nulls.collect().toSeq === Seq(Row(values.size.toLong)))
        }
      }
    }
  }

  test("texts that are awkward in the name of a directory partition a table") {
    val texts = Seq(
      "",
      "__HIVE_DEFAULT_PARTITION__",
      "a/b",
      "..",
      ".",
      "a=b",
      "%2F",
      "\u0001\n\\",
      "\u00E4\uD83D\uDE00",
      "'\"`",
      " ",
      "a:b*?<>|",
      "x" * 200,
      "x" * 39 + "\uD83D\uDE00",
      "\u0000",
      "null",
      "data"
    )
    val rows = texts.zipWithIndex.map { case (t, i) => Row(i.toLong, t) } :+ Row(99L, null)
    val data =
      spark.createDataFrame(rows.asJava, new StructType().add("id", LongType).add("t", StringType))
    val path = newPath()
    writer(data, SaveMode.Append).partitionBy("t").save(path)
    assertSame(load(path), data)
    for ((text, i) <- texts.zipWithIndex) {
      val found = load(path).where(col("t") === text)
      assert(found.collect().toSeq === Seq(Row(i.toLong, text)))
    }
    assert(filesBelow(directory).forall(_.startsWith(directory)))
    assert(dataFiles(path).forall(_.toString.matches("[!-~]+")))
  }

  test("types that cannot partition a table are refused") {
    val data = sql("SELECT 1 AS id, X'01' AS b, array(1) AS a, map(1, 2) AS m, struct(1) AS s")
    for (column <- Seq("b", "a", "m", "s")) {
      val path = newPath()
      assertFails(s"Column $column of type", "cannot partition a table") {
        writer(data, SaveMode.Append).partitionBy(column).save(path)
      }
      assert(dataFiles(path) === Nil)
    }
    val vectors = sql("SELECT 1 AS id, array(1F) AS v")
    assertFails("v", "partition")(writer(vectors, SaveMode.Append).partitionBy("v").save(newPath()))
    assertFails("All columns", "leave at least one") {
      writer(spark.range(1).toDF(), SaveMode.Append).partitionBy("id").save(newPath())
    }
  }
}

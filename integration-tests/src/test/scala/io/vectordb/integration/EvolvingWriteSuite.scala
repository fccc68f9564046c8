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

import io.vectordb.table.{HistoryEntry, Table}
import org.apache.spark.sql.{DataFrame, SaveMode}
import org.apache.spark.sql.functions.{col, lit, udf}
import org.apache.spark.sql.types.{DoubleType, IntegerType, LongType, StringType}

import scala.jdk.CollectionConverters._

/** Writes that change the columns of their table, in the commit of their rows. */
class EvolvingWriteSuite extends CatalogSuite {
  private def history(name: String): Seq[HistoryEntry] =
    Table.at(place(name).toString).history(100).asScala.toSeq

  private def rows(data: DataFrame): Seq[String] = data.collect().map(_.toString).toSeq.sorted

  private def rows(table: String): Seq[String] = rows(spark.table(table))

  /** `body` makes one version, of this operation. */
  private def assertOneVersion(name: String, operation: String)(body: => Any): Unit = {
    val before = history(name).head.version()
    body
    val newest = history(name).head
    assert(newest.version() == before + 1)
    assert(newest.operation() == operation)
  }

  /** A table of the rows (1, 10) and (2, 20). */
  private def numbers(): String = {
    val name = newTable()
    sql(s"CREATE TABLE $name (id INT, n INT)")
    sql(s"INSERT INTO $name VALUES (1, 10), (2, 20)")
    name
  }

  test("MERGE WITH SCHEMA EVOLUTION adds columns and widens types") {
    val name = numbers()
    assertOneVersion(name, "MERGE") {
      sql(s"""MERGE WITH SCHEMA EVOLUTION INTO $name t
             |USING (SELECT 2 AS id, 5000000000 AS n, 'b' AS s UNION ALL SELECT 3, 30, 'c') d
             |ON t.id = d.id
             |WHEN MATCHED THEN UPDATE SET *
             |WHEN NOT MATCHED THEN INSERT *""".stripMargin)
    }
    assert(rows(name) == Seq("[1,10,null]", "[2,5000000000,b]", "[3,30,c]"))
    assert(spark.table(name).schema("n").dataType == LongType)
    assert(rows(sql(s"SELECT id FROM $name WHERE n < 15")) == Seq("[1]"))
    assert(rows(sql(s"SELECT id FROM $name WHERE s IS NULL")) == Seq("[1]"))
    assert(sql(s"SELECT * FROM $name VERSION AS OF 1").columns.toSeq == Seq("id", "n"))
  }

  test(
    "MERGE WITH SCHEMA EVOLUTION that only inserts, that updates by new columns, that changes nothing"
  ) {
    val name = numbers()
    assertOneVersion(name, "MERGE") {
      sql(s"""MERGE WITH SCHEMA EVOLUTION INTO $name t
             |USING (SELECT 2 AS id, 'b' AS s UNION ALL SELECT 3, 'c') d ON t.id = d.id
             |WHEN NOT MATCHED THEN INSERT *""".stripMargin)
    }
    assert(rows(name) == Seq("[1,10,null]", "[2,20,null]", "[3,null,c]"))
    assertOneVersion(name, "MERGE") {
      sql(s"""MERGE WITH SCHEMA EVOLUTION INTO $name t
             |USING (SELECT 1 AS id, named_struct('a', 1) AS st) d ON t.id = d.id
             |WHEN MATCHED THEN UPDATE SET st = d.st
             |WHEN NOT MATCHED BY SOURCE AND t.id = 2 THEN DELETE""".stripMargin)
    }
    assert(rows(name) == Seq("[1,10,null,[1]]", "[3,null,c,null]"))
    assertOneVersion(name, "MERGE") {
      sql(s"""MERGE WITH SCHEMA EVOLUTION INTO $name t
             |USING (SELECT 1 AS id, named_struct('a', 2L, 'b', 'x') AS st) d ON t.id = d.id
             |WHEN MATCHED THEN UPDATE SET st = d.st""".stripMargin)
    }
    assert(rows(name) == Seq("[1,10,null,[2,x]]", "[3,null,c,null]"))
  }

  test("a MERGE WITH SCHEMA EVOLUTION of DataFrames, and one whose target is a parameter") {
    val name = numbers()
    val source = sql("SELECT 2 AS id, 2.5D AS n, 'b' AS s").as("d")
    assertOneVersion(name, "MERGE") {
      source
        .mergeInto(name, col(s"$name.id") === col("d.id"))
        .whenMatched()
        .updateAll()
        .withSchemaEvolution()
        .merge()
    }
    assert(rows(name) == Seq("[1,10.0,null]", "[2,2.5,b]"))
    val merge =
      """MERGE WITH SCHEMA EVOLUTION INTO IDENTIFIER(:target) t USING (SELECT 3 AS id, 4 AS m) d
        |ON t.id = d.id WHEN NOT MATCHED THEN INSERT *""".stripMargin
    assertOneVersion(name, "MERGE")(spark.sql(merge, Map("target" -> name)))
    assert(rows(name) == Seq("[1,10.0,null,null]", "[2,2.5,b,null]", "[3,null,null,4]"))
  }

  test("INSERT WITH SCHEMA EVOLUTION, by name, by position and as overwrite") {
    val name = numbers()
    assertOneVersion(name, "WRITE") {
      sql(s"INSERT WITH SCHEMA EVOLUTION INTO $name BY NAME SELECT 3 AS id, 'c' AS s, 30L AS n")
    }
    assert(rows(name) == Seq("[1,10,null]", "[2,20,null]", "[3,30,c]"))
    assertOneVersion(name, "WRITE") {
      sql(s"INSERT WITH SCHEMA EVOLUTION INTO $name SELECT 4, 40L, 'd', array(1F, 2F) AS v")
    }
    assert(rows(sql(s"SELECT id FROM $name WHERE dot_product(v, array(1F, 1F)) > 2")) == Seq("[4]"))
    assertOneVersion(name, "WRITE") {
      sql(s"INSERT WITH SCHEMA EVOLUTION OVERWRITE $name SELECT id, n, s, v, id AS m FROM $name")
    }
    assert(rows(sql(s"SELECT id, m FROM $name")) == Seq("[1,1]", "[2,2]", "[3,3]", "[4,4]"))
  }

  test("a statement that fails, or is only explained, leaves the columns as they were") {
    val name = numbers()
    val before = history(name).size
    val failing =
      s"""INSERT WITH SCHEMA EVOLUTION INTO $name
         |SELECT id, n, raise_error('no') AS s FROM $name""".stripMargin
    assertFails("no")(sql(failing))
    sql(s"EXPLAIN $failing").collect()
    assert(history(name).size == before)
    assert(spark.table(name).columns.toSeq == Seq("id", "n"))
  }

  test("a type that cannot become a wider one is cast, as without schema evolution") {
    val name = newTable()
    sql(s"CREATE TABLE $name (id BIGINT, p INT) PARTITIONED BY (p)")
    assertOneVersion(name, "WRITE") {
      sql(s"INSERT WITH SCHEMA EVOLUTION INTO $name SELECT 1, 2L")
    }
    assert(spark.table(name).schema.map(_.dataType) == Seq(LongType, IntegerType))
    assertFails("OVERFLOW") {
      sql(s"INSERT WITH SCHEMA EVOLUTION INTO $name SELECT 1, 5000000000")
    }
    val texts = newTable()
    sql(s"CREATE TABLE $texts (c VARCHAR(3), s STRING)")
    val data = sql("SELECT 'abc' AS c, 'x' COLLATE UTF8_LCASE AS s")
    data.writeTo(texts).option("mergeSchema", "true").append()
    sql(s"INSERT WITH SCHEMA EVOLUTION INTO $texts SELECT 'def', 'y' COLLATE UTF8_LCASE")
    assert(rows(texts) == Seq("[abc,x]", "[def,y]"))
    assert(spark.table(texts).schema("s").dataType == StringType)
    assertFails("EXCEED") {
      val longer = data.withColumn("c", lit("longer"))
      longer.writeTo(texts).option("mergeSchema", "true").append()
    }
  }

  test("columns that others change meanwhile are a conflict") {
    val name = numbers()
    EvolvingWriteSuite.meanwhile = () => elsewhere(sql(s"ALTER TABLE $name ADD COLUMN other INT"))
    val overtaken = udf { (id: Int) =>
      EvolvingWriteSuite.meanwhile()
      id
    }
    val data = spark.range(3, 4).select(overtaken(col("id").cast("int")).as("id"), lit(1).as("n"))
    assertFails("Conflict", "schema") {
      data.withColumn("s", lit("x")).coalesce(1).writeTo(name).withSchemaEvolution().append()
    }
    assert(rows(name) == Seq("[1,10,null]", "[2,20,null]"))
    assert(spark.table(name).columns.toSeq == Seq("id", "n", "other"))
  }

  test("DataFrames, with option mergeSchema, by path and by name") {
    val path = newPath()
    append(sql("SELECT 1 AS id, named_struct('a', 1) AS s"), path)
    val wider = sql("SELECT named_struct('b', 'x', 'a', 2L) AS s, 2L AS id, array(1F, 2F) AS v")
    assertFails("TOO_MANY_DATA_COLUMNS")(append(wider, path))
    append(wider, path, "mergeSchema" -> "true")
    assert(rows(load(path)) == Seq("[1,[1,null],null]", "[2,[2,x],ArraySeq(1.0, 2.0)]"))
    assert(load(path).schema("id").dataType == LongType)
    append(sql("SELECT 3 AS id"), path, "mergeSchema" -> "TRUE")
    assert(Table.at(path).history(10).size() == 3)
    writer(sql("SELECT 4 AS id, 4 AS z"), SaveMode.Overwrite, "mergeSchema" -> "true").save(path)
    assert(rows(load(path)) == Seq("[4,null,null,4]"))
    assertFails("mergeSchema", "true or false")(append(wider, path, "mergeSchema" -> "yes"))
    val stream = spark.readStream.format("vectordb").load(path).writeStream.format("vectordb")
    assertFails("mergeSchema", "batch writes") {
      stream
        .option("checkpointLocation", newPath())
        .option("mergeSchema", "true")
        .start(newPath())
        .awaitTermination()
    }

    val name = numbers()
    val more = sql("SELECT 3 AS id, 3.5D AS n, 'c' AS s")
    assertOneVersion(name, "WRITE")(more.writeTo(name).option("mergeSchema", "true").append())
    assert(rows(name) == Seq("[1,10.0,null]", "[2,20.0,null]", "[3,3.5,c]"))
    assert(spark.table(name).schema("n").dataType == DoubleType)
    val more2 = sql("SELECT 4 AS id, 4 AS y")
    more2.write.option("mergeSchema", "true").mode("append").saveAsTable(name)
    assert(rows(sql(s"SELECT y FROM $name WHERE y IS NOT NULL")) == Seq("[4]"))
    assertOneVersion(name, "WRITE") {
      sql("SELECT 5 AS id, 5 AS w").writeTo(name).withSchemaEvolution().append()
    }
    assert(rows(sql(s"SELECT w FROM $name WHERE id = 5")) == Seq("[5]"))
  }

  test("upserts with option mergeSchema, by keys that become wider") {
    val path = newPath()
    append(sql("SELECT int(id) AS id, 'old' AS s FROM range(3)"), path)
    val fresh = sql("SELECT id, 'new' AS s, id AS extra FROM range(2, 4)")
    append(fresh, path, "mergeSchema" -> "true", "mergeKeys" -> "id")
    assert(rows(load(path)) == Seq("[0,old,null]", "[1,old,null]", "[2,new,2]", "[3,new,3]"))
  }

  test(
    "a column that a DataFrame leaves out is an error, unless it has a default or an option allows it"
  ) {
    val path = newPath()
    append(sql("SELECT 1 AS id, 'a' AS s, named_struct('a', 1, 'b', 2) AS st"), path)
    val name = newTable()
    sql(s"CREATE TABLE $name (id INT, s STRING, d INT DEFAULT 7, st STRUCT<a INT, b INT>)")
    val less = sql("SELECT 2 AS id, named_struct('a', 1, 'b', 2) AS st")
    val missing = Seq("CANNOT_FIND_DATA", "`s`")
    for (mode <- Seq(SaveMode.Append, SaveMode.Overwrite)) {
      assertFails(missing: _*)(writer(less, mode).save(path))
      assertFails(missing: _*)(writer(less, mode, "mergeKeys" -> "id").save(path))
    }
    assertFails(missing: _*)(less.write.mode("append").saveAsTable(name))
    assertFails(missing: _*)(less.writeTo(name).append())
    assertFails(missing: _*)(less.writeTo(name).overwrite(lit(true)))
    assertFails(missing: _*)(less.writeTo(name).overwritePartitions())
    assertFails("CANNOT_FIND_DATA", "`st`.`b`")(
      append(sql("SELECT 2 AS id, 'b' AS s, named_struct('a', 1) AS st"), path)
    )
    assert(rows(load(path)) == Seq("[1,a,[1,2]]"))
    append(less, path, "allowMissingColumns" -> "true")
    assert(rows(load(path)) == Seq("[1,a,[1,2]]", "[2,null,[1,2]]"))
    withConf("spark.datasource.vectordb.allowMissingColumns" -> "true")(append(less, path))
    assert(load(path).where("s IS NULL").count() == 2)
    less.withColumn("s", lit("x")).writeTo(name).append()
    less.writeTo(name).option("allowMissingColumns", "true").append()
    sql(s"INSERT INTO $name (id) VALUES (3)")
    assert(rows(name) == Seq("[2,null,7,[1,2]]", "[2,x,7,[1,2]]", "[3,null,7,null]"))
    assertFails("ARITY")(sql(s"INSERT INTO $name VALUES (1)"))
    assertFails("ARITY")(less.write.insertInto(name))
  }

  test("a statement that changes nothing makes no version, and the others tell what they are") {
    val name = numbers()
    val versions = history(name).size
    val source = "(SELECT 1 AS id, 11 AS n) d"
    def merge(clauses: String): String = s"MERGE INTO $name t USING $source ON t.id = d.id $clauses"
    sql(merge("WHEN NOT MATCHED THEN INSERT *"))
    sql(merge("WHEN NOT MATCHED AND d.n = 0 THEN INSERT * WHEN NOT MATCHED THEN INSERT *"))
    sql(merge("WHEN MATCHED AND t.n = 0 THEN DELETE"))
    sql(
      s"MERGE INTO $name t USING (SELECT 1 AS id, 1 AS n WHERE 1 = 0) d ON t.id = d.id " +
        "WHEN NOT MATCHED THEN INSERT *"
    )
    sql(s"UPDATE $name SET n = 0 WHERE id = 77")
    sql(s"DELETE FROM $name WHERE id = 77")
    sql(s"INSERT INTO $name SELECT * FROM $name WHERE id = 77")
    spark.table(name).where("id = 77").writeTo(name).append()
    assert(history(name).size == versions)
    assertOneVersion(name, "MERGE") {
      sql(
        s"MERGE INTO $name t USING (SELECT 5 AS id, 5 AS n) d ON t.id = d.id " +
          "WHEN NOT MATCHED THEN INSERT *"
      )
    }
    assertOneVersion(name, "UPDATE")(sql(s"UPDATE $name SET n = 0 WHERE id = 5"))
    assertOneVersion(name, "UPDATE")(sql(s"UPDATE $name SET n = n + 1"))
    assertOneVersion(name, "DELETE")(sql(s"DELETE FROM $name WHERE id = 5 AND n = 1"))
    val source1 = sql("SELECT 6 AS id, 6 AS n").as("d")
    assertOneVersion(name, "MERGE") {
      source1.mergeInto(name, col(s"$name.id") === col("d.id")).whenNotMatched().insertAll().merge()
    }
    val merged = history(name).size
    source1.mergeInto(name, col(s"$name.id") === col("d.id")).whenNotMatched().insertAll().merge()
    assert(history(name).size == merged)
  }
}

object EvolvingWriteSuite {

  /** What others do in the middle of a statement. */
  @volatile var meanwhile: () => Unit = () => ()
}

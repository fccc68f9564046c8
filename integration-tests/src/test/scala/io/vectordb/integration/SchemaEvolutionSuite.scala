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

import java.util.{Map => JMap}

import scala.util.Random

import io.vectordb.spark.schema.ColumnChanges
import io.vectordb.table.Table
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.connector.catalog.{ColumnDefaultValue, TableChange}
import org.apache.spark.sql.connector.catalog.TableChange.ColumnPosition
import org.apache.spark.sql.connector.expressions.Expressions
import org.apache.spark.sql.functions.{call_function, col, lit}
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Tables whose columns change between writes, as Spark reads and writes them. */
class SchemaEvolutionSuite extends CatalogSuite {
  private def alter(path: String, changes: TableChange*): Unit = {
    val transaction = Table.at(path).begin("ALTER TABLE", JMap.of())
    val before = transaction.base().get.metadata()
    transaction.alter(ColumnChanges.apply(before, changes: _*)).commit()
  }

  private def addWithDefault(name: String, kind: DataType, sql: String, value: Any): TableChange =
    TableChange.addColumn(
      Array(name),
      kind,
      true,
      null,
      null,
      new ColumnDefaultValue(sql, Expressions.literal(value))
    )

  private def add(kind: DataType, path: String*): TableChange =
    TableChange.addColumn(path.toArray, kind)

  private def rename(newName: String, path: String*): TableChange =
    TableChange.renameColumn(path.toArray, newName)

  private def widen(kind: DataType, path: String*): TableChange =
    TableChange.updateColumnType(path.toArray, kind)

  private def drop(path: String*): TableChange = TableChange.deleteColumn(path.toArray, false)

  private def version(path: String): Long = Table.at(path).snapshot().version()

  private def rows(data: DataFrame): Seq[String] = data.collect().map(_.toString).toSeq.sorted

  test("fields of structs, inside of arrays and maps too") {
    val path = newPath()
    append(
      sql("""SELECT id, named_struct('a', int(id), 'b', named_struct('c', 'x')) AS s,
            |  array(named_struct('e', float(id))) AS l,
            |  map('k', named_struct('v', date '2024-02-29')) AS m,
            |  array(smallint(id)) AS n
            |FROM range(3)""".stripMargin),
      path
    )
    alter(
      path,
      widen(LongType, "s", "a"),
      rename("d", "s", "b", "c"),
      TableChange.updateColumnPosition(Array("s", "b"), ColumnPosition.first()),
      add(StringType, "s", "b", "new"),
      widen(DoubleType, "l", "element", "e"),
      add(IntegerType, "l", "element", "f"),
      widen(TimestampNTZType, "m", "value", "v"),
      widen(DoubleType, "n", "element")
    )
    val schema = load(path).schema
    assert(
      schema("s").dataType.sql ==
        "STRUCT<b: STRUCT<d: STRING NOT NULL, new: STRING> NOT NULL, a: BIGINT NOT NULL>" ||
        schema("s").dataType.sql == "STRUCT<b: STRUCT<d: STRING, new: STRING>, a: BIGINT>",
      schema("s").dataType.sql
    )
    val expected = sql(
      """SELECT id, named_struct('b', named_struct('d', 'x', 'new', string(NULL)), 'a', id) AS s,
        |  array(named_struct('e', double(id), 'f', int(NULL))) AS l,
        |  map('k', named_struct('v', timestamp_ntz '2024-02-29 00:00:00')) AS m,
        |  array(double(id)) AS n
        |FROM range(3)""".stripMargin
    )
    assert(rows(load(path)) == rows(expected))
    append(expected.to(schema), path)
    assert(rows(load(path)) == rows(expected.union(expected)))
    assert(load(path).where("s.a = 2").count() == 2)
    assert(load(path).where("l[0].e > 0.5 AND s.b.new IS NULL").count() == 4)
    alter(path, drop("s", "b"), add(LongType, "s", "b"))
    assert(rows(load(path).select("s.b").distinct()) == Seq("[null]"))
    assertFails("last column")(alter(path, drop("s", "b"), drop("s", "a")))
  }

  test("old rows have the default of the time, new rows the current one") {
    val path = newPath()
    append(spark.range(2).toDF(), path)
    alter(
      path,
      addWithDefault("i", IntegerType, "41 + 1", 42),
      addWithDefault("t", StringType, "'it''s'", UTF8String.fromString("it's")),
      addWithDefault("d", DecimalType(6, 2), "1.5", Decimal("1.50")),
      addWithDefault("b", BooleanType, "true", true),
      addWithDefault("day", DateType, "date '2024-02-29'", 19782)
    )
    val old = Row(0L, 42, "it's", new java.math.BigDecimal("1.50"), true, "2024-02-29").toString
    val shown = load(path).withColumn("day", col("day").cast("string"))
    assert(rows(shown).head == old)
    append(spark.range(5, 6).toDF(), path)
    assert(load(path).where("i = 42 AND t = 'it''s' AND b").count() == 3)
    alter(path, TableChange.updateColumnDefaultValue(Array("i"), "7"))
    append(spark.range(6, 7).toDF(), path)
    assert(rows(load(path).select("id", "i")) == Seq("[0,42]", "[1,42]", "[5,42]", "[6,7]"))
    alter(path, widen(LongType, "i"), TableChange.updateColumnDefaultValue(Array("i"), ""))
    append(spark.range(7, 8).toDF(), path, "allowMissingColumns" -> "true")
    assert(load(path).where("i IS NULL").count() == 1)
    assert(load(path).where("i = 42").count() == 3)
  }

  test("INSERT of defaults, and NOT NULL through a table of the session's catalog") {
    val path = newPath()
    val table = newName("t")
    append(spark.range(1).toDF(), path)
    alter(
      path,
      addWithDefault("i", IntegerType, "42", 42),
      TableChange.updateColumnNullability(Array("id"), false),
      TableChange.updateColumnComment(Array("id"), "the key")
    )
    sql(s"CREATE TABLE $table USING vectordb LOCATION '$path'")
    try {
      sql(s"INSERT INTO $table VALUES (1, DEFAULT)")
      sql(s"INSERT INTO $table (id) VALUES (2)")
      sql(s"INSERT INTO $table (i, id) VALUES (NULL, 3)")
      assert(
        rows(sql(s"SELECT id, i FROM $table")) == Seq("[0,42]", "[1,42]", "[2,42]", "[3,null]")
      )
      assertFails("NULL")(sql(s"INSERT INTO $table VALUES (NULL, 1)").collect())
      assert(spark.table(table).schema("id").getComment().contains("the key"))
      assert(!spark.table(table).schema("id").nullable)
    } finally {
      sql(s"DROP TABLE $table")
    }
  }

  test("a write that was planned before a change of columns is refused") {
    val path = newPath()
    append(spark.range(1).toDF(), path)
    val planned = load(path)
    alter(path, rename("key", "id"))
    append(spark.range(1, 2).toDF("key"), path)
    assert(rows(load(path)) == Seq("[0]", "[1]"))
    assert(rows(load(path, "versionAsOf" -> "0")) == Seq("[0]"))
    assert(load(path, "versionAsOf" -> "0").columns.toSeq == Seq("id"))
    assert(rows(planned) == Seq("[0]"))
  }

  VectorKind.all.foreach { kind =>
    test(s"vectors as $kind that are renamed, dropped and added") {
      val path = newPath()
      val query = Array(1.0, 2.0, 3.0, 4.0)
      val schema = new StructType().add("id", LongType).add("v", kind.dataType)
      val values = (0L until 50L).map { id =>
        val vector = Seq(id, 1.0, -id, 0.5).map(x => Option(x.toDouble))
        Row(id, if (id % 7 == 0) null else kind.external(vector, id))
      }
      val data = spark.createDataFrame(java.util.Arrays.asList(values: _*), schema)
      append(data, path, "vectorColumn" -> "v")
      val scores =
        load(path).select(col("id"), call_function("dot_product", col("v"), kind.literal(query)))
      val before = rows(scores)
      alter(path, rename("w", "v"), add(StringType, "text"))
      val renamed =
        load(path).select(col("id"), call_function("dot_product", col("w"), kind.literal(query)))
      assert(rows(renamed) == before)
      append(data.withColumnRenamed("v", "w").withColumn("text", lit("x")), path)
      val vectors = values.count(!_.isNullAt(1))
      assert(load(path).where("w IS NOT NULL").count() == 2 * vectors)
      alter(path, drop("w"))
      assert(load(path).columns.toSeq == Seq("id", "text"))
    }
  }

  test("random changes, against what Spark makes of the version before") {
    val random = new Random(randomSeed())
    val path = newPath()
    append(
      sql(
        "SELECT id AS c0, int(id) AS c1, named_struct('a', float(id), 'b', 'x') AS c2 FROM range(4)"
      ),
      path
    )
    for (step <- 1 to 25) {
      val before = load(path, "versionAsOf" -> version(path).toString)
      val columns = before.columns
      val name = columns(random.nextInt(columns.length))
      val kind = before.schema(name).dataType
      val (changes, expected) = random.nextInt(6) match {
        case 0 if columns.length > 1 => (Seq(drop(name)), before.drop(name))
        case 1                       =>
          val newName = s"c${random.nextInt(8)}"
          if (columns.contains(newName)) (Nil, before)
          else (Seq(rename(newName, name)), before.withColumnRenamed(name, newName))
        case 2 =>
          val newName = s"c${random.nextInt(8)}"
          if (columns.contains(newName)) (Nil, before)
          else {
            val value = random.nextInt(100)
            (
              Seq(addWithDefault(newName, IntegerType, value.toString, value)),
              before.withColumn(newName, lit(value))
            )
          }
        case 3 if kind == IntegerType =>
          (Seq(widen(DoubleType, name)), before.withColumn(name, col(name).cast("double")))
        case 4 if kind.isInstanceOf[StructType] && kind.asInstanceOf[StructType].length < 6 =>
          val field = s"f$step"
          (
            Seq(add(LongType, name, field)),
            before.withColumn(name, col(name).withField(field, lit(null).cast("long")))
          )
        case _ =>
          append(before.limit(2), path)
          (Nil, load(path))
      }
      if (changes.nonEmpty) alter(path, changes: _*)
      val now = load(path)
      assert(now.columns.toSeq == expected.columns.toSeq)
      assert(rows(now) == rows(expected), s"step $step: $changes")
    }
  }

  test("ALTER TABLE in SQL") {
    val table = newTable()
    sql(s"""CREATE TABLE $table (
           |  id BIGINT NOT NULL COMMENT 'the key', i INT DEFAULT 1 + 1, v ARRAY<FLOAT>
           |)""".stripMargin)
    sql(s"INSERT INTO $table (id) VALUES (1)")
    sql(s"INSERT INTO $table VALUES (2, DEFAULT, array(1.0F, 2.0F))")
    sql(s"ALTER TABLE $table ADD COLUMNS (s STRING DEFAULT 'x' FIRST, d DATE AFTER id)")
    sql(s"ALTER TABLE $table ALTER COLUMN i SET DEFAULT 9")
    sql(s"INSERT INTO $table (id) VALUES (3)")
    assert(
      rows(sql(s"SELECT * FROM $table")) ==
        Seq("[x,1,null,2,null]", "[x,2,null,2,ArraySeq(1.0, 2.0)]", "[x,3,null,9,null]")
    )
    val described = sql(s"DESCRIBE EXTENDED $table").collect().map(_.toString).mkString
    assert(described.contains("'x'") && described.contains("9") && described.contains("the key"))
    assertFails("NOT_NULL")(sql(s"INSERT INTO $table (id, i) VALUES (NULL, 1)"))
    sql(s"ALTER TABLE $table ALTER COLUMN i DROP DEFAULT")
    sql(s"ALTER TABLE $table ALTER COLUMN i TYPE BIGINT")
    sql(s"ALTER TABLE $table ALTER COLUMN i COMMENT 'now long'")
    sql(s"ALTER TABLE $table RENAME COLUMN i TO n")
    sql(s"ALTER TABLE $table ALTER COLUMN n AFTER s")
    sql(s"ALTER TABLE $table ALTER COLUMN id DROP NOT NULL")
    sql(s"ALTER TABLE $table DROP COLUMNS IF EXISTS (d, nothing)")
    sql(s"INSERT INTO $table (v) VALUES (array(3.0F, 4.0F))")
    assert(spark.table(table).columns.toSeq == Seq("s", "n", "id", "v"))
    assert(spark.table(table).schema("n").getComment().contains("now long"))
    assert(spark.table(table).schema("n").dataType == LongType)
    assert(
      rows(sql(s"SELECT s, n, id FROM $table WHERE n IS NULL OR n > 8")) ==
        Seq("[x,9,3]", "[x,null,null]")
    )
    assertFails("without a default")(
      sql(s"ALTER TABLE $table ADD COLUMN a ARRAY<INT> DEFAULT array(1)")
    )
    assertFails("vector column v")(sql(s"ALTER TABLE $table ALTER COLUMN v.element TYPE DOUBLE"))
    assertFails("allowed are")(sql(s"ALTER TABLE $table ALTER COLUMN n TYPE DOUBLE"))
  }

  test("a second vector column is added by its dimension") {
    val table = newTable()
    sql(s"CREATE TABLE $table (id BIGINT, v ARRAY<FLOAT>)")
    sql(s"INSERT INTO $table VALUES (1, array(1.0F, 2.0F))")
    sql(s"ALTER TABLE $table ADD COLUMN plain ARRAY<FLOAT>")
    sql(s"ALTER TABLE $table SET TBLPROPERTIES ('vector.w.dimension' = '3')")
    sql(s"ALTER TABLE $table ADD COLUMN w ARRAY<FLOAT>")
    sql(s"INSERT INTO $table VALUES (2, array(0F, 0F), array(1F), array(1F, 2F, 3F))")
    assertFails("dimension 3")(
      sql(s"INSERT INTO $table VALUES (2, array(0F, 0F), array(1F), array(1F))")
    )
    val found = sql(s"SELECT id FROM $table WHERE dot_product(w, array(1F, 1F, 1F)) > 5")
    assert(rows(found) == Seq("[2]"))
    assert(found.queryExecution.executedPlan.toString.contains("_score_0 > 5.0"))
    assert(rows(sql(s"SELECT id FROM $table WHERE w IS NULL")) == Seq("[1]"))
    assertFails("cannot be changed")(
      sql(s"ALTER TABLE $table SET TBLPROPERTIES ('vector.w.dimension' = '4')")
    )
  }

  test("a partition column can be renamed, but not dropped or widened") {
    val table = newTable()
    sql(s"CREATE TABLE $table (id BIGINT, p INT) PARTITIONED BY (p)")
    sql(s"INSERT INTO $table VALUES (1, 1), (2, 2)")
    assertFails("partitioned by p")(sql(s"ALTER TABLE $table DROP COLUMN p"))
    assertFails("partitioned by p")(sql(s"ALTER TABLE $table ALTER COLUMN p TYPE BIGINT"))
    sql(s"ALTER TABLE $table RENAME COLUMN p TO q")
    sql(s"INSERT INTO $table VALUES (3, 2)")
    assert(rows(sql(s"SELECT id FROM $table WHERE q = 2")) == Seq("[2]", "[3]"))
    assert(
      sql(s"SELECT id FROM $table WHERE q = 2").queryExecution.executedPlan.toString
        .contains("files: 2 of 3")
    )
    sql(s"INSERT OVERWRITE $table PARTITION (q = 2) VALUES (4)")
    assert(rows(sql(s"SELECT * FROM $table")) == Seq("[1,1]", "[4,2]"))
  }
}

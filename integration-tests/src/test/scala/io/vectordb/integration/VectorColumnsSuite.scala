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
import io.vectordb.table.filter.Measure
import io.vectordb.table.scan.Search
import org.apache.spark.ml.clustering.KMeans
import org.apache.spark.ml.linalg.{SQLDataTypes, Vectors}
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions.{call_function, col, lit}
import org.apache.spark.sql.types.{ArrayType, LongType, StructType}

/** Which columns hold vectors, of which dimension, and what happens to vectors that do not fit. */
class VectorColumnsSuite extends SparkSuite {

  private def two: DataFrame =
    sql("""SELECT * FROM VALUES
          |  (1, array(1F, 0F), array(1D, 2D, 3D)),
          |  (2, array(0F, 1F), array(3D, 2D, 1D)),
          |  (3, NULL, array(0D, 0D, 1D)) AS t(id, a, b)""".stripMargin)

  private def ids(data: DataFrame): Seq[Int] = data.collect().map(_.getInt(0)).toSeq.sorted

  private def plan(data: DataFrame): String = data.queryExecution.executedPlan.toString

  test("several candidates and no choice are an error that lists them") {
    val path = newPath()
    assertFails("Several columns may hold vectors", "[a, b]", "option(\"vectorColumn\", \"a\")") {
      append(two, path)
    }
    assert(filesBelow(directory).isEmpty)
    assertFails("[a, b]", "vectorColumn") {
      sql(s"CREATE TABLE x (a ARRAY<FLOAT>, b ARRAY<DOUBLE>) USING vectordb LOCATION '$path'")
    }
  }

  test("several vector columns in one table, each with its dimension") {
    val path = newPath()
    append(two, path, "vectorColumn" -> "a, B")
    append(two.selectExpr("id + 10 AS id", "a", "b"), path)
    val table = view(path)
    val both = sql(s"""SELECT id FROM $table
         |WHERE dot_product(a, array(1F, 0F)) > 0.5 AND dot_product(b, array(1, 0, 0)) < 2
         |  OR euclidean_distance(b, array(0, 0, 1)) = 0""".stripMargin)
    assert(ids(both) === Seq(1, 3, 11, 13))
    assert(plan(both).contains("_score_0") && plan(both).contains("_score_2"))
    assert(!plan(both).contains("Filter ("))
    assertFails("column b holds vectors of dimension 3", "the query vector has dimension 2") {
      sql(s"SELECT dot_product(b, array(1F, 0F)) FROM $table").collect()
    }
    val search = Search.of(Table.at(path)).select("id")
    val found = search.score("b", Measure.DOT_PRODUCT, Array(1.0, 0, 0)).atLeast(3).run()
    assert(found.asScala.map(_.columns().get("id")).toSet === Set(2L, 12L))
  }

  test("of several candidates only one is a vector column") {
    val path = newPath()
    val data = sql(
      "SELECT * FROM VALUES (1, array(1F, 0F), array(1D)), (2, array(0F, 1F), array()) AS t(id, a, b)"
    )
    append(data, path, "vectorColumn" -> "a")
    val table = view(path)
    // Arrays of any length are no vectors, but functions take them.
    assert(ids(sql(s"SELECT id FROM $table WHERE size(b) = 0")) === Seq(2))
    assertFails("different dimensions", "1 and 0") {
      sql(s"SELECT dot_product(b, array()) FROM $table").collect()
    }
    assertFails("no vector column b", "a") {
      Search.of(Table.at(path)).score("b", Measure.DOT_PRODUCT, Array(1.0))
    }
  }

  test("estimators of Spark ML take vectors without NULL elements") {
    def containsNull(data: DataFrame): Boolean =
      data.schema("v").dataType.asInstanceOf[ArrayType].containsNull
    val path = newPath()
    val data = sql("SELECT id, transform(array(id, 1), x -> float(x)) AS v FROM range(20)")
    append(data.selectExpr("id", "if(id < 0, NULL, array(v[0], v[1])) AS v"), path)
    val loaded = load(path)
    assert(!containsNull(loaded))
    val model = new KMeans().setFeaturesCol("v").setK(2).setSeed(1).fit(loaded)
    assert(model.transform(loaded).groupBy("prediction").count().count() === 2)
    append(loaded.withColumn("id", col("id") + 20), path)
    assert(!containsNull(load(path)))
    val stream = spark.readStream.format("vectordb").load(path)
    assert(containsNull(stream))

    append(sql("SELECT 40L AS id, array(1F, NULL) AS v UNION ALL SELECT 41, NULL"), path)
    assert(containsNull(load(path)))
    assert(load(path).where("id = 40").select("v").head() === Row(Seq(1f, null)))
    assert(loaded.where("v[1] IS NULL").count() === 0)
    assert(load(path).where("v IS NOT NULL AND v[1] IS NULL").count() === 1)
    assert(!containsNull(load(path, "versionAsOf" -> "1")))
  }

  test("no vector column") {
    val path = newPath()
    append(two, path, "vectorColumn" -> "")
    val table = view(path)
    val found = sql(s"SELECT id FROM $table WHERE dot_product(a, array(1F, 0F)) > 0.5")
    assert(ids(found) === Seq(1))
    assert(plan(found).contains("Filter ("))
    append(spark.range(3).toDF(), newPath())
  }

  test("binary columns are vectors only if they are named") {
    val data = sql("SELECT 1 AS id, vector_pack(array(1F, 2F)) AS v")
    val path = newPath()
    append(data.withColumn("v", lit(Array[Byte](1, 2, 3))), path)
    assert(load(path).head().getAs[Array[Byte]]("v").toSeq === Seq[Byte](1, 2, 3))
    val packed = newPath()
    append(data, packed, "vectorColumn" -> "v")
    assert(load(packed).selectExpr("vector_unpack(v)").head() === Row(Seq(1f, 2f)))
    assertFails("no multiple of 4", "5 bytes", "id = 1", "vector_pack", "Nothing was written") {
      append(data.withColumn("v", lit(Array[Byte](1, 2, 3, 4, 5))), packed)
    }
    assert(load(packed).count() === 1)
  }

  test("a vector column that does not exist, or has no vectors") {
    assertFails("vectorColumn names c", "no column", "[id, a, b]") {
      append(two, newPath(), "vectorColumn" -> "c")
    }
    assertFails("Column id is INT", "ARRAY<FLOAT>", "BINARY", "ML Vector") {
      append(two, newPath(), "vectorColumn" -> "id")
    }
  }

  test("a declared dimension") {
    val data = two.select("id", "a")
    val path = newPath()
    assertFails("dimension 2", "have dimension 3", "in the row with id = ", "Nothing was written") {
      append(data, path, "dimension" -> "3")
    }
    assertFails("no vectordb table")(load(path))
    append(data, path, "dimension" -> "2")
    assertFails("Option dimension", "ambiguous", "vector.a.dimension") {
      append(two, newPath(), "vectorColumn" -> "a,b", "dimension" -> "2")
    }
    val each =
      Seq("vectorColumn" -> "a,b", "vector.a.dimension" -> "2", "vector.b.dimension" -> "4")
    assertFails("Column b", "dimension 3", "dimension 4") {
      append(two, newPath(), each: _*)
    }
    for (
      (text, reason) <- Seq(
        "x" -> "whole number",
        "0" -> "1 to 65536",
        "-1" -> "1 to 65536",
        "65537" -> "1 to 65536"
      )
    ) {
      assertFails(text, reason)(append(data, newPath(), "dimension" -> text))
    }
  }

  test("the largest dimension, and one more") {
    val dimension = 65536
    val data = spark.range(3).select(col("id"), lit(Array.fill(dimension)(0.5f)).as("v"))
    val path = newPath()
    append(data, path)
    val query = lit(Array.fill(dimension)(2f))
    val scored = load(path).select(call_function("dot_product", col("v"), query))
    assert(scored.collect().map(_.getDouble(0)).toSeq === Seq.fill(3)(dimension.toDouble))
    assertFails("dimension 65537", "from 1 to 65536") {
      append(spark.range(1).select(lit(Array.fill(dimension + 1)(0f)).as("v")), newPath())
    }
  }

  test("a vector of another dimension than the table's") {
    val path = newPath()
    append(two.select("id", "a"), path)
    val files = dataFiles(path)
    val rows = sql("""SELECT CAST(id AS INT) AS id,
        |  IF(id = 70, array(1F, 2F, 3F), array(1F, 2F)) AS a
        |FROM range(100)""".stripMargin)
    assertFails(
      "Column a of table",
      path,
      "dimension 3",
      "dimension 2",
      "id = 70",
      "Nothing was written"
    ) {
      append(rows.repartition(3), path)
    }
    assert(load(path).count() === 3)
    assertDataFiles(path, files)
  }

  test("vectors of different dimensions in a new table") {
    val path = newPath()
    val rows = sql("SELECT id, IF(id < 50, array(1F, 2F, 3F), array(1F, 2F)) AS a FROM range(100)")
    // One task meets both.
    assertFails(
      "Column a of table",
      "dimension 2",
      "dimension 3",
      "id = 50",
      "Nothing was written"
    ) {
      append(rows.coalesce(1), path)
    }
    // Every task agrees with itself.
    assertFails("Column a of", path, "dimension 2", "dimension 3", "Nothing was written") {
      append(rows.repartitionByRange(2, col("id")), path)
    }
    assertDataFiles(path, Nil)
    assertFails("no vectordb table")(load(path))
  }

  test("the first vector fixes the dimension, whenever it comes") {
    val path = newPath()
    append(sql("SELECT id, CAST(NULL AS ARRAY<FLOAT>) AS v FROM range(5)"), path)
    val nulls = s"SELECT count(*) FROM vectors WHERE dot_product(v, array(1F, 2F)) IS NULL"
    load(path).createOrReplaceTempView("vectors")
    assert(sql(nulls).head().getLong(0) === 5)
    append(sql("SELECT id, IF(id = 2, array(1F, 2F), NULL) AS v FROM range(4)"), path)
    load(path).createOrReplaceTempView("vectors")
    assert(sql(nulls).head().getLong(0) === 8)
    assert(load(path).where("v IS NOT NULL").collect().toSeq === Seq(Row(2L, Seq(1f, 2f))))
    assertFails("dimension 3", "dimension 2") {
      append(sql("SELECT 1L AS id, array(1F, 2F, 3F) AS v"), path)
    }
    assertFails("dimension 2", "dimension 3") {
      sql("SELECT dot_product(v, array(1F, 2F, 3F)) FROM vectors").collect()
    }
  }

  test("vectors without elements are refused") {
    assertFails("dimension 0", "Use NULL where there is no vector") {
      append(sql("SELECT 1 AS id, CAST(array() AS ARRAY<FLOAT>) AS v"), newPath())
    }
    val schema = new StructType().add("id", LongType).add("v", SQLDataTypes.VectorType)
    val rows = Seq(Row(1L, Vectors.dense(Array.empty[Double])))
    assertFails("dimension 0", "id = 1") {
      append(spark.createDataFrame(rows.asJava, schema), newPath())
    }
  }

  test("sparse vectors come back with the same elements") {
    val schema = new StructType().add("id", LongType).add("v", SQLDataTypes.VectorType)
    val sparse = Vectors.sparse(7, Array(0, 5), Array(-0.0, Double.MinPositiveValue))
    val rows = Seq(Row(1L, sparse), Row(2L, null), Row(3L, sparse.toDense))
    val path = newPath()
    append(spark.createDataFrame(rows.asJava, schema), path)
    val found =
      load(path).orderBy("id").collect().map(_.getAs[org.apache.spark.ml.linalg.Vector](1))
    def bits(v: org.apache.spark.ml.linalg.Vector) =
      v.toArray.map(java.lang.Double.doubleToLongBits).toSeq
    assert(bits(found(0)) === bits(sparse) && found(1) == null && bits(found(2)) === bits(sparse))
    assertFails("dimension 8", "dimension 7") {
      append(
        spark.createDataFrame(Seq(Row(4L, Vectors.sparse(8, Array(0), Array(1.0)))).asJava, schema),
        path
      )
    }
  }

  test("a query of another dimension, in every way") {
    val path = newPath()
    append(two.select("id", "a"), path)
    val table = view(path)
    val functions = Seq(
      "dot_product",
      "euclidean_distance",
      "cosine_similarity",
      "vec.dot_product",
      "vector_inner_product",
      "vector_l2_distance",
      "vector_cosine_similarity"
    )
    for (function <- functions) {
      val score = s"$function(a, array(1F, 2F, 3F))"
      for (
        query <- Seq(
          s"SELECT $score FROM $table",
          s"SELECT id FROM $table WHERE $score > 0.5",
          s"SELECT id FROM $table ORDER BY $score DESC LIMIT 1",
          s"SELECT id, max($score) FROM $table GROUP BY id"
        )
      ) {
        assertFails("dimension 2", "dimension 3", "column a")(sql(query).collect())
      }
    }
    assertFails("Column a", "dimension 2", "dimension 1") {
      Search.of(Table.at(path)).score("a", Measure.DOT_PRODUCT, Array(1f))
    }
  }

  test("a query that is NULL, or has a NULL element, has no score") {
    val path = newPath()
    append(two.select("id", "a"), path)
    val table = view(path)
    for (
      query <- Seq(
        "NULL",
        "CAST(NULL AS ARRAY<FLOAT>)",
        "array(1F, NULL)",
        "(SELECT max(a) FROM VALUES (array(1F, 0F)) AS s(a) WHERE a IS NULL)"
      )
    ) {
      val score = s"dot_product(a, $query)"
      assert(sql(s"SELECT id FROM $table WHERE $score > 0").collect() === Array.empty)
      assert(sql(s"SELECT id FROM $table WHERE NOT ($score > 0)").collect() === Array.empty)
      assert(ids(sql(s"SELECT id FROM $table WHERE $score IS NULL")) === Seq(1, 2, 3))
      assert(
        sql(s"SELECT $score FROM $table ORDER BY $score LIMIT 2").collect().toSeq === Seq(
          Row(null),
          Row(null)
        )
      )
    }
  }

  test("queries of every type against vectors of every type") {
    val elements = Array(0.5, -1.25, 3.0, 0.0, 8.0)
    for (kind <- VectorKind.all) {
      val schema = new StructType().add("id", LongType).add("v", kind.dataType)
      val rows = Seq(Row(0L, kind.external(elements.toSeq.map(Some(_)), 0)), Row(1L, null))
      val path = newPath()
      append(spark.createDataFrame(rows.asJava, schema), path, "vectorColumn" -> "v")
      val table = view(path)
      val queries = VectorKind.all.map(_.sqlLiteral(elements)) ++ Seq(
        "array(0.5, -1.25, 3, 0, 8)",
        "split('0.5,-1.25,3,0,8', ',')::ARRAY<DOUBLE>",
        "from_json('[0.5, -1.25, 3, 0, 8]', 'ARRAY<FLOAT>')",
        "vector_pack(array(0.5F, -1.25F, 3F, 0F, 8F))"
      )
      for (query <- queries) {
        val found =
          sql(s"SELECT id, dot_product(v, $query), dot_product($query, v) FROM $table ORDER BY id")
        withClue(s"$kind $query: ") {
          assert(found.collect().toSeq === Seq(Row(0L, 74.8125, 74.8125), Row(1L, null, null)))
          assert(plan(found).contains("_score_0") && !plan(found).contains("_score_1"))
        }
      }
      val decimals = sql(s"SELECT dot_product(v, array(0.1, 0, 0, 0, 0)) FROM $table WHERE id = 0")
      val tenth = if (kind.isFloat) 0.1f.toDouble else 0.1
      assert(decimals.head() === Row(tenth * 0.5))
    }
  }

  test("arguments that are no vectors") {
    val path = newPath()
    append(two.select("id", "a"), path)
    val table = view(path)
    for (argument <- Seq("'1,2'", "1", "map(1, 2)", "array('a')", "true")) {
      assertFails("dot_product", "takes vectors")(
        sql(s"SELECT dot_product(a, $argument) FROM $table")
      )
    }
    for (arguments <- Seq("", "a", "a, a, a")) {
      assertFails("dot_product", "takes two vectors")(
        sql(s"SELECT dot_product($arguments) FROM $table")
      )
    }
  }

  test("the functions without a table") {
    val row = sql("""SELECT dot_product(array(1F, 2F), array(3D, 4D)),
        |  euclidean_distance(array(0, 0), array(3, 4)),
        |  cosine_similarity(X'0000803F', array(-2F)),
        |  cosine_similarity(array(0F), array(1F)),
        |  dot_product(array(), array()),
        |  euclidean_distance(array(), array()),
        |  cosine_similarity(array(), array()),
        |  dot_product(array(1F, NULL), array(1F, 1F)),
        |  dot_product(NULL, NULL),
        |  vector_unpack(vector_pack(array(1.5F, -0.0F))),
        |  vector_pack(array(1F, NULL)),
        |  hex(vector_pack(array(1F)))""".stripMargin).head()
    val expected =
      Row(11.0, 5.0, -1.0, null, 0.0, 0.0, null, null, null, Seq(1.5f, -0.0f), null, "0000803F")
    assert(row === expected)
    assertFails("different dimensions", "2 and 1")(
      sql("SELECT dot_product(array(1F, 2F), array(3F))").collect()
    )
    assertFails("no multiple of 4", "3 bytes")(sql("SELECT vector_unpack(X'010203')").collect())
  }
}

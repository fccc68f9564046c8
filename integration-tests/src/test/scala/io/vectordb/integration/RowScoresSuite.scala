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

import io.vectordb.spark.functions.VectorFunctions
import io.vectordb.table.filter.Measure

import org.apache.spark.sql.{Column, DataFrame, Row}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction
import org.apache.spark.sql.functions.{call_function, col}
import org.apache.spark.sql.types.{ArrayType, FloatType, LongType, StructField, StructType}

/**
 * Scores that Spark evaluates row by row, over relations that are no tables of ours: the bits of
 * the definition, whatever the vectors are, wherever they lie and however Spark runs the call.
 */
class RowScoresSuite extends SparkSuite {
  private val measures =
    Seq(Measure.DOT_PRODUCT, Measure.EUCLIDEAN_DISTANCE, Measure.COSINE_SIMILARITY)
  private val seed = randomSeed()
  private val random = new Random(seed)

  private type Elements = Option[Seq[Option[Double]]]

  /** What is special about a vector depends on the number of its row. */
  private def vector(id: Int, dimension: Int): Elements = {
    val elements = Seq.fill(dimension)(random.nextGaussian().toFloat.toDouble)
    def withOne(element: Option[Double]) =
      Some(elements.map(Option(_)).updated(random.nextInt(dimension), element))
    id % 12 match {
      case 3 => None
      case 4 => withOne(None)
      case 5 => withOne(Some(Double.NaN))
      case 6 => withOne(Some(Double.PositiveInfinity))
      case 7 => withOne(Some(-0.0))
      case 8 => Some(Seq.fill(dimension)(Some(0.0)))
      case _ => Some(elements.map(Some(_)))
    }
  }

  /** A row has its vector in every type; those that hold no NULL elements have a NULL instead. */
  private def external(kind: VectorKind, elements: Elements, id: Long): Any =
    held(kind, elements).map(kind.external(_, id)).orNull

  private def held(kind: VectorKind, elements: Elements): Elements =
    elements.filter(kind.holdsNullElements || _.forall(_.isDefined))

  private def name(side: String, kind: VectorKind): String = s"${side}_$kind".toLowerCase

  private val schema = StructType(
    StructField("id", LongType) +:
      (for (side <- Seq("a", "b"); kind <- VectorKind.all)
        yield StructField(name(side, kind), kind.dataType))
  )

  private def rows(a: Seq[Elements], b: Seq[Elements]): Seq[Row] =
    a.indices.map { id =>
      Row.fromSeq(
        id.toLong +: (Seq(a(id), b(id)).flatMap(elements =>
          VectorKind.all.map(external(_, elements, id.toLong))
        ))
      )
    }

  private def score(measure: Measure, x: Elements, y: Elements): Option[Double] =
    for {
      a <- x if a.forall(_.isDefined)
      b <- y if b.forall(_.isDefined)
      score <- BruteForce.score(measure, a.flatten.toArray, b.flatten.toArray)
    } yield score

  private case class Call(label: String, column: Column, expected: Int => Option[Double])

  private def assertScores(relation: DataFrame, calls: Seq[Call]): Unit = {
    val columns = col("id") +: calls.map(_.column)
    relation.select(columns: _*).collect().foreach { row =>
      calls.zipWithIndex.foreach { case (call, i) =>
        val found = Option.unless(row.isNullAt(i + 1))(row.getDouble(i + 1))
        val expected = call.expected(row.getLong(0).toInt)
        withClue(s"seed $seed, row ${row.getLong(0)}, ${call.label}: ") {
          assert(found.map(bits) === expected.map(bits))
        }
      }
    }
  }

  /** NaN has one form here. */
  private def bits(score: Double): Long = java.lang.Double.doubleToLongBits(score)

  private def function(measure: Measure, left: Column, right: Column): Column =
    call_function(measure.label, left, right)

  /** The ways in which Spark evaluates a call, each on one of the relations, the first on all. */
  private def everyWay(relations: Seq[DataFrame])(body: DataFrame => Unit): Unit = {
    val Seq(local, rdd, parquet, cached) = relations
    val interpreted = Seq(
      "spark.sql.codegen.wholeStage" -> "false",
      "spark.sql.codegen.factoryMode" -> "NO_CODEGEN"
    )
    Seq(
      Seq.empty -> relations,
      interpreted -> Seq(local, parquet, cached),
      interpreted.take(1) -> Seq(rdd),
      Seq("spark.sql.parquet.enableNestedColumnVectorizedReader" -> "false") -> Seq(parquet),
      Seq("spark.sql.columnVector.offheap.enabled" -> "true") -> Seq(parquet)
    ).foreach { case (settings, some) =>
      withConf(settings: _*)(withClue(s"$settings: ")(some.foreach(body)))
    }
  }

  /** The rows in relations of several sorts. */
  private def relations(rows: Seq[Row]): Seq[DataFrame] = {
    val local = spark.createDataFrame(rows.asJava, schema)
    val path = newPath()
    local.coalesce(1).write.parquet(path)
    val parquet = spark.read.parquet(path)
    val cached = parquet.where("id >= 0").cache()
    Seq(
      local,
      spark.createDataFrame(spark.sparkContext.parallelize(rows, 2), schema),
      parquet,
      cached
    )
  }

  for (dimension <- Seq(13, 130)) {
    test(s"two columns of every type, and a column and a constant, $dimension dimensions") {
      val a = (0 until 24).map(vector(_, dimension))
      val b = (0 until 24).map(id => vector(if (id < 12) 0 else id - 12 + id % 2, dimension))
      val query = vector(0, dimension)
      val elements = query.get.flatten.toArray
      val pairs =
        for (left <- VectorKind.all; right <- VectorKind.all; measure <- measures)
          yield Call(
            s"${measure.label} of $left and $right",
            function(measure, col(name("a", left)), col(name("b", right))),
            id => score(measure, held(left, a(id)), held(right, b(id)))
          )
      val constants =
        for {
          kind <- VectorKind.all
          (constant, isFirst) <- Seq(
            VectorKind.FloatArray -> true,
            VectorKind.DoubleArray -> false,
            VectorKind.Packed -> true,
            VectorKind.Packed -> false
          )
          measure <- measures
        } yield {
          val column = col(name("a", kind))
          val literal = constant.literal(elements)
          Call(
            s"${measure.label} of $kind and the constant $constant, first: $isFirst",
            if (isFirst) function(measure, literal, column) else function(measure, column, literal),
            id => score(measure, held(kind, a(id)), query)
          )
        }
      val all = relations(rows(a, b))
      try {
        everyWay(all)(assertScores(_, pairs ++ constants))
      } finally {
        all.last.unpersist()
      }
    }
  }

  private val excludedFolding = "spark.sql.optimizer.excludedRules" ->
    "org.apache.spark.sql.catalyst.optimizer.ConstantFolding"

  /** Of constants p, which is also that of `variable`, and q. */
  private def assertScoresOf(
      view: String,
      variable: String,
      p: String,
      q: String,
      a: Seq[Elements],
      queries: Seq[Elements]
  ): Unit =
    for (measure <- measures) {
      val f = measure.label
      val found = sql(
        s"""SELECT id, $f(a_floatarray, $variable), $f(a_floatarray, $q),
           |  $f((SELECT max($q) FROM range(3)), a_doublearray), $f(if(id % 2 = 0, $p, $q), a_packed)
           |FROM $view""".stripMargin
      ).collect()
      assert(found.length === a.size)
      found.foreach { row =>
        val id = row.getLong(0).toInt
        val expected = Seq(
          score(measure, a(id), queries(0)),
          score(measure, a(id), queries(1)),
          score(measure, a(id), queries(1)),
          score(measure, held(VectorKind.Packed, a(id)), queries(id % 2))
        )
        val scores = (1 to 4).map(i => Option.unless(row.isNullAt(i))(row.getDouble(i)))
        withClue(s"seed $seed, $f, row $id: ") {
          assert(scores.map(_.map(bits)) === expected.map(_.map(bits)))
        }
      }
    }

  test("variables, subqueries, constants that are not folded, and vectors that change by row") {
    val a = (0 until 24).map(vector(_, 9))
    val queries = Seq(vector(0, 9), vector(0, 9))
    val Seq(p, q) =
      queries.map(query => VectorKind.FloatArray.sqlLiteral(query.get.flatten.toArray))
    val all = relations(rows(a, a))
    sql("DECLARE OR REPLACE VARIABLE row_query ARRAY<FLOAT>")
    sql(s"SET VAR row_query = $p")
    try {
      val view = newName("view")
      everyWay(all) { relation =>
        relation.createOrReplaceTempView(view)
        assertScoresOf(view, "row_query", p, q, a, queries)
        // Spark cannot send a variable to its tasks.
        withConf(excludedFolding)(assertScoresOf(view, p, p, q, a, queries))
      }
    } finally {
      sql("DROP TEMPORARY VARIABLE row_query")
      all.last.unpersist()
    }
  }

  test("different dimensions, and packed vectors with half a float") {
    val a = (0 until 2).map(_ => vector(0, 3))
    val all = relations(rows(a, (0 until 2).map(_ => vector(0, 4))))
    try {
      everyWay(all) { relation =>
        assertFails("dot_product: the vectors have different dimensions, 3 and 4") {
          relation
            .select(function(Measure.DOT_PRODUCT, col("a_floatarray"), col("b_packed")))
            .collect()
        }
        assertFails("cosine_similarity: the vectors have different dimensions, 2 and 3") {
          relation.selectExpr("cosine_similarity(array(1F, 2F), a_mlvector)").collect()
        }
        assertFails("A packed vector has 5 bytes") {
          relation.selectExpr("euclidean_distance(a_doublearray, X'0102030405')").collect()
        }
      }
    } finally {
      all.last.unpersist()
    }
  }

  test("threads that share a function") {
    val floats = ArrayType(FloatType)
    val dot = VectorFunctions
      .all()
      .asScala
      .find(_.name() == Measure.DOT_PRODUCT.label)
      .get
      .bind(StructType(Seq(StructField("a", floats), StructField("b", floats))))
      .asInstanceOf[ScalarFunction[java.lang.Double]]
    val wrong = java.util.stream.IntStream
      .range(1, 20000)
      .parallel()
      .filter { n =>
        val vector = ArrayData.toArrayData(Array.fill(n % 50)(n.toFloat))
        dot.produceResult(InternalRow(vector, vector)) != n.toDouble * n * (n % 50)
      }
      .count()
    assert(wrong === 0)
  }
}

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

import java.lang.Double.doubleToLongBits

import scala.jdk.CollectionConverters._
import scala.util.Random

import io.vectordb.integration.Condition._
import io.vectordb.kernels.VectorKernels
import io.vectordb.table.Table
import io.vectordb.table.file.Encoding
import io.vectordb.table.filter.Measure
import io.vectordb.table.rewrite.Optimization
import io.vectordb.table.scan.Search
import org.apache.spark.sql.SaveMode

/**
 * Random tables and random queries, row for row against [[BruteForce]].
 *
 * Every test prints its seed.
 */
class RandomizedExactnessSuite extends SparkSuite {
  private val measures =
    Seq(Measure.DOT_PRODUCT, Measure.EUCLIDEAN_DISTANCE, Measure.COSINE_SIMILARITY)

  test("the kernels are those that were asked for") {
    val kernels = VectorKernels.instance().description()
    info(kernels)
    val isScalar = System.getProperty(VectorKernels.MAX_VECTOR_BITS_PROPERTY) == "scalar"
    assert((kernels == "scalar") === isScalar)
  }

  // More rows than a record batch has, and, in one file of the last, more bytes than a task reads.
  randomTable(VectorKind.FloatArray, 1, 9000, Layout(), None)
  randomTable(VectorKind.FloatArray, 3, 400, Layout(tasks = 3, rowsPerFile = Some(50)), Some("s"))
  randomTable(VectorKind.DoubleArray, 3, 5000, Layout(tasks = 2), Some("d"))
  randomTable(VectorKind.Packed, 100, 4500, Layout(), Some("b"))
  randomTable(VectorKind.MlVector, 100, 300, Layout(tasks = 2), Some("n"))
  randomTable(VectorKind.DoubleArray, 100, 600, Layout(tasks = 4), Some("t"))
  randomTable(
    VectorKind.FloatArray,
    1024,
    250,
    Layout(tasks = 2, rowsPerFile = Some(60)),
    Some("i")
  )
  randomTable(VectorKind.FloatArray, 1024, 4400, Layout(), None)
  // Batches of which codes are tried on a part before they are used for the rest.
  randomTable(VectorKind.FloatArray, 128, 3000, Layout(), None)
  randomTable(VectorKind.Packed, 200, 2500, Layout(tasks = 2, rowsPerFile = Some(700)), None)

  private def randomTable(
      kind: VectorKind,
      dimension: Int,
      rows: Int,
      layout: Layout,
      partition: Option[String]
  ): Unit = {
    val by = partition.fold("")(column => s", partitioned by $column")
    test(s"$rows rows of $kind[$dimension]$by") {
      val seed = randomSeed()
      withClue(s"seed $seed: ") {
        check(new Random(seed), kind, dimension, rows, layout, partition)
      }
    }
  }

  private def check(
      random: Random,
      kind: VectorKind,
      dimension: Int,
      count: Int,
      layout: Layout,
      partition: Option[String]
  ): Unit = {
    val generator = new RandomRows(random)
    val rows = vectors(random, kind, dimension, count).zipWithIndex.map { case (vector, i) =>
      generator.row(i.toLong, vector)
    }
    val path = newPath()
    val data =
      spark.createDataFrame(rows.map(RandomRows.external(_, kind)).asJava, RandomRows.schema(kind))
    // To find principal components of 1024 dimensions takes longer than everything else.
    val encodings = Encoding.values().toSeq.filter(_ != Encoding.PCA_INT8 || dimension <= 256)
    val codes = encodings.filter(_ != Encoding.NONE)(random.nextInt(encodings.size - 1))
    info(s"codes $codes")
    val options = Seq("vectorColumn" -> "v", "codes" -> codes.label()) ++
      layout.rowsPerFile.map("rowsPerFile" -> _.toString)
    writer(data.repartition(layout.tasks), SaveMode.ErrorIfExists, options: _*)
      .partitionBy(partition.toSeq: _*)
      .save(path)
    if (random.nextInt(3) == 0) {
      val others = encodings(random.nextInt(encodings.size))
      info(s"then codes $others")
      Optimization.of(Table.at(path)).run(others)
    }
    val table = view(path)

    for (measure <- measures) {
      val query = queryVector(random, kind, dimension, rows)
      val scored = rows.map { row =>
        val elements = row.vector.filter(!_.contains(None)).map(_.flatten.toArray)
        row -> elements.flatMap(BruteForce.score(measure, query, _))
      }
      val call = s"${measure.label()}(v, ${kind.sqlLiteral(query)})"
      for (i <- 0 until 5) {
        val predicate = generator.predicate(() => condition(random, scored.map(_._2)), 2)
        val matching = scored.filter { case (row, score) =>
          predicate.holds(row, score).contains(true)
        }
        checkRows(table, call, predicate, matching)
        if (i % 2 == 0) {
          checkBest(random, table, call, predicate, matching)
        } else {
          checkCount(table, call, predicate, matching.size)
        }
      }
      checkSearch(random, Table.at(path), measure, query, scored.flatMap(_._2))
    }
  }

  private def checkRows(
      table: String,
      call: String,
      predicate: RandomPredicate,
      matching: Seq[(RandomRow, Option[Double])]
  ): Unit = {
    val query = s"SELECT id, $call FROM $table WHERE ${predicate.sql(call)}"
    val found = sql(query).collect().toSeq.map { row =>
      row.getLong(0) -> Option.when(!row.isNullAt(1))(doubleToLongBits(row.getDouble(1)))
    }
    withClue(s"${query.replace(call, "<score>")}: ") {
      val expected = matching.map { case (row, score) => row.id -> score.map(doubleToLongBits) }
      assert(found.sortBy(_._1) === expected.sortBy(_._1))
    }
  }

  private def checkBest(
      random: Random,
      table: String,
      call: String,
      predicate: RandomPredicate,
      matching: Seq[(RandomRow, Option[Double])]
  ): Unit = {
    val order = Order(random.nextBoolean(), random.nextBoolean(), random.nextBoolean())
    val k = if (random.nextBoolean()) 1 + random.nextInt(20) else random.nextInt(matching.size + 10)
    val query = s"SELECT id, $call AS s FROM $table WHERE ${predicate.sql(call)}" +
      s" ORDER BY ${order.sql("s")} LIMIT $k"
    val found = sql(query).collect().toSeq.map { row =>
      row.getLong(0) -> Option.when(!row.isNullAt(1))(row.getDouble(1))
    }
    val best = order.sort(matching.map { case (row, score) => row.id -> score }).take(k)
    withClue(s"${query.replace(call, "<score>")}: ") {
      assert(found.map(_._2.map(doubleToLongBits)) === best.map(_._2.map(doubleToLongBits)))
      if (order.thenById) {
        assert(found.map(_._1) === best.map(_._1))
      }
      val scores = matching.map { case (row, score) => row.id -> score.map(doubleToLongBits) }.toMap
      assert(found.forall { case (id, s) => scores(id) == s.map(doubleToLongBits) })
      assert(found.map(_._1).distinct.size === found.size)
    }
  }

  private def checkCount(
      table: String,
      call: String,
      predicate: RandomPredicate,
      expected: Int
  ): Unit = {
    val query = s"SELECT count(*) FROM $table WHERE ${predicate.sql(call)}"
    withClue(s"${query.replace(call, "<score>")}: ") {
      assert(sql(query).head().getLong(0) === expected)
    }
  }

  /** The same table without Spark. */
  private def checkSearch(
      random: Random,
      table: Table,
      measure: Measure,
      query: Array[Double],
      scores: Seq[Double]
  ): Unit = {
    val threshold = if (scores.isEmpty) 0.0 else scores(random.nextInt(scores.size))
    val k = 1 + random.nextInt(scores.size + 5)
    val search = Search.of(table).score("v", measure, query)
    val matching = scores.filter(BruteForce.compare(_, threshold) >= 0)
    assert(search.atLeast(threshold).count() === matching.size)
    val descending = matching.sortWith(BruteForce.compare(_, _) > 0)
    val best = if (measure == Measure.EUCLIDEAN_DISTANCE) descending.reverse else descending
    val found = search.atLeast(threshold).top(k).run().asScala.map(_.score()).toSeq
    assert(found.map(doubleToLongBits) === best.take(k).map(doubleToLongBits))
  }

  /** A condition on scores that some of `scores` are likely to satisfy and others not. */
  private def condition(random: Random, scores: Seq[Option[Double]]): Condition = {
    def threshold(): Double = {
      val known = scores(random.nextInt(scores.size))
      known.fold(random.nextGaussian()) { score =>
        random.nextInt(3) match {
          case 0 => score
          case 1 => Math.nextUp(score)
          case _ => score - math.abs(score) * 0.01
        }
      }
    }
    random.nextInt(7) match {
      case 0                         => Between(threshold(), threshold())
      case 1                         => In(Seq.fill(1 + random.nextInt(3))(threshold()))
      case 2 if random.nextBoolean() => IsNull
      case 2                         => NullSafeEqual(threshold())
      case _                         =>
        val operator = operators(random.nextInt(operators.size))
        Compare(operator, threshold(), random.nextBoolean())
    }
  }

  /** Near vectors, far ones, one of the table's own. */
  private def queryVector(
      random: Random,
      kind: VectorKind,
      dimension: Int,
      rows: Seq[RandomRow]
  ): Array[Double] = {
    val own = rows.flatMap(_.vector).find { vector =>
      random.nextInt(10) == 0 && vector.forall(_.exists(java.lang.Double.isFinite))
    }
    own.map(_.flatten.toArray).getOrElse(SearchData.gaussian(random, kind, dimension))
  }

  private def vectors(
      random: Random,
      kind: VectorKind,
      dimension: Int,
      count: Int
  ): Seq[Option[Seq[Option[Double]]]] = {
    val made = Array.fill[Option[Seq[Option[Double]]]](count)(None)
    // Codes decide little about rows that are all alike, and much about rows in clusters.
    val clusters = Seq.fill(5)(SearchData.gaussian(random, kind, dimension).map(_ * 8))
    val isClustered = random.nextBoolean()
    def next(): Array[Double] = {
      val noise = SearchData.gaussian(random, kind, dimension)
      val center = clusters(random.nextInt(clusters.size))
      if (!isClustered) noise
      else center.zip(noise).map { case (c, x) => if (kind.isFloat) (c + x).toFloat else c + x }
    }
    for (i <- 0 until count) {
      made(i) = random.nextInt(25) match {
        case 0          => None
        case 1 if i > 0 => made(random.nextInt(i))
        case 2          => Some(Seq.fill(dimension)(Some(0.0)))
        case 3          => Some(damaged(random, kind, next()))
        case _          => Some(next().toSeq.map(Some(_)))
      }
    }
    made.toSeq
  }

  /** One element is no plain number. */
  private def damaged(
      random: Random,
      kind: VectorKind,
      vector: Array[Double]
  ): Seq[Option[Double]] = {
    val others = Seq(
      Some(Double.NaN),
      Some(Double.PositiveInfinity),
      Some(Double.NegativeInfinity),
      Some(java.lang.Float.MIN_VALUE.toDouble),
      Some(Float.MaxValue.toDouble)
    ) ++ Option.when(kind.holdsNullElements)(None)
    vector.toSeq
      .map(Option(_))
      .updated(random.nextInt(vector.length), others(random.nextInt(others.size)))
  }
}

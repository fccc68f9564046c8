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

import org.apache.spark.sql.Row
import org.apache.spark.sql.types.{IntegerType, LongType, StringType, StructType}

/**
 * Random joins give what they give when Spark carries them out by itself: the same rows, up to
 * those of equal scores among which NEAREST BY chooses.
 *
 * The test prints its seed.
 */
class RandomizedJoinSuite extends JoinSuite {
  override protected def plan: JoinPlan = JoinPlan.Auto

  private val count = 320
  private val nearly = 1e-6

  private lazy val seed = randomSeed()
  private lazy val random = new Random(seed)

  test(s"$count random joins") {
    withClue(s"seed $seed: ") {
      val joins = new RandomJoins(random, randomSides())
      var carriedOut = 0
      for (number <- 1 to count) {
        val join = joins.next()
        withClue(s"join $number, ${join.settings.mkString(", ")}:\n${join.query}\n") {
          if (check(join)) {
            carriedOut += 1
          }
        }
      }
      info(s"$carriedOut of $count joins by our operators")
    }
  }

  /** @return whether an operator of ours has carried it out */
  private def check(join: RandomJoin): Boolean = {
    val expected = unplanned(sql(join.query).collect().toSeq)
    withConf(join.settings: _*) {
      val data = sql(join.query)
      val found = data.collect().toSeq
      if (join.isNearest) assertNearest(found, expected)
      else if (join.function.isExact) assert(text(found) === text(expected))
      else
        assert(text(found.map(withoutScore(join, _))) === text(expected.map(withoutScore(join, _))))
      operators(data).nonEmpty
    }
  }

  private def withoutScore(join: RandomJoin, row: Row): Row =
    if (join.hasRight) Row.fromSeq(row.toSeq.patch(2, Nil, 1)) else row

  private def text(rows: Seq[Row]): Seq[String] =
    rows
      .map(
        _.toSeq
          .map {
            case bytes: Array[Byte] => bytes.toSeq.toString
            case value              => String.valueOf(value)
          }
          .mkString(", ")
      )
      .sorted

  /**
   * The scores of every left row are those that are expected. A right row whose score is not the
   * last one of its left row is the expected one; others of that score may stand for it.
   */
  private def assertNearest(found: Seq[Row], expected: Seq[Row]): Unit = {
    val foundRows = found.groupBy(_.getLong(0))
    val expectedRows = expected.groupBy(_.getLong(0))
    assert(foundRows.keySet === expectedRows.keySet)
    for ((left, own) <- expectedRows) withClue(s"left row $left: ") {
      val others = foundRows(left)
      val ownScores = own.map(score).sorted
      val scores = others.map(score).sorted
      assert(scores.size === ownScores.size)
      assert(scores.zip(ownScores).forall { case (a, b) => isClose(a, b) })
      assert(others.map(_.get(1)).distinct.size === others.size)
      val last = Seq(ownScores.head, ownScores.last)
      def inside(rows: Seq[Row]) = rows.filter(row => !last.exists(isClose(score(row), _)))
      assert(inside(others).map(_.get(1)).toSet === inside(own).map(_.get(1)).toSet)
    }
  }

  private def score(row: Row): Double =
    if (row.isNullAt(2)) Double.NegativeInfinity else row.getAs[Number](2).doubleValue

  private def isClose(a: Double, b: Double): Boolean =
    doubleToLongBits(a) == doubleToLongBits(b) || math
      .abs(a - b) <= nearly * math.max(1, math.abs(b))

  /** Tables of a few dimensions, in every type of vector, from every source. */
  private def randomSides(): Seq[RandomSide] = {
    val sources = Seq(
      Side.Vectordb(Layout.oneFile),
      Side.Vectordb(Layout.manyFiles),
      Side.Parquet,
      Side.Cached,
      Side.Local,
      Side.Rows
    )
    val sizes = Seq(0, 1, 2, 12, 13, 40, 40, 90, 150)
    val own = for {
      dimension <- Seq(1 + random.nextInt(3), 8 + random.nextInt(10), 64 + random.nextInt(70))
      i <- 0 until 5
    } yield {
      val kind = VectorKind.all(random.nextInt(VectorKind.all.size))
      val rows = if (i == 0) 400 else if (i == 1) 150 else pick(sizes)
      randomSide(kind, dimension, rows, pick(sources), isGrid = false, isFinite = false)
    }
    val grid = for {
      dimension <- Seq(1 + random.nextInt(3), 8 + random.nextInt(30))
      i <- 0 until 4
    } yield {
      val rows = if (i == 0) 250 else if (i == 1) 100 else pick(sizes)
      randomSide(VectorKind.FloatArray, dimension, rows, pick(sources), isGrid = true, i < 2)
    }
    own ++ grid
  }

  private def pick[T](values: Seq[T]): T = values(random.nextInt(values.size))

  private def randomSide(
      kind: VectorKind,
      dimension: Int,
      rows: Int,
      from: Side,
      isGrid: Boolean,
      isFinite: Boolean
  ): RandomSide = {
    val schema = new StructType()
      .add("id", LongType)
      .add("part", IntegerType)
      .add("n", IntegerType)
      .add("s", StringType)
      .add("v", kind.dataType)
    val vectors = new RandomVectors(random, kind, dimension, isGrid, isFinite)
    val data = (0 until rows).map { i =>
      Row(
        i.toLong,
        math.max(0, random.nextInt(9) - 6),
        if (random.nextInt(6) == 0) null else random.nextInt(4),
        if (random.nextInt(9) == 0) null else pick(Seq("", "a", "b", "c")),
        vectors.next().map(kind.external(_, i.toLong)).orNull
      )
    }
    val name = side(spark.createDataFrame(data.asJava, schema), from)
    info(s"$name: $rows rows of $kind[$dimension]${if (isGrid) ", whole numbers" else ""}, $from")
    RandomSide(name, dimension, rows, isGrid, isFinite)
  }
}

/** Makes vectors that are like others, and such that are not. */
private final class RandomVectors(
    random: Random,
    kind: VectorKind,
    dimension: Int,
    isGrid: Boolean,
    isFinite: Boolean
) {
  private type Vector = Option[Seq[Option[Double]]]
  private val made = scala.collection.mutable.ArrayBuffer.empty[Vector]

  def next(): Vector = {
    val vector: Vector = random.nextInt(20) match {
      case 0                      => None
      case 1 | 2 if made.nonEmpty => made(random.nextInt(made.size))
      case 3                      => Some(Seq.fill(dimension)(Some(0.0)))
      case 4                      => Some(plain().updated(random.nextInt(dimension), odd()))
      case _                      => Some(plain())
    }
    made += vector
    vector
  }

  private def plain(): Seq[Option[Double]] =
    if (isGrid) Seq.fill(dimension)(Some((random.nextInt(7) - 3).toDouble))
    else SearchData.gaussian(random, kind, dimension).toSeq.map(Some(_))

  private def odd(): Option[Double] = {
    val values = Seq(
      Some(if (isFinite) 1.0 else Double.NaN),
      Some(if (isFinite) 2.0 else Double.PositiveInfinity),
      Some(if (isFinite) -1.0 else Double.NegativeInfinity),
      if (kind.holdsNullElements) None else Some(0.0),
      Some(if (isGrid) 0.0 else Float.MaxValue.toDouble),
      Some(if (isGrid) -0.0 else java.lang.Float.MIN_VALUE.toDouble)
    )
    values(random.nextInt(values.size))
  }
}

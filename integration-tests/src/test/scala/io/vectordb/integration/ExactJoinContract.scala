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

import scala.collection.mutable
import scala.util.Random

import io.vectordb.integration.Condition._
import io.vectordb.table.filter.Measure
import org.apache.spark.sql.{DataFrame, Row}

/**
 * What every way to join two sides by a score has to do: give exactly the pairs and, bit for bit,
 * exactly the scores that [[BruteForce]] gives for the same vectors.
 *
 * A suite says where the sides come from, how they are joined and which plan does it.
 */
trait ExactJoinContract extends JoinSuite {
  protected def leftKind: VectorKind

  protected def rightKind: VectorKind

  protected def leftSide: Side

  protected def rightSide: Side

  /** Each row of view `left` with its nearest ones of view `right`: both ids and the score. */
  protected def nearest(left: String, right: String, query: Nearest): DataFrame

  /**
   * The join of two views by a condition on the score and perhaps further ones on columns of `a`
   * and `b`, the sides: both ids and the score, or the left id if there are no others.
   */
  protected def threshold(
      left: String,
      right: String,
      measure: Measure,
      kind: JoinKind,
      condition: Condition,
      and: Option[String] = None
  ): DataFrame

  /** How the canonical score is rounded. */
  protected def rounded(score: Double): Double = score

  /** Whether the score is the canonical one, too, where our operator does not carry out the join. */
  protected def isCanonicalEverywhere: Boolean = true

  /** Whether the sums of Spark's functions are nearly the canonical ones, but not to the last bit. */
  protected def isApproximate: Boolean = false

  private val measures =
    Seq(Measure.DOT_PRODUCT, Measure.EUCLIDEAN_DISTANCE, Measure.COSINE_SIMILARITY)

  /** Two sides, what they hold, and what joins of them have to give. */
  private final class Sides(val left: Seq[Item], val right: Seq[Item]) {
    lazy val leftView: String = side(left, leftKind, leftSide)
    lazy val rightView: String = side(right, rightKind, rightSide)
    private val truths = mutable.Map.empty[Measure, JoinTruth]

    def truth(measure: Measure): JoinTruth =
      truths.getOrElseUpdate(measure, new JoinTruth(left, right, measure, rounded))
  }

  /** Vectors of every sort; plain ones where sums of floats would differ in more than last bits. */
  private def items(kind: VectorKind): Seq[Item] =
    if (isApproximate) SearchData.plain(kind, 60) else SearchData.mixed(kind)

  /** The same vectors on both sides, so that there are pairs of equal ones of every sort. */
  private lazy val mixed = new Sides(items(leftKind).filter(_.id % 3 != 1), items(rightKind))

  private lazy val plain =
    new Sides(SearchData.plain(leftKind, 12), SearchData.plain(rightKind, 30).drop(10))

  private def close(a: Double, b: Double): Boolean =
    if (isApproximate) math.abs(a - b) <= 4e-6 * math.max(1, math.abs(b))
    else java.lang.Double.doubleToLongBits(a) == java.lang.Double.doubleToLongBits(b)

  private def rows(data: DataFrame): Seq[Match] =
    data.collect().toSeq.map { row =>
      def id(column: Int) = Option.when(!row.isNullAt(column))(row.getLong(column))
      if (row.size == 1) Match(id(0), None, None)
      else {
        val score = Option.when(!row.isNullAt(2))(row.getAs[Number](2).doubleValue)
        Match(id(0), id(1), score)
      }
    }

  private def assertNearest(sides: Sides, query: Nearest): Unit = withClue(s"$query: ") {
    planned {
      val data = nearest(sides.leftView, sides.rightView, query)
      val found = rows(data).sortBy(_.bits)
      val expected = sides.truth(query.measure).nearest(query).sortBy(_.bits)
      if (ordersTies && !isApproximate) {
        assert(found.map(_.bits) === expected.map(_.bits))
      } else {
        assertSameButTies(found, expected, sides.truth(query.measure))
      }
      if (sides.left.nonEmpty && sides.right.nonEmpty) {
        assertOperator(data)
      }
    }
  }

  /** Every left row has as many rows as expected, of the same scores, each of its own right row. */
  private def assertSameButTies(
      found: Seq[Match],
      expected: Seq[Match],
      truth: JoinTruth
  ): Unit = {
    def scores(rows: Seq[Match]) =
      rows.groupBy(_.left).map { case (left, own) =>
        left -> own
          .map(_.score)
          .sortWith((a, b) => a.isDefined && b.isDefined && BruteForce.compare(a.get, b.get) < 0)
      }
    val foundScores = scores(found)
    val expectedScores = scores(expected)
    assert(foundScores.keySet === expectedScores.keySet)
    for ((left, own) <- expectedScores) {
      val others = foundScores(left)
      assert(others.size === own.size)
      for ((a, b) <- others.zip(own)) {
        assert(a.isDefined === b.isDefined && a.forall(close(_, b.get)), s"left row $left")
      }
    }
    for (Match(Some(left), Some(right), score) <- found) {
      assert(close(score.get, truth.score(left, right).get), s"pair $left, $right")
    }
    assert(found.map(row => (row.left, row.right)).distinct.size === found.size)
  }

  /** @param ours whether our operator has to carry it out, if both sides have rows */
  private def assertJoin(
      sides: Sides,
      measure: Measure,
      kind: JoinKind,
      condition: Condition,
      and: Option[(String, (Item, Item) => Boolean)] = None,
      ours: Boolean = true
  ): Unit = withClue(s"$measure ${kind.sql} ON ${condition.sql("score")} $and: ") {
    if (isCanonicalEverywhere || isApproximate || (ours && kind.isOurs)) planned {
      val data =
        threshold(sides.leftView, sides.rightView, measure, kind, condition, and.map(_._1))
      val found = rows(data).sortBy(_.bits)
      val expected = sides
        .truth(measure)
        .join(kind) { (a, b, score) =>
          condition.holds(score).contains(true) && and.forall(_._2(a, b))
        }
        .sortBy(_.bits)
      if (isApproximate) {
        assert(
          found.map(row => (row.left, row.right)) === expected.map(row => (row.left, row.right))
        )
        for ((a, b) <- found.zip(expected)) {
          assert(a.score.isDefined === b.score.isDefined && a.score.forall(close(_, b.score.get)))
        }
      } else {
        assert(found.map(_.bits) === expected.map(_.bits))
      }
      if (ours && kind.isOurs && sides.left.nonEmpty && sides.right.nonEmpty) {
        assertOperator(data)
      }
    }
  }

  /** A threshold that tells rows apart in whatever way they are summed, or the score of a pair. */
  private def near(sides: Sides, measure: Measure, share: Double): Double = {
    val scores = sides.truth(measure).finite
    val at = math.min((share * scores.size).toInt, scores.size - 2)
    if (isApproximate) {
      val gaps = (math.max(0, at - 20) until math.min(scores.size - 1, at + 20))
      val widest = gaps.maxBy(i => scores(i + 1) - scores(i))
      (scores(widest) + scores(widest + 1)) / 2
    } else scores(at)
  }

  test("the nearest rows by every function, most and least similar ones") {
    for (measure <- measures; bySimilarity <- Seq(true, false)) {
      assertNearest(mixed, Nearest(measure, 7, bySimilarity))
    }
  }

  test("one nearest row, all rows, and more than there are") {
    val sizes = Seq(1, 2, mixed.right.size - 9, mixed.right.size, 100, 100000)
    for ((k, i) <- sizes.zipWithIndex) {
      val query = Nearest(measures(i % 3), k, i % 2 == 0, isOuter = i % 4 > 1, i % 3 == 1)
      assertNearest(mixed, query)
    }
  }

  test("rows without a neighbour stay with an outer join") {
    for (measure <- measures) {
      val bySimilarity = measure != Measure.EUCLIDEAN_DISTANCE
      assertNearest(mixed, Nearest(measure, 3, bySimilarity, isOuter = true))
    }
  }

  test("approximate neighbours are exact") {
    for (measure <- measures) {
      assertNearest(plain, Nearest(measure, 4, bySimilarity = true, isApproximate = true))
    }
  }

  test("a threshold that is the score of a pair, or next to it") {
    val values = Seq(identity[Double] _, Math.nextUp(_: Double), Math.nextDown(_: Double))
    for (
      (operator, i) <- Seq("<", "<=", ">=", ">").zipWithIndex; (next, j) <- values.zipWithIndex
    ) {
      val measure = measures((i + j) % 3)
      val condition = Compare(operator, next(near(mixed, measure, 0.5)), flipped = j == 1)
      assertJoin(mixed, measure, JoinKind.Inner, condition)
    }
  }

  test("every kind of join by a threshold") {
    for ((kind, i) <- JoinKind.all.zipWithIndex) {
      val measure = measures(i % 3)
      assertJoin(mixed, measure, kind, Compare(">", near(mixed, measure, 0.02)))
      assertJoin(mixed, measure, kind, Compare("<=", near(mixed, measure, 0.001)))
    }
  }

  test("thresholds that are not finite, and zero") {
    if (!isApproximate) {
      val thresholds =
        Seq(Double.NegativeInfinity, Double.PositiveInfinity, Double.NaN, 0.0, -0.0)
      for ((threshold, i) <- thresholds.zipWithIndex) {
        val condition = Compare(Seq("<", ">=")(i % 2), threshold)
        assertJoin(mixed, measures(i % 3), JoinKind.Inner, condition, ours = false)
      }
    }
  }

  test("ranges") {
    for ((kind, i) <- JoinKind.all.zipWithIndex) {
      val measure = measures(i % 3)
      val (low, high) = (near(mixed, measure, 0.2), near(mixed, measure, 0.4))
      assertJoin(mixed, measure, kind, Between(low, high))
      if (i % 2 == 0) {
        assertJoin(mixed, measure, kind, And(Compare(">", low), Compare("<", high)))
      } else if (i == 1) {
        assertJoin(mixed, measure, kind, Between(high, low), ours = false)
      }
    }
  }

  test("other conditions on the score") {
    if (!isApproximate) {
      val meanings = Seq[(Double, Double) => Condition](
        (low, high) => Not(Between(low, high)),
        (low, high) => Or(Compare("<", low), Compare(">", high)),
        (low, high) => In(Seq(low, high, Math.nextUp(low))),
        (low, _) => Compare("=", low),
        (_, high) => Compare("<>", high),
        (low, _) => NullSafeEqual(low),
        (_, _) => Not(IsNull)
      )
      for ((meaning, i) <- meanings.zipWithIndex) {
        val measure = measures(i % 3)
        val condition = meaning(near(mixed, measure, 0.3), near(mixed, measure, 0.6))
        assertJoin(mixed, measure, JoinKind.all(i % 6), condition, ours = false)
      }
    }
  }

  test("no pair, every pair") {
    for ((kind, i) <- JoinKind.all.filter(_.isOurs).zipWithIndex) {
      val measure = measures(i % 3)
      val scores = plain.truth(measure).finite
      assertJoin(plain, measure, kind, Compare(">", scores.last + 1))
      assertJoin(plain, measure, kind, Compare(">=", scores.head - 1))
    }
  }

  test("a threshold and conditions on other columns") {
    val conditions = Seq[(String, (Item, Item) => Boolean)](
      ("a.id < b.id", (a, b) => a.id < b.id),
      ("a.id <> b.id", (a, b) => a.id != b.id),
      ("a.id > 20 AND b.id % 2 = 0", (a, b) => a.id > 20 && b.id % 2 == 0),
      ("(a.id < 5 OR a.part <> b.part)", (a, b) => a.id < 5 || a.id % 3 != b.id % 3)
    )
    for (
      (kind, i) <- JoinKind.all.zipWithIndex;
      (condition, j) <- conditions.zipWithIndex if (i + j) % 2 == 0
    ) {
      val measure = measures((i + j / 2) % 3)
      val score = Compare(">", near(mixed, measure, 0.6))
      assertJoin(mixed, measure, kind, score, Some(condition))
    }
  }

  test("a threshold and equal keys") {
    val keys = Seq[(String, (Item, Item) => Boolean)](
      ("a.part = b.part", (a, b) => a.id % 3 == b.id % 3),
      ("a.part = b.part AND a.id <> b.id", (a, b) => a.id % 3 == b.id % 3 && a.id != b.id),
      ("a.id % 2 = b.part", (a, b) => a.id % 2 == b.id % 3)
    )
    for ((kind, i) <- JoinKind.all.zipWithIndex) {
      val measure = measures(i % 3)
      val score = Compare(">=", near(mixed, measure, 0.3))
      assertJoin(mixed, measure, kind, score, Some(keys(i % 3)))
    }
  }

  test("sides without rows") {
    val none = Seq.empty[Item]
    val some = SearchData.plain(leftKind, 3)
    val others = SearchData.plain(rightKind, 4)
    for (sides <- Seq(new Sides(none, others), new Sides(some, none), new Sides(none, none))) {
      assertNearest(sides, Nearest(Measure.DOT_PRODUCT, 2, bySimilarity = true))
      assertNearest(sides, Nearest(Measure.DOT_PRODUCT, 2, bySimilarity = false, isOuter = true))
      for (kind <- Seq(JoinKind.Inner, JoinKind.LeftOuter, JoinKind.LeftAnti)) {
        assertJoin(sides, Measure.COSINE_SIMILARITY, kind, Compare(">", -2))
      }
    }
  }

  test("one row on a side") {
    val one = SearchData.plain(leftKind, 1)
    val many = SearchData.plain(rightKind, 20)
    for (sides <- Seq(new Sides(one, many), new Sides(plain.left, many.take(1)))) {
      assertNearest(sides, Nearest(Measure.DOT_PRODUCT, 3, bySimilarity = true))
      assertNearest(sides, Nearest(Measure.EUCLIDEAN_DISTANCE, 1, bySimilarity = false))
      assertJoin(sides, Measure.DOT_PRODUCT, JoinKind.LeftOuter, Compare(">", 0.01))
    }
  }

  test("nothing but NULL on a side") {
    val nulls = SearchData.nulls(3)
    for (
      sides <- Seq(
        new Sides(nulls, SearchData.plain(rightKind, 4)),
        new Sides(SearchData.plain(leftKind, 4), nulls)
      )
    ) {
      for (isOuter <- Seq(true, false)) {
        assertNearest(sides, Nearest(Measure.COSINE_SIMILARITY, 2, bySimilarity = true, isOuter))
      }
      for (kind <- Seq(JoinKind.Inner, JoinKind.LeftOuter, JoinKind.LeftAnti)) {
        // Spark may find out that nothing is left to be joined.
        assertJoin(sides, Measure.EUCLIDEAN_DISTANCE, kind, Compare(">=", 0), ours = false)
      }
    }
  }

  test("many equal scores") {
    val random = new Random(4)
    val vectors = Seq.fill(4)(SearchData.gaussian(random, rightKind).toSeq.map(Option(_)))
    val right = SearchData.numbered(Seq.tabulate(90)(i => Some(vectors(i * i % 4))))
    val left = SearchData.numbered(Seq.tabulate(9)(i => Some(vectors(i % 4))))
    val sides = new Sides(left.map(narrowed), random.shuffle(right))
    for ((k, i) <- Seq(1, 7, 50).zipWithIndex; bySimilarity <- Seq(true, false)) {
      assertNearest(sides, Nearest(measures(i), k, bySimilarity))
    }
  }

  /** A vector of doubles as one that the left side can hold. */
  private def narrowed(item: Item): Item =
    if (!leftKind.isFloat) item
    else item.copy(vector = item.vector.map(_.map(_.map(_.toFloat.toDouble))))

  test("more rows, of more elements, than are multiplied at once") {
    val sides = LargeSides.of(leftKind, rightKind)
    val large = new Sides(sides._1, sides._2)
    val measure = LargeSides.measure
    assertNearest(large, Nearest(measure, 10, bySimilarity = true))
    assertNearest(large, Nearest(measure, 1, bySimilarity = false))
    val high = near(large, measure, 0.99)
    for (kind <- Seq(JoinKind.Inner, JoinKind.LeftSemi, JoinKind.LeftAnti)) {
      assertJoin(large, measure, kind, Compare(">=", high))
    }
  }

  test("vectors that nobody asks for, and those that somebody does") {
    planned {
      val joined = nearest(plain.leftView, plain.rightView, Nearest(Measure.DOT_PRODUCT, 3, true))
      assert(joined.count() === 3 * plain.left.size)
      assert(joined.selectExpr("1").collect().toSeq === Seq.fill(3 * plain.left.size)(Row(1)))
      val all = spark
        .sql(s"""SELECT a.id, b.id, a.v, b.v, a.part, b.part
           |FROM ${plain.leftView} a JOIN ${plain.rightView} b
           |EXACT NEAREST 2 BY SIMILARITY ${plainScore("a.v", "b.v")}""".stripMargin)
      val vectors = all.collect().toSeq
      assert(vectors.size === 2 * plain.left.size)
      assertOperator(all)
      for (row <- vectors) {
        def vector(items: Seq[Item], id: Long) = items.find(_.id == id).get.vector.get
        assert(leftKind.elements(row.get(2)) === vector(plain.left, row.getLong(0)))
        assert(rightKind.elements(row.get(3)) === vector(plain.right, row.getLong(1)))
        assert(row.getInt(4) === row.getLong(0) % 3)
        assert(row.getInt(5) === row.getLong(1) % 3)
      }
    }
  }

  /** The dot product of two columns as this suite writes it. */
  protected def plainScore(left: String, right: String): String

  test("vectors of different dimensions that nothing is compared with") {
    def sized(dimension: Int, id: Long) =
      Item(id, Some(Seq.tabulate(dimension)(i => Some(i + 1.0))))
    val uneven = Seq(sized(2, 0), sized(3, 1))
    // A table of vectordb has one dimension.
    val from = if (leftSide.isInstanceOf[Side.Vectordb]) Side.Rows else leftSide
    val left = side(uneven, leftKind, from)
    for (others <- Seq(SearchData.nulls(2), Nil)) {
      val right = side(others, rightKind, rightSide)
      planned {
        val query = Nearest(Measure.DOT_PRODUCT, 2, bySimilarity = true, isOuter = true)
        assert(rows(nearest(left, right, query)).map(_.left.get).sorted === Seq(0L, 1L))
        val condition = Compare(">", 0)
        val anti =
          threshold(left, right, Measure.COSINE_SIMILARITY, JoinKind.LeftAnti, condition)
        assert(rows(anti).map(_.left.get).sorted === Seq(0L, 1L))
      }
    }
  }

  test("vectors of different dimensions") {
    val short = SearchData.numbered(Seq(Some(Seq(Some(1.0), Some(2.0)))))
    val left = side(SearchData.plain(leftKind, 3), leftKind, leftSide)
    val right = side(short, rightKind, rightSide)
    val named = Seq(left -> "picture", right -> "text").map { case (view, column) =>
      s"(SELECT id, v AS $column FROM $view)"
    }
    val score = plainScore("picture", "text")
    val columns = if (plan == JoinPlan.Sparks) Nil else Seq("picture", "text")
    for (join <- Seq(s"EXACT NEAREST 2 BY SIMILARITY $score", s"ON $score > 0.1")) {
      assertFails(Seq("19", "2") ++ columns: _*) {
        planned(sql(s"SELECT * FROM ${named(0)} JOIN ${named(1)} $join").collect())
      }
    }
  }
}

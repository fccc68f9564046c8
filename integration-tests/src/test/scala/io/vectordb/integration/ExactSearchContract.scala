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

import io.vectordb.integration.Condition._
import io.vectordb.table.filter.Measure
import org.scalatest.funsuite.AnyFunSuite

/** How found rows are ordered. Rows of equal scores may come in any order unless `thenById`. */
final case class Order(ascending: Boolean, nullsFirst: Boolean, thenById: Boolean = false) {
  def sql(score: String): String = {
    val direction = if (ascending) "ASC" else "DESC"
    val nulls = if (nullsFirst) "NULLS FIRST" else "NULLS LAST"
    s"$score $direction $nulls${if (thenById) ", id" else ""}"
  }

  /** The scores in this order. */
  def sort(rows: Seq[(Long, Option[Double])]): Seq[(Long, Option[Double])] = {
    val (some, none) = rows.sortBy(_._1).partition(_._2.isDefined)
    val sorted = some.sortWith { case ((_, a), (_, b)) =>
      val order = BruteForce.compare(a.get, b.get)
      if (ascending) order < 0 else order > 0
    }
    if (nullsFirst) none ++ sorted else sorted ++ none
  }
}

/**
 * What every way to search a table has to do: give exactly the rows and, bit for bit, exactly the
 * scores that [[BruteForce]] gives for the same vectors.
 *
 * A suite says how a table is made and searched, and declares what its way cannot express.
 */
trait ExactSearchContract extends AnyFunSuite {

  /** A table that can be searched any number of times. */
  protected type Searchable

  /** The type of the vector column. */
  protected def kind: VectorKind

  /** Makes a table of vectors of `SearchData.dimension`. */
  protected def create(items: Seq[Item]): Searchable

  /** The score of every row. */
  protected def scores(
      table: Searchable,
      measure: Measure,
      query: Array[Double]
  ): Seq[(Long, Option[Double])]

  /** The rows for which `condition` is true. */
  protected def search(
      table: Searchable,
      measure: Measure,
      query: Array[Double],
      condition: Condition
  ): Seq[(Long, Option[Double])]

  /** The first `k` rows, perhaps only of those for which `condition` is true. */
  protected def top(
      table: Searchable,
      measure: Measure,
      query: Array[Double],
      k: Int,
      order: Order,
      condition: Option[Condition] = None
  ): Seq[(Long, Option[Double])]

  /** Whether rows without a score can be found. */
  protected def findsNulls: Boolean = true

  /** The orders that can be asked for. */
  protected def orders(measure: Measure): Seq[Order] =
    for (ascending <- Seq(true, false); nullsFirst <- Seq(true, false); byId <- Seq(true, false))
      yield Order(ascending, nullsFirst, byId)

  /** How the canonical score is rounded. */
  protected def rounded(score: Double): Double = score

  private val measures =
    Seq(Measure.DOT_PRODUCT, Measure.EUCLIDEAN_DISTANCE, Measure.COSINE_SIMILARITY)

  private lazy val query = SearchData.query(kind)
  private lazy val mixed = SearchData.mixed(kind)
  private lazy val mixedTable = create(mixed)
  private lazy val plain = SearchData.plain(kind, 50)
  private lazy val plainTable = create(plain)

  private def expected(items: Seq[Item], measure: Measure): Seq[(Long, Option[Double])] =
    items.map { item =>
      val elements = item.vector.filter(!_.contains(None)).map(_.flatten.toArray)
      item.id -> elements.flatMap(BruteForce.score(measure, query, _)).map(rounded)
    }

  /** As unordered rows, doubles by their bits. */
  private def bits(rows: Seq[(Long, Option[Double])]): Seq[(Long, Option[Long])] =
    rows.map { case (id, score) => id -> score.map(doubleToLongBits) }.sortBy(_._1)

  private def assertSearch(
      table: Searchable,
      items: Seq[Item],
      measure: Measure,
      condition: Condition
  ): Unit = {
    val matching = expected(items, measure).filter(row => condition.holds(row._2).contains(true))
    val found = search(table, measure, query, condition)
    withClue(s"$measure ${condition.sql("score")}: ") {
      assert(bits(found) === bits(matching))
    }
  }

  private def assertTop(
      table: Searchable,
      items: Seq[Item],
      measure: Measure,
      k: Int,
      order: Order,
      condition: Option[Condition] = None
  ): Unit = {
    val candidates = expected(items, measure)
      .filter(row => findsNulls || row._2.isDefined)
      .filter(row => condition.forall(_.holds(row._2).contains(true)))
    val best = order.sort(candidates).take(k)
    val found = top(table, measure, query, k, order, condition)
    withClue(s"$measure ${order.sql("score")} LIMIT $k ${condition.map(_.sql("score"))}: ") {
      assert(found.map(_._2.map(doubleToLongBits)) === best.map(_._2.map(doubleToLongBits)))
      if (order.thenById) {
        assert(found.map(_._1) === best.map(_._1))
      } else {
        assert(found.map(_._1).distinct.size === found.size)
        val scoreOf = bits(candidates).toMap
        found.foreach { case (id, s) => assert(scoreOf(id) === s.map(doubleToLongBits)) }
      }
    }
  }

  /** A score of which there are larger and smaller ones. */
  private def middle(items: Seq[Item], measure: Measure): Double = {
    val finite = expected(items, measure).flatMap(_._2).filter(java.lang.Double.isFinite).sorted
    finite(finite.size / 2)
  }

  test("every row has its score") {
    for (measure <- measures) {
      val all = expected(mixed, measure).filter(row => findsNulls || row._2.isDefined)
      withClue(s"$measure: ") {
        assert(bits(scores(mixedTable, measure, query)) === bits(all))
      }
    }
  }

  test("a threshold that is the score of a row") {
    for (measure <- measures; operator <- operators) {
      assertSearch(mixedTable, mixed, measure, Compare(operator, middle(mixed, measure)))
    }
  }

  test("a threshold next to the score of a row") {
    for (operator <- operators; next <- Seq(Math.nextUp(_: Double), Math.nextDown(_: Double))) {
      val measure = measures(operators.indexOf(operator) % measures.size)
      assertSearch(mixedTable, mixed, measure, Compare(operator, next(middle(mixed, measure))))
    }
  }

  test("the threshold before the score") {
    for (operator <- operators) {
      val measure = measures(operators.indexOf(operator) % measures.size)
      val threshold = middle(mixed, measure)
      assertSearch(mixedTable, mixed, measure, Compare(operator, threshold, flipped = true))
    }
  }

  test("thresholds that are not finite, and zero") {
    val thresholds =
      Seq(
        Double.NegativeInfinity,
        Double.PositiveInfinity,
        Double.NaN,
        0.0,
        -0.0,
        Double.MinPositiveValue
      )
    for ((threshold, i) <- thresholds.zipWithIndex; operator <- Seq("<", "=", ">=")) {
      assertSearch(mixedTable, mixed, measures(i % measures.size), Compare(operator, threshold))
    }
  }

  test("all rows, no row") {
    for (measure <- measures) {
      val all = expected(plain, measure).flatMap(_._2)
      assertSearch(plainTable, plain, measure, Compare(">=", all.min))
      assertSearch(plainTable, plain, measure, Compare(">", all.max))
      assertSearch(plainTable, plain, measure, Compare("<", all.min))
      assertSearch(plainTable, plain, measure, Compare("<=", all.max))
    }
  }

  test("ranges, lists and other combinations") {
    for (measure <- measures) {
      val sorted =
        expected(mixed, measure).flatMap(_._2).filter(java.lang.Double.isFinite).sorted.distinct
      val low = sorted(sorted.size / 4)
      val high = sorted(3 * sorted.size / 4)
      val range = And(Compare(">=", low), Compare("<", high))
      val conditions = Seq(
        Between(low, high),
        Between(high, low),
        range,
        Not(range),
        Not(Between(low, high)),
        Or(Compare("<", low), Compare(">", high)),
        Or(Compare("<=", low, flipped = true), Compare("=", low)),
        Not(Or(Compare("<", low), Not(Compare("<=", high)))),
        And(Compare("<>", low), And(Not(Compare("=", high)), Compare(">=", low))),
        In(Seq(low, high, sorted.head, high, Math.nextUp(low))),
        Not(In(Seq(low, high)))
      )
      for (
        (condition, i) <- conditions.zipWithIndex if i % measures.size == measures.indexOf(measure)
      ) {
        assertSearch(mixedTable, mixed, measure, condition)
      }
    }
  }

  test("conditions on the absence of a score") {
    if (findsNulls) {
      for (measure <- measures) {
        val threshold = middle(mixed, measure)
        val conditions = Seq(
          IsNull,
          Not(IsNull),
          Or(IsNull, Compare(">", threshold)),
          NullSafeEqual(threshold),
          Not(NullSafeEqual(threshold))
        )
        conditions.foreach(assertSearch(mixedTable, mixed, measure, _))
      }
    } else {
      val error = intercept[UnsupportedOperationException] {
        search(mixedTable, Measure.DOT_PRODUCT, query, IsNull)
      }
      assert(error.getMessage.contains("NULL"))
    }
  }

  test("the best rows") {
    val sizes = Seq(1, 7, mixed.size - 9)
    for (measure <- measures; (order, i) <- orders(measure).zipWithIndex) {
      val k = sizes((i + measures.indexOf(measure)) % sizes.size)
      assertTop(mixedTable, mixed, measure, k, order)
    }
  }

  test("as many best rows as there are, more, and none") {
    for ((k, i) <- Seq(0, plain.size - 1, plain.size, plain.size + 1, 100000).zipWithIndex) {
      val measure = measures(i % measures.size)
      assertTop(plainTable, plain, measure, k, orders(measure).last)
      assertTop(mixedTable, mixed, measure, k, orders(measure).head)
    }
  }

  test("the best of the rows that satisfy a condition") {
    for (measure <- measures; order <- orders(measure).take(2)) {
      val threshold = middle(mixed, measure)
      assertTop(mixedTable, mixed, measure, 5, order, Some(Compare("<", threshold)))
      assertTop(mixedTable, mixed, measure, 5, order, Some(Compare("=", threshold)))
    }
  }

  test("an empty table") {
    val table = create(Nil)
    for (measure <- measures) {
      assert(scores(table, measure, query) === Nil)
      assertSearch(table, Nil, measure, Compare(">", 0))
      assertTop(table, Nil, measure, 3, orders(measure).head)
    }
  }

  test("one row") {
    val items = plain.take(1)
    val table = create(items)
    for (measure <- measures) {
      val score = expected(items, measure).head._2.get
      assertSearch(table, items, measure, Compare("=", score))
      assertSearch(table, items, measure, Compare("<>", score))
      assertTop(table, items, measure, 1, orders(measure).head)
      assertTop(table, items, measure, 2, orders(measure).last)
    }
  }

  test("nothing but NULL") {
    val items = SearchData.nulls(3)
    val table = create(items)
    for (measure <- measures) {
      assertSearch(table, items, measure, Compare("<=", Double.NaN))
      assertTop(table, items, measure, 2, orders(measure).head)
    }
  }

  test("the expected scores are right: as close to the exact value as rounding lets them be") {
    for (item <- mixed; vector <- item.vector if !vector.contains(None)) {
      val elements = vector.flatten.toArray
      val score = BruteForce.score(Measure.DOT_PRODUCT, query, elements).get
      if (java.lang.Double.isFinite(score) && elements.forall(_.abs < 1e100)) {
        val error = new java.math.BigDecimal(score)
          .subtract(BruteForce.exactDotProduct(query, elements))
          .abs
        // Products below the normal range of doubles lose up to half of the smallest one each.
        val bound = BruteForce
          .errorBound(query, elements)
          .add(new java.math.BigDecimal(java.lang.Double.MIN_VALUE * SearchData.dimension))
        assert(error.compareTo(bound) <= 0)
      }
    }
  }
}

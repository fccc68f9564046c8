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

import scala.collection.mutable
import scala.util.Random

import io.vectordb.table.filter.Measure

/** A row of the result of a join: which rows it is of, and their score. */
final case class Match(left: Option[Long], right: Option[Long], score: Option[Double]) {

  /** To compare and sort by; scores by their bits. */
  def bits: (Long, Long, Option[Long]) =
    (left.getOrElse(-1L), right.getOrElse(-1L), score.map(doubleToLongBits))
}

/**
 * What joins of two sides have to give, by [[BruteForce]].
 *
 * @param rounded
 *   how the canonical score is rounded
 */
final class JoinTruth(
    val left: Seq[Item],
    val right: Seq[Item],
    measure: Measure,
    rounded: Double => Double
) {
  private val scores: Map[(Long, Long), Option[Double]] = {
    val rightElements = right.map(item => item.id -> elements(item))
    val pairs =
      for (a <- left; x = elements(a); (id, y) <- rightElements)
        yield (a.id, id) -> (for (p <- x; q <- y; s <- BruteForce.score(measure, p, q)) yield s)
    pairs.map { case (ids, score) => ids -> score.map(rounded) }.toMap
  }

  private def elements(item: Item): Option[Array[Double]] =
    item.vector.filter(!_.contains(None)).map(_.flatten.toArray)

  def score(left: Long, right: Long): Option[Double] = scores((left, right))

  /** All scores that are plain numbers, each once, in ascending order. */
  lazy val finite: IndexedSeq[Double] =
    scores.values.flatten.filter(java.lang.Double.isFinite).toSeq.distinct.sorted.toIndexedSeq

  /** A score of which there are larger and smaller ones. */
  def middle: Double = finite(finite.size / 2)

  /**
   * The best of each row of the left side: pairs without a score are none, NaN is the largest, and
   * of equal scores the one of the smaller id is better.
   */
  def nearest(query: Nearest): Seq[Match] =
    left.flatMap { a =>
      val candidates =
        for (b <- right; score <- scores((a.id, b.id)))
          yield Match(Some(a.id), Some(b.id), Some(score))
      val best = candidates
        .sortBy(_.right)
        .sortWith { (m, n) =>
          val order = BruteForce.compare(m.score.get, n.score.get)
          if (query.bySimilarity) order > 0 else order < 0
        }
        .take(query.k)
      if (best.isEmpty && query.isOuter) Seq(Match(Some(a.id), None, None)) else best
    }

  /** The join of those pairs for which `holds` is true. */
  def join(kind: JoinKind)(holds: (Item, Item, Option[Double]) => Boolean): Seq[Match] = {
    val pairs =
      for (a <- left; b <- right; score = scores((a.id, b.id)) if holds(a, b, score))
        yield Match(Some(a.id), Some(b.id), score)
    def leftOnly(items: Seq[Item]) = items.map(item => Match(Some(item.id), None, None))
    lazy val matchedLeft = pairs.flatMap(_.left).toSet
    lazy val matchedRight = pairs.flatMap(_.right).toSet
    lazy val loneLeft = leftOnly(left.filterNot(item => matchedLeft(item.id)))
    lazy val loneRight = right
      .filterNot(item => matchedRight(item.id))
      .map(item => Match(None, Some(item.id), None))
    kind match {
      case JoinKind.Inner      => pairs
      case JoinKind.LeftOuter  => pairs ++ loneLeft
      case JoinKind.RightOuter => pairs ++ loneRight
      case JoinKind.FullOuter  => pairs ++ loneLeft ++ loneRight
      case JoinKind.LeftSemi   => leftOnly(left.filter(item => matchedLeft(item.id)))
      case JoinKind.LeftAnti   => loneLeft
    }
  }
}

/** Sides of several tiles of rows and chunks of elements, and their brute force, made once. */
object LargeSides {
  val measure: Measure = Measure.DOT_PRODUCT
  private val dimension = 150
  private val made = mutable.Map.empty[(Boolean, Boolean), (Seq[Item], Seq[Item])]

  def of(left: VectorKind, right: VectorKind): (Seq[Item], Seq[Item]) =
    made.getOrElseUpdate(
      (left.isFloat, right.isFloat), {
        val random = new Random(5)
        (rows(random, left, 220), rows(random, right, 450))
      }
    )

  private def rows(random: Random, kind: VectorKind, count: Int): Seq[Item] =
    SearchData.numbered(
      Seq.fill(count)(Some(SearchData.gaussian(random, kind, dimension).toSeq.map(Option(_))))
    )
}

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

import scala.util.Random

/** A row of a table to search: a vector of elements that may be NULL, or NULL. */
final case class Item(id: Long, vector: Option[Seq[Option[Double]]])

/**
 * The rows that every way to search is tried on: the same in every run, so that ways can be
 * compared. [[RandomizedExactnessSuite]] searches others each time.
 */
object SearchData {

  /** Two groups of eight elements and a rest. */
  val dimension = 19

  def query(kind: VectorKind): Array[Double] = gaussian(new Random(1), kind)

  /** Vectors of every sort, in no order of their scores. */
  def mixed(kind: VectorKind): Seq[Item] = {
    val random = new Random(2)
    val q = query(kind)
    val plain = Seq.fill(40)(gaussian(random, kind))
    val like = Seq(1.0, 1.0, 1.0, -1.0, 2.0, 0.5, 1e-20).map(factor => q.map(_ * factor))
    val ties = Seq.fill(4)(plain(5)) ++ Seq.fill(2)(plain(6))
    val extremes = Seq(
      Array.fill(dimension)(0.0),
      Array.fill(dimension)(0.0),
      Array.fill(dimension)(-0.0),
      with1(plain(0), 0, Double.NaN),
      with1(plain(1), 18, Double.NaN),
      Array.fill(dimension)(Double.NaN),
      with1(plain(2), 7, Double.PositiveInfinity),
      with1(plain(3), 8, Double.NegativeInfinity),
      with1(with1(plain(4), 2, Double.PositiveInfinity), 10, Double.NegativeInfinity),
      Array.fill(dimension)(java.lang.Float.MIN_VALUE.toDouble),
      with1(Array.fill(dimension)(0.0), 3, -java.lang.Float.MIN_VALUE.toDouble),
      Array.fill(dimension)(java.lang.Float.MIN_NORMAL.toDouble / 4),
      Array.fill(dimension)(Float.MaxValue.toDouble),
      q.map(x => math.signum(x) * Float.MaxValue.toDouble)
    )
    val wide =
      if (kind.isFloat) Nil
      else
        Seq(
          Array.fill(dimension)(java.lang.Double.MIN_VALUE),
          plain(7).map(_ * 1e-200),
          plain(8).map(_ * 1e200),
          q.map(x => math.signum(x) * Double.MaxValue)
        )
    val vectors = plain ++ like ++ ties ++ extremes ++ wide
    val whole = vectors.map(v => Some(v.toSeq.map(x => Option(narrow(x, kind)))))
    val withNullElements =
      if (kind.holdsNullElements)
        Seq(
          Some(None +: whole.head.get.tail),
          Some(whole.head.get.init :+ None),
          Some(Seq.fill(dimension)(None))
        )
      else Nil
    numbered(random.shuffle(whole ++ Seq(None, None, None) ++ withNullElements))
  }

  /** `rows` vectors of plain numbers. */
  def plain(kind: VectorKind, rows: Int): Seq[Item] = {
    val random = new Random(3)
    numbered(Seq.fill(rows)(Some(gaussian(random, kind).toSeq.map(Option(_)))))
  }

  def nulls(rows: Int): Seq[Item] = numbered(Seq.fill(rows)(None))

  def gaussian(random: Random, kind: VectorKind, dimension: Int = dimension): Array[Double] =
    Array.fill(dimension)(narrow(random.nextGaussian(), kind))

  def numbered(vectors: Seq[Option[Seq[Option[Double]]]]): Seq[Item] =
    vectors.zipWithIndex.map { case (vector, i) => Item(i.toLong, vector) }

  private def narrow(x: Double, kind: VectorKind): Double =
    if (kind.isFloat) x.toFloat.toDouble else x

  private def with1(vector: Array[Double], index: Int, value: Double): Array[Double] =
    vector.updated(index, value)
}

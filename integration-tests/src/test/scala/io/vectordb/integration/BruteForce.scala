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

import java.math.{BigDecimal, MathContext}

import io.vectordb.table.filter.Measure

/**
 * Scores computed without the product: straight from the definition, on boxed values, term by term.
 *
 * A sum has eight lanes, lane i takes the terms i, i + 8, i + 16, ... one after the other, and the
 * lanes are added in a fixed order. `errorBound` and `exact` confirm that this definition is what it
 * should be, the mathematical value up to rounding.
 */
object BruteForce {

  /** The score of a vector without NULL elements, or nothing where it is not defined. */
  def score(measure: Measure, query: Array[Double], vector: Array[Double]): Option[Double] = {
    require(query.length == vector.length)
    measure match {
      case Measure.DOT_PRODUCT        => Some(sum(products(query, vector)))
      case Measure.EUCLIDEAN_DISTANCE =>
        Some(math.sqrt(sum(query.zip(vector).map { case (q, x) => (q - x) * (q - x) })))
      case Measure.COSINE_SIMILARITY =>
        val squaredNormQ = sum(products(query, query))
        val squaredNormX = sum(products(vector, vector))
        if (squaredNormQ == 0 || squaredNormX == 0) None
        else {
          val norms = math.sqrt(squaredNormQ) * math.sqrt(squaredNormX)
          Some(sum(products(query, vector)) / norms)
        }
      case Measure.L2_NORM  => Some(math.sqrt(sum(products(vector, vector))))
      case Measure.L1_NORM  => Some(sum(vector.map(math.abs)))
      case Measure.MAX_NORM =>
        Some(if (vector.exists(_.isNaN)) Double.NaN else (0.0 +: vector.map(math.abs)).max)
    }
  }

  /** Spark's order of doubles: NaN equals NaN and is the largest, -0.0 equals 0.0. */
  def compare(a: Double, b: Double): Int =
    if (a.isNaN || b.isNaN) java.lang.Boolean.compare(a.isNaN, b.isNaN)
    else if (a < b) -1
    else if (a > b) 1
    else 0

  /** The dot product without rounding. */
  def exactDotProduct(query: Array[Double], vector: Array[Double]): BigDecimal =
    query
      .zip(vector)
      .map { case (q, x) => new BigDecimal(q).multiply(new BigDecimal(x)) }
      .foldLeft(BigDecimal.ZERO)(_.add(_))

  /** No order of additions of n terms can be further from the exact sum than this, roughly doubled. */
  def errorBound(query: Array[Double], vector: Array[Double]): BigDecimal = {
    val magnitude = exactDotProduct(query.map(math.abs), vector.map(math.abs))
    val unit = new BigDecimal(math.ulp(1.0))
    magnitude.multiply(unit).multiply(new BigDecimal(query.length + 1), MathContext.DECIMAL64)
  }

  private def products(a: Array[Double], b: Array[Double]): Array[Double] =
    a.zip(b).map { case (x, y) => x * y }

  private def sum(terms: Array[Double]): Double = {
    val lanes = Array.tabulate(8) { lane =>
      (lane until terms.length by 8).map(terms(_)).foldLeft(0.0)(_ + _)
    }
    val even = (lanes(0) + lanes(4)) + (lanes(2) + lanes(6))
    val odd = (lanes(1) + lanes(5)) + (lanes(3) + lanes(7))
    even + odd
  }
}

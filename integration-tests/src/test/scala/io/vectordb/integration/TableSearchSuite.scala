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
import io.vectordb.table.filter.{Filter, Measure}
import io.vectordb.table.scan.Search

/** Searches a table that Spark wrote, without Spark. */
abstract class TableSearch(override protected val kind: VectorKind, layout: Layout)
    extends SearchTables
    with ExactSearchContract {

  override protected type Searchable = Table

  override protected def findsNulls: Boolean = false

  /** Best first, rows of equal scores in the order of the table. */
  override protected def orders(measure: Measure): Seq[Order] =
    Seq(Order(ascending = measure == Measure.EUCLIDEAN_DISTANCE, nullsFirst = false))

  override protected def create(items: Seq[Item]): Table =
    Table.at(write(items, kind, layout))

  override protected def scores(
      table: Table,
      measure: Measure,
      query: Array[Double]
  ): Seq[(Long, Option[Double])] = run(of(table, measure, query))

  override protected def search(
      table: Table,
      measure: Measure,
      query: Array[Double],
      condition: Condition
  ): Seq[(Long, Option[Double])] = {
    val matching = where(of(table, measure, query), condition)
    val found = run(matching)
    assert(matching.count() === found.size)
    found
  }

  override protected def top(
      table: Table,
      measure: Measure,
      query: Array[Double],
      k: Int,
      order: Order,
      condition: Option[Condition]
  ): Seq[(Long, Option[Double])] = {
    val all = of(table, measure, query)
    val best = condition.fold(all)(where(all, _)).top(k)
    val found = run(best)
    // Compared as text, in which NaN equals NaN.
    assert(run(best.threads(1)).toString === found.toString)
    found
  }

  private def of(table: Table, measure: Measure, query: Array[Double]): Search = {
    val all = Search.of(table).select("id").threads(2)
    val search = if (layout.codes == Codes.Unread) all.withoutCodes() else all
    if (kind.isFloat) search.score("v", measure, query.map(_.toFloat))
    else search.score("v", measure, query)
  }

  private def run(search: Search): Seq[(Long, Option[Double])] =
    search.run().asScala.toSeq.map { found =>
      found.columns().get("id").asInstanceOf[Long] -> Some(found.score())
    }

  private def where(search: Search, condition: Condition): Search =
    condition match {
      case Condition.Compare(">=", literal, false) => search.atLeast(literal)
      case Condition.Compare(">", literal, false)  => search.above(literal)
      case Condition.Compare("<=", literal, false) => search.atMost(literal)
      case other                                   => search.where(filter(other))
    }

  private def filter(condition: Condition): Filter =
    condition match {
      case Condition.Compare(operator, literal, flipped) =>
        val known = Filter.Operator.values().find(symbol(_) == operator).get
        new Filter.Compare("_score", if (flipped) known.flipped() else known, literal)
      case Condition.Between(low, high) =>
        filter(Condition.And(Condition.Compare(">=", low), Condition.Compare("<=", high)))
      case Condition.In(values) => new Filter.In("_score", values.map(Double.box(_): Object).asJava)
      case Condition.Not(c)     => new Filter.Not(filter(c))
      case Condition.And(left, right) => new Filter.And(filter(left), filter(right))
      case Condition.Or(left, right)  => new Filter.Or(filter(left), filter(right))
      case Condition.IsNull | Condition.NullSafeEqual(_) =>
        throw new UnsupportedOperationException("a search never finds NULL")
    }

  private def symbol(operator: Filter.Operator): String =
    operator match {
      case Filter.Operator.LESS             => "<"
      case Filter.Operator.LESS_OR_EQUAL    => "<="
      case Filter.Operator.EQUAL            => "="
      case Filter.Operator.NOT_EQUAL        => "<>"
      case Filter.Operator.GREATER_OR_EQUAL => ">="
      case Filter.Operator.GREATER          => ">"
    }
}

class TableSearchSuite extends TableSearch(VectorKind.FloatArray, Layout.manyFiles)

class TableDoubleSearchSuite extends TableSearch(VectorKind.DoubleArray, Layout.oneFile)

class TablePackedSearchSuite extends TableSearch(VectorKind.Packed, Layout.partitions)

class TableMlVectorSearchSuite extends TableSearch(VectorKind.MlVector, Layout.manyFiles)

class TableInt8SearchSuite extends TableSearch(VectorKind.FloatArray, Layout.oneFile.coded("int8"))

class TableRotatedDoubleSearchSuite
    extends TableSearch(VectorKind.DoubleArray, Layout.oneFile.coded("pca-int8"))

class TableMixedCodesSearchSuite
    extends TableSearch(VectorKind.Packed, Layout.oneFile.copy(codes = Codes.Mixed))

class TableRenewedCodesSearchSuite
    extends TableSearch(VectorKind.MlVector, Layout.manyFiles.copy(codes = Codes.Renewed))

class TableDeletionsSearchSuite
    extends TableSearch(VectorKind.FloatArray, Layout.manyFiles.withDeletions)

class TableRenewedCodesDeletionsSearchSuite
    extends TableSearch(
      VectorKind.Packed,
      Layout.partitions.copy(codes = Codes.Renewed).withDeletions
    )

class TableUnreadCodesSearchSuite
    extends TableSearch(VectorKind.FloatArray, Layout.oneFile.copy(codes = Codes.Unread))

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
import io.vectordb.table.file.Encoding
import io.vectordb.table.filter.Measure
import io.vectordb.table.rewrite.Optimization
import org.apache.spark.sql.{Column, DataFrame, Row, SaveMode}
import org.apache.spark.sql.functions.{call_function, col}
import org.apache.spark.sql.types.{IntegerType, LongType, StructType}

/** Which codes the vectors of a table have. */
sealed trait Codes

object Codes {

  /** Those that the write option asks for. */
  final case class Written(label: String) extends Codes

  /** Files without codes and files of each sort of them. */
  case object Mixed extends Codes

  /** Those of a second optimization, in place of those of a first. */
  case object Renewed extends Codes

  /** There are some, but the table is read without them. */
  case object Unread extends Codes
}

/** How the rows of a table are spread over files. */
final case class Layout(
    partitioned: Boolean = false,
    tasks: Int = 1,
    rowsPerFile: Option[Int] = None,
    codes: Codes = Codes.Written("auto"),
    deletions: Boolean = false
) {
  def coded(label: String): Layout = copy(codes = Codes.Written(label))

  /** The same with rows among the others that were deleted: each has a twin that is left. */
  def withDeletions: Layout = copy(deletions = true)

  /** The options with which to read such a table. */
  def readOptions: Seq[(String, String)] =
    if (codes == Codes.Unread) Seq("codes" -> "none") else Nil
}

object Layout {
  val oneFile: Layout = Layout()
  val partitions: Layout = Layout(partitioned = true, tasks = 2)
  val manyFiles: Layout = Layout(tasks = 3, rowsPerFile = Some(9))
}

object SearchTables {

  /** Rows with such an id and above are copies of others. */
  val firstTwin = 1000000L
}

/** Tables with the columns id, part (which may partition the table) and v (the vector). */
trait SearchTables extends SparkSuite {
  protected def frame(items: Seq[Item], kind: VectorKind): DataFrame = {
    val schema = new StructType()
      .add("id", LongType)
      .add("part", IntegerType)
      .add("v", kind.dataType)
    val rows = items.map { item =>
      Row(item.id, (item.id % 3).toInt, item.vector.map(kind.external(_, item.id)).orNull)
    }
    spark.createDataFrame(rows.asJava, schema)
  }

  /** Writes a table; returns its path. */
  protected def write(items: Seq[Item], kind: VectorKind, layout: Layout): String =
    if (layout.deletions) {
      val twins = items.map(item => item.copy(id = item.id + SearchTables.firstTwin))
      val path = writeAll(items.zip(twins).flatMap { case (a, b) => Seq(b, a) }, kind, layout)
      deleteTwins(path)
      path
    } else {
      writeAll(items, kind, layout)
    }

  /** Deletes in two steps, so that the second adds to what the first has deleted. */
  protected def deleteTwins(path: String): Unit =
    for (parity <- Seq(0, 1)) {
      val table = Table.at(path)
      val transaction = table.begin("DELETE", java.util.Map.of())
      for (file <- table.snapshot().files().asScala) {
        val rows = DeletionScans.positions(table, file, "id") { id =>
          id >= SearchTables.firstTwin && id % 2 == parity
        }
        transaction.delete(file, rows)
      }
      transaction.commit()
    }

  private def writeAll(items: Seq[Item], kind: VectorKind, layout: Layout): String = {
    val path = newPath()
    layout.codes match {
      case Codes.Written(label) => append(items, kind, layout, label, path)
      case Codes.Unread         => append(items, kind, layout, "int8", path)
      case Codes.Mixed          =>
        val labels = Seq("none", "int8", "pca-int8")
        for ((label, i) <- labels.zipWithIndex) {
          append(items.filter(_.id * 7 / 3 % 3 == i), kind, layout, label, path)
        }
      case Codes.Renewed =>
        append(items, kind, layout, "none", path)
        Optimization.of(Table.at(path)).run(Encoding.PCA_INT8)
        Optimization.of(Table.at(path)).run(Encoding.INT8)
        Optimization.of(Table.at(path)).run(Encoding.PCA_INT8)
    }
    path
  }

  private def append(
      items: Seq[Item],
      kind: VectorKind,
      layout: Layout,
      codes: String,
      path: String
  ): Unit = {
    val options = Seq("vectorColumn" -> "v", "codes" -> codes) ++
      layout.rowsPerFile.map("rowsPerFile" -> _.toString)
    val data = frame(items, kind).repartition(layout.tasks)
    val w = writer(data, SaveMode.Append, options: _*)
    (if (layout.partitioned) w.partitionBy("part") else w).save(path)
  }

  protected def pairs(data: DataFrame): Seq[(Long, Option[Double])] =
    data.collect().toSeq.map { row =>
      val score = if (row.isNullAt(1)) None else Some(row.getAs[Number](1).doubleValue)
      row.getLong(0) -> score
    }
}

/** Searches in SQL: a view, the query vector as a literal. */
abstract class SqlSearch(override protected val kind: VectorKind, layout: Layout)
    extends SearchTables
    with ExactSearchContract {

  override protected type Searchable = String

  /** The name of the function, with which a session without configuration finds it. */
  protected def function(measure: Measure): String = measure.label()

  protected def call(measure: Measure, query: Array[Double]): String =
    s"${function(measure)}(v, ${kind.sqlLiteral(query)})"

  override protected def create(items: Seq[Item]): String =
    view(write(items, kind, layout), layout.readOptions: _*)

  override protected def scores(
      table: String,
      measure: Measure,
      query: Array[Double]
  ): Seq[(Long, Option[Double])] =
    pairs(sql(s"SELECT id, ${call(measure, query)} FROM $table"))

  override protected def search(
      table: String,
      measure: Measure,
      query: Array[Double],
      condition: Condition
  ): Seq[(Long, Option[Double])] = {
    val score = call(measure, query)
    pairs(sql(s"SELECT id, $score FROM $table WHERE ${condition.sql(score)}"))
  }

  override protected def top(
      table: String,
      measure: Measure,
      query: Array[Double],
      k: Int,
      order: Order,
      condition: Option[Condition]
  ): Seq[(Long, Option[Double])] = {
    val score = call(measure, query)
    val where = condition.fold("")(c => s"WHERE ${c.sql(score)}")
    pairs(sql(s"SELECT id, $score AS s FROM $table $where ORDER BY ${order.sql("s")} LIMIT $k"))
  }
}

class SqlSearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.oneFile)

class SqlPartitionedSearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.partitions)

class SqlDoubleSearchSuite extends SqlSearch(VectorKind.DoubleArray, Layout.manyFiles)

class SqlPackedSearchSuite extends SqlSearch(VectorKind.Packed, Layout.partitions)

class SqlMlVectorSearchSuite extends SqlSearch(VectorKind.MlVector, Layout.oneFile)

class SqlInt8SearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.oneFile.coded("int8"))

class SqlRotatedDoubleSearchSuite
    extends SqlSearch(VectorKind.DoubleArray, Layout.oneFile.coded("pca-int8"))

class SqlMixedCodesPackedSearchSuite
    extends SqlSearch(VectorKind.Packed, Layout.partitions.copy(codes = Codes.Mixed))

class SqlRenewedCodesMlVectorSearchSuite
    extends SqlSearch(VectorKind.MlVector, Layout.oneFile.copy(codes = Codes.Renewed))

class SqlDeletionsSearchSuite
    extends SqlSearch(VectorKind.FloatArray, Layout.manyFiles.withDeletions)

class SqlRotatedDeletionsSearchSuite
    extends SqlSearch(VectorKind.DoubleArray, Layout.partitions.coded("pca-int8").withDeletions)

class SqlUnreadCodesSearchSuite
    extends SqlSearch(VectorKind.FloatArray, Layout.oneFile.copy(codes = Codes.Unread))

/** The functions of a catalog, in the session in which they are injected too. */
class CatalogFunctionSearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.oneFile) {
  override protected def function(measure: Measure): String = s"vec.${measure.label()}"
}

/** Spark's own functions: the canonical score rounded once to FLOAT. */
abstract class BuiltinSearch(layout: Layout) extends SqlSearch(VectorKind.FloatArray, layout) {
  override protected def function(measure: Measure): String =
    measure match {
      case Measure.DOT_PRODUCT        => "vector_inner_product"
      case Measure.EUCLIDEAN_DISTANCE => "vector_l2_distance"
      case Measure.COSINE_SIMILARITY  => "vector_cosine_similarity"
      case other                      => throw new IllegalArgumentException(other.toString)
    }

  override protected def rounded(score: Double): Double = score.toFloat.toDouble
}

class BuiltinSearchSuite extends BuiltinSearch(Layout.manyFiles)

/** Scores that are rounded after their bounds have been found. */
class BuiltinRotatedSearchSuite extends BuiltinSearch(Layout.partitions.coded("pca-int8"))

/** The functions row by row, without a scan that knows scores: over a table of another format. */
class RowByRowSearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.oneFile) {
  override protected def create(items: Seq[Item]): String = {
    val path = newPath()
    frame(items, kind).write.parquet(path)
    val name = newName("view")
    spark.read.parquet(path).createOrReplaceTempView(name)
    name
  }
}

/** Searches with DataFrames: the query vector is a literal of a Java array. */
abstract class DataFrameSearch(override protected val kind: VectorKind, layout: Layout)
    extends SearchTables
    with ExactSearchContract {

  override protected type Searchable = DataFrame

  override protected def create(items: Seq[Item]): DataFrame =
    load(write(items, kind, layout), layout.readOptions: _*)

  private def score(measure: Measure, query: Array[Double]): Column =
    call_function(measure.label(), col("v"), kind.literal(query))

  override protected def scores(
      table: DataFrame,
      measure: Measure,
      query: Array[Double]
  ): Seq[(Long, Option[Double])] =
    pairs(table.select(col("id"), score(measure, query)))

  override protected def search(
      table: DataFrame,
      measure: Measure,
      query: Array[Double],
      condition: Condition
  ): Seq[(Long, Option[Double])] = {
    val s = score(measure, query)
    pairs(table.where(condition.column(s)).select(col("id"), s))
  }

  override protected def top(
      table: DataFrame,
      measure: Measure,
      query: Array[Double],
      k: Int,
      order: Order,
      condition: Option[Condition]
  ): Seq[(Long, Option[Double])] = {
    val scored = table.withColumn("s", score(measure, query))
    val s = col("s")
    val key = (order.ascending, order.nullsFirst) match {
      case (true, true)   => s.asc_nulls_first
      case (true, false)  => s.asc_nulls_last
      case (false, true)  => s.desc_nulls_first
      case (false, false) => s.desc_nulls_last
    }
    val keys = if (order.thenById) Seq(key, col("id").asc) else Seq(key)
    val matching = condition.fold(scored)(c => scored.where(c.column(s)))
    pairs(matching.orderBy(keys: _*).limit(k).select("id", "s"))
  }
}

class DataFrameSearchSuite extends DataFrameSearch(VectorKind.FloatArray, Layout.manyFiles)

class DataFramePackedSearchSuite extends DataFrameSearch(VectorKind.Packed, Layout.oneFile)

class DataFrameMlVectorSearchSuite extends DataFrameSearch(VectorKind.MlVector, Layout.partitions)

class DataFrameInt8DoubleSearchSuite
    extends DataFrameSearch(VectorKind.DoubleArray, Layout.manyFiles.coded("int8"))

class DataFrameInt8DeletionsSearchSuite
    extends DataFrameSearch(VectorKind.FloatArray, Layout.partitions.coded("int8").withDeletions)

class DataFrameRotatedSearchSuite
    extends DataFrameSearch(VectorKind.FloatArray, Layout.partitions.coded("pca-int8"))

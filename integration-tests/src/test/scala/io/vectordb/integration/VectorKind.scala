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

import java.nio.{ByteBuffer, ByteOrder}

import org.apache.spark.ml.linalg.{SQLDataTypes, Vectors}
import org.apache.spark.sql.Column
import org.apache.spark.sql.functions.lit
import org.apache.spark.sql.types.{ArrayType, BinaryType, DataType, DoubleType, FloatType}

/** The types that a vector column can have, and how tests write vectors and queries of each. */
sealed abstract class VectorKind(
    val dataType: DataType,
    val isFloat: Boolean,
    val holdsNullElements: Boolean
) {

  /** A vector as a value of a Row. */
  def external(elements: Seq[Option[Double]], id: Long): Any

  /** A query vector as SQL text. */
  def sqlLiteral(query: Array[Double]): String

  /** A query vector as a literal column. */
  def literal(query: Array[Double]): Column

  /** The elements of a vector that was collected. */
  def elements(external: Any): Seq[Option[Double]]
}

object VectorKind {
  val all: Seq[VectorKind] = Seq(FloatArray, DoubleArray, Packed, MlVector)

  case object FloatArray extends VectorKind(ArrayType(FloatType), true, true) {
    override def external(elements: Seq[Option[Double]], id: Long): Any =
      elements.map(_.map(x => Float.box(x.toFloat)).orNull)

    /** The shortest text of the largest float is, as a number, too large for Spark's parser. */
    override def sqlLiteral(query: Array[Double]): String =
      query
        .map(x =>
          if (x.abs < Float.MaxValue) s"${x.toFloat}F" else s"CAST('${x.toFloat}' AS FLOAT)"
        )
        .mkString("array(", ", ", ")")

    override def literal(query: Array[Double]): Column = lit(query.map(_.toFloat))

    override def elements(external: Any): Seq[Option[Double]] =
      external
        .asInstanceOf[scala.collection.Seq[java.lang.Float]]
        .toSeq
        .map(Option(_).map(_.toDouble))
  }

  case object DoubleArray extends VectorKind(ArrayType(DoubleType), false, true) {
    override def external(elements: Seq[Option[Double]], id: Long): Any =
      elements.map(_.map(Double.box(_)).orNull)

    override def sqlLiteral(query: Array[Double]): String =
      query.map(x => s"${x}D").mkString("array(", ", ", ")")

    override def literal(query: Array[Double]): Column = lit(query)

    override def elements(external: Any): Seq[Option[Double]] =
      external
        .asInstanceOf[scala.collection.Seq[java.lang.Double]]
        .toSeq
        .map(Option(_).map(_.toDouble))
  }

  case object Packed extends VectorKind(BinaryType, true, false) {
    def pack(elements: Seq[Double]): Array[Byte] = {
      val buffer = ByteBuffer.allocate(4 * elements.size).order(ByteOrder.LITTLE_ENDIAN)
      elements.foreach(x => buffer.putFloat(x.toFloat))
      buffer.array()
    }

    override def external(elements: Seq[Option[Double]], id: Long): Any = pack(elements.flatten)

    override def sqlLiteral(query: Array[Double]): String =
      pack(query.toSeq).map(byte => f"$byte%02X").mkString("X'", "", "'")

    override def literal(query: Array[Double]): Column = lit(pack(query.toSeq))

    override def elements(external: Any): Seq[Option[Double]] = {
      val bytes = external.asInstanceOf[Array[Byte]]
      val floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
      Seq.fill(bytes.length / 4)(Some(floats.get().toDouble))
    }
  }

  /** Half of the vectors are sparse. They are compared with arrays: SQL has no literal of this type. */
  case object MlVector extends VectorKind(SQLDataTypes.VectorType, false, false) {
    override def external(elements: Seq[Option[Double]], id: Long): Any = {
      val dense = Vectors.dense(elements.flatten.toArray)
      if (id % 2 == 0) dense.toSparse else dense
    }

    override def sqlLiteral(query: Array[Double]): String = DoubleArray.sqlLiteral(query)

    override def literal(query: Array[Double]): Column = DoubleArray.literal(query)

    override def elements(external: Any): Seq[Option[Double]] =
      external.asInstanceOf[org.apache.spark.ml.linalg.Vector].toArray.toSeq.map(Some(_))
  }
}

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

import java.nio.channels.FileChannel
import java.nio.file.{Path, StandardOpenOption}
import java.time.{Duration, Instant, LocalDate, LocalTime, Period}
import java.util.{List => JList, Map => JMap}

import scala.collection.immutable.TreeMap
import scala.jdk.CollectionConverters._

import org.apache.arrow.memory.RootAllocator
import org.apache.arrow.vector.{DurationVector, FieldVector}
import org.apache.arrow.vector.ipc.ArrowFileReader
import org.apache.arrow.vector.util.Text
import org.apache.spark.sql.Row
import org.apache.spark.unsafe.types.VariantVal
import org.scalatest.Assertions._

/** Reads data files with nothing but the Arrow library, as any other program would. */
object ArrowFiles {

  /** The files hold these rows, in any order. */
  def assertHolds(files: Seq[Path], rows: Seq[Row]): Unit =
    assert(files.flatMap(read).map(_.toString).sorted === rows.map(ofSpark(_).toString).sorted)

  /** Where the metadata of the first record batch of a file lies, and its length. */
  def metadataOfBatch(file: Path): (Int, Int) = {
    val allocator = new RootAllocator()
    val channel = FileChannel.open(file, StandardOpenOption.READ)
    val reader = new ArrowFileReader(channel, allocator)
    try {
      val block = reader.getRecordBlocks.get(0)
      (block.getOffset.toInt, block.getMetadataLength)
    } finally {
      reader.close()
      channel.close()
      allocator.close()
    }
  }

  /** The rows of a file: values that are not NULL by column. */
  def read(file: Path): Seq[Map[String, Any]] = {
    val allocator = new RootAllocator()
    val channel = FileChannel.open(file, StandardOpenOption.READ)
    val reader = new ArrowFileReader(channel, allocator)
    try {
      val batch = reader.getVectorSchemaRoot
      Iterator
        .continually(reader.loadNextBatch())
        .takeWhile(identity)
        .flatMap(_ => 0 until batch.getRowCount)
        .map(row => struct(batch.getFieldVectors.asScala.map(v => v.getName -> value(v, row))))
        .toVector
    } finally {
      reader.close()
      channel.close()
      allocator.close()
    }
  }

  /** As Arrow shows a struct: without children that are NULL; here in the order of their names. */
  private def struct(values: Iterable[(String, Any)]): Map[String, Any] =
    TreeMap.from(values.filter(_._2 != null))

  /** Arrow makes a wrong Duration of many microseconds, so this takes their number. */
  private def value(vector: FieldVector, row: Int): Any =
    vector match {
      case durations: DurationVector if !durations.isNull(row) =>
        DurationVector.get(durations.getDataBuffer, row)
      case other => ofArrow(other.getObject(row))
    }

  private def ofArrow(value: Any): Any =
    value match {
      case text: Text         => text.toString
      case bytes: Array[Byte] => bytes.toSeq
      case period: Period     => Period.ofMonths(period.toTotalMonths.toInt)
      case list: JList[_]     => list.asScala.map(ofArrow).toVector
      case map: JMap[_, _]    => struct(map.asScala.map { case (k, v) => k.toString -> ofArrow(v) })
      case other              => other
    }

  /** What Arrow's `getObject` gives for a value of Spark's. */
  private def ofSpark(value: Any): Any =
    value match {
      case row: Row => struct(row.schema.fieldNames.zip(row.toSeq.map(ofSpark)))
      case map: scala.collection.Map[_, _] =>
        map.map { case (k, v) => struct(Seq("key" -> ofSpark(k), "value" -> ofSpark(v))) }.toVector
      case list: scala.collection.Seq[_] => list.map(ofSpark).toVector
      case bytes: Array[Byte]            => bytes.toSeq
      case date: LocalDate               => date.toEpochDay.toInt
      case time: Instant                 => time.getEpochSecond * 1000000L + time.getNano / 1000
      case time: LocalTime               => time.toNanoOfDay
      case period: Period                => Period.ofMonths(period.toTotalMonths.toInt)
      case duration: Duration            => duration.getSeconds * 1000000L + duration.getNano / 1000
      case variant: VariantVal           =>
        struct(Seq("value" -> variant.getValue.toSeq, "metadata" -> variant.getMetadata.toSeq))
      case other => other
    }
}

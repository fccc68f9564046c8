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

import java.util.UUID

import scala.jdk.CollectionConverters._

import io.vectordb.table._
import org.apache.arrow.memory.RootAllocator
import org.apache.arrow.vector.{BigIntVector, Float4Vector, VectorSchemaRoot}
import org.apache.arrow.vector.complex.FixedSizeListVector
import org.apache.arrow.vector.types.pojo.{ArrowType, Field, Schema}

/** A program that commits rows to a table without end, for [[KilledWriterSuite]] to kill. No Spark. */
object CommitLoop {
  private val filesOfCommit = 3
  private val batchesOfFile = 2
  private val rowsOfBatch = 15

  val rowsOfCommit: Int = filesOfCommit * batchesOfFile * rowsOfBatch

  /** The number of lines by which a commit says what it is at: for every file, and in the end. */
  val stepsOfCommit: Int = filesOfCommit * (batchesOfFile + 2) + 1

  private val vector = new VectorColumn("v", VectorType.FLOAT_ARRAY, 4)

  private val schema = new TableSchema(
    new Schema(
      List(
        Field.nullable("id", new ArrowType.Int(64, true)),
        TableSchema.vectorField(vector)
      ).asJava
    )
  )

  /** Waits for a line, then commits, and says what it is at. */
  def main(args: Array[String]): Unit = {
    println("ready")
    scala.io.StdIn.readLine()
    val table = Table.at(args.head, null)
    while (true) {
      val version = commit(table, println)
      println(s"committed $version")
    }
  }

  /** Appends the rows that follow those of the table, in several files of several batches. */
  def commit(table: Table, step: String => Unit): Long = {
    val transaction = table.begin("WRITE", Map("mode" -> "append").asJava)
    val base = Option(transaction.base().orElse(null))
    if (base.isEmpty) {
      transaction.create(
        new TableMetadata(
          UUID.randomUUID().toString,
          schema,
          List.empty[String].asJava,
          Map("checkpointInterval" -> "3").asJava,
          System.currentTimeMillis()
        )
      )
    }
    var next = base.map(_.rowCount()).getOrElse(0L)
    val allocator = new RootAllocator()
    try {
      for (_ <- 0 until filesOfCommit) {
        val path = s"data/${UUID.randomUUID()}.arrow"
        val file = new DataFileWriter(table.store(), schema, path, Map.empty[String, Object].asJava)
        try {
          step("opened")
          for (_ <- 0 until batchesOfFile) {
            val batch = rows(next, allocator)
            try file.write(batch)
            finally batch.close()
            next += rowsOfBatch
            step("written")
          }
          transaction.add(file.finish())
          step("finished")
        } finally {
          file.close()
        }
      }
    } finally {
      allocator.close()
    }
    transaction.commit()
  }

  /** Row i has the vector (i, 1, 0, 0). */
  private def rows(from: Long, allocator: RootAllocator): VectorSchemaRoot = {
    val root = VectorSchemaRoot.create(schema.arrow(), allocator)
    root.allocateNew()
    val ids = root.getVector("id").asInstanceOf[BigIntVector]
    val vectors = root.getVector("v").asInstanceOf[FixedSizeListVector]
    val elements = vectors.getDataVector.asInstanceOf[Float4Vector]
    for (i <- 0 until rowsOfBatch) {
      ids.setSafe(i, from + i)
      vectors.startNewValue(i)
      Seq((from + i).toFloat, 1f, 0f, 0f).zipWithIndex.foreach { case (x, j) =>
        elements.setSafe(4 * i + j, x)
      }
    }
    root.setRowCount(rowsOfBatch)
    root
  }
}

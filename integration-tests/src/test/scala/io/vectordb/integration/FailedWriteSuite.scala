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

import java.nio.file.{Files, Paths}
import java.util.concurrent.{CountDownLatch, Executors, TimeUnit}

import scala.jdk.CollectionConverters._

import io.vectordb.spark.{VectorDataSource, VectorTable}
import org.apache.spark.TaskContext
import org.apache.spark.sql.{DataFrame, SaveMode}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.sql.connector.expressions.Expressions
import org.apache.spark.sql.connector.write.{
  DataWriter,
  LogicalWriteInfo,
  PhysicalWriteInfo,
  SupportsTruncate
}
import org.apache.spark.sql.functions.{col, udf}
import org.apache.spark.sql.types.{ArrayType, FloatType, IntegerType, LongType, StructType}
import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** Tasks that fail, are repeated or run twice, and writers that meet: all rows or none, once. */
class FailedWriteSuite extends WriteTables {

  /**
   * Rows 0 until 100 in two tasks of several files each, but to compute the row `id` of the second
   * fails in the attempts for which `fails` is true, after the first task has done its work.
   */
  private def failing(id: Long, fails: Int => Boolean): DataFrame = {
    FailedWriteSuite.firstTask = new CountDownLatch(1)
    val fail = udf { (x: Long) =>
      val task = TaskContext.get()
      if (x == 0) {
        task.addTaskCompletionListener[Unit](_ => FailedWriteSuite.firstTask.countDown())
      } else if (x == id && fails(task.attemptNumber())) {
        FailedWriteSuite.firstTask.await(1, TimeUnit.MINUTES)
        throw new IllegalStateException(s"row $x is unlucky")
      }
      x
    }
    val data = rows(0, 100).repartitionByRange(2, col("id"))
    data.withColumn("id", fail.asNondeterministic()(col("id")))
  }

  for (partitioned <- Seq(false, true)) {
    val what = if (partitioned) "a partitioned table" else "a table"

    def save(frame: DataFrame, path: String, mode: SaveMode): Unit =
      writer(frame, mode, "rowsPerFile" -> "7")
        .partitionBy((if (partitioned) Seq("part") else Nil): _*)
        .save(path)

    test(s"a task that fails whatever is done: $what is as before") {
      for (mode <- Seq(SaveMode.Append, SaveMode.Overwrite)) {
        val path = newPath()
        assertFails("row 90 is unlucky")(save(failing(90, _ => true), path, mode))
        assert(dataFiles(path) === Nil)
        assertFails("no vectordb table")(load(path))
        save(rows(0, 5), path, SaveMode.Append)
        assertFails("row 90 is unlucky")(save(failing(90, _ => true), path, mode))
        assertTable(path, 0L until 5)
        assert(snapshot(path).version() === 0)
        save(rows(5, 7), path, SaveMode.Append)
        assertTable(path, 0L until 7)
      }
    }

    test(s"a task that fails twice: $what has every row once") {
      val path = newPath()
      save(failing(90, _ < 2), path, SaveMode.Append)
      assertTable(path, 0L until 100)
      save(failing(70, _ < 1), path, SaveMode.Overwrite)
      assertTable(path, 0L until 100)
    }
  }

  private val schema = new StructType()
    .add("id", LongType)
    .add("part", IntegerType)
    .add("v", ArrayType(FloatType))

  private def provided(path: String): VectorTable = {
    val options = Map("path" -> path, "provider" -> "vectordb").asJava
    new VectorDataSource().getTable(schema, Array(Expressions.identity("part")), options)
  }

  /** A write as Spark runs it, step by step. */
  private def batchWrite(path: String, overwrite: Boolean) = {
    val info = new LogicalWriteInfo {
      override def options: CaseInsensitiveStringMap = CaseInsensitiveStringMap.empty()
      override def queryId(): String = "query"
      override def schema: StructType = FailedWriteSuite.this.schema
    }
    val builder = provided(path).newWriteBuilder(info)
    val chosen = if (overwrite) builder.asInstanceOf[SupportsTruncate].truncate() else builder
    chosen.build().toBatch
  }

  private val oneTask = new PhysicalWriteInfo {
    override def numPartitions(): Int = 1
  }

  private def write(writer: DataWriter[InternalRow], ids: Seq[Long]): Unit =
    ids.foreach { id =>
      val vector = ArrayData.toArrayData(Array(id.toFloat, 1f))
      writer.write(new GenericInternalRow(Array[Any](id, (id % 3).toInt, vector)))
    }

  test("two attempts of a task at the same time: one counts, the other leaves nothing") {
    val path = newPath()
    val batch = batchWrite(path, overwrite = false)
    val factory = batch.createBatchWriterFactory(oneTask)
    val first = factory.createWriter(0, 1)
    val second = factory.createWriter(0, 2)
    write(first, 0L until 5)
    write(second, 0L until 9)
    write(first, 5L until 9)
    val message = second.commit()
    first.abort()
    first.close()
    second.close()
    batch.commit(Array(message))
    assertTable(path, 0L until 9)
  }

  test("an attempt that nobody aborts is not seen") {
    val path = newPath()
    val batch = batchWrite(path, overwrite = false)
    val factory = batch.createBatchWriterFactory(oneTask)
    val lost = factory.createWriter(0, 1)
    val good = factory.createWriter(0, 2)
    val sorted = (0L until 9).sortBy(_ % 3)
    write(lost, sorted)
    lost.commit()
    lost.close()
    write(good, sorted)
    batch.commit(Array(good.commit()))
    good.close()
    assertRows(load(path), 0L until 9)
    assert(dataFiles(path).size === 6)
    assert(snapshot(path).files().size === 3)
  }

  test("an overwrite that meets an append fails, says so and leaves nothing") {
    val path = newPath()
    writer(rows(0, 6), SaveMode.Append).partitionBy("part").save(path)
    val batch = batchWrite(path, overwrite = true)
    val task = batch.createBatchWriterFactory(oneTask).createWriter(0, 1)
    write(task, 50L until 60)
    val message = task.commit()
    task.close()
    append(rows(6, 9), path)
    assertFails("version 1", path, "retry")(batch.commit(Array(message)))
    batch.abort(Array(message))
    assertTable(path, 0L until 9)
  }

  test("a table that is replaced while a write is planned") {
    val path = newPath()
    writer(rows(0, 6), SaveMode.Append).partitionBy("part").save(path)
    val planned = provided(path)
    filesBelow(Paths.get(path)).foreach(Files.delete(_))
    writer(rows(0, 3), SaveMode.Append).partitionBy("part").save(path)
    val info = new LogicalWriteInfo {
      override def options: CaseInsensitiveStringMap = CaseInsensitiveStringMap.empty()
      override def queryId(): String = "query"
      override def schema: StructType = FailedWriteSuite.this.schema
    }
    assertFails("Another table has been created", path, "plan the write again") {
      planned.newWriteBuilder(info).build().toBatch
    }
  }

  test("appends at the same time, each whole") {
    val path = newPath()
    append(rows(0, 10), path)
    val threads = Executors.newFixedThreadPool(4)
    try {
      val writes = (1 to 8).map { i =>
        val write: Runnable = () => append(rows(10L * i, 10L * i + 10), path)
        threads.submit(write)
      }
      writes.foreach(_.get())
    } finally {
      threads.shutdown()
    }
    assertTable(path, 0L until 90)
    assert(snapshot(path).version() === 8)
  }
}

object FailedWriteSuite {

  /** Open when the first task of a write is over; tasks run in this JVM. */
  @volatile private var firstTask = new CountDownLatch(1)
}

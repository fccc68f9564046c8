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

import org.apache.spark.sql.{DataFrame, Encoders}
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream
import org.apache.spark.sql.streaming.{DataStreamWriter, StreamingQuery, Trigger}

/** Streams of rows of id, part and v as [[WriteTables]] has them, and queries that write them. */
trait StreamTables extends WriteTables {

  protected def memoryStream(): MemoryStream[Long] = {
    MemoryStream(Encoders.scalaLong, spark)
  }

  protected def rowsOf(ids: DataFrame): DataFrame =
    ids.selectExpr("value AS id", "CAST(value % 3 AS INT) AS part", vector("value"))

  protected def vector(id: String): String = s"array(CAST($id AS FLOAT), 1F) AS v"

  protected def readStream(path: String, options: (String, String)*): DataFrame =
    spark.readStream.format("vectordb").options(options.toMap).load(path)

  protected def newCheckpoint(): String = directory.resolve(newName("checkpoint")).toString

  protected def streamWriter(
      data: DataFrame,
      checkpoint: String,
      mode: String,
      options: (String, String)*
  ): DataStreamWriter[_] =
    data.writeStream
      .format("vectordb")
      .outputMode(mode)
      .option("checkpointLocation", checkpoint)
      .options(options.toMap)

  /** Runs the query until it has read all that is there. */
  protected def runToEnd(
      data: DataFrame,
      path: String,
      checkpoint: String,
      mode: String = "append",
      trigger: Trigger = Trigger.AvailableNow(),
      options: Seq[(String, String)] = Nil
  ): Unit =
    awaitEnd(streamWriter(data, checkpoint, mode, options: _*).trigger(trigger).start(path))

  protected def awaitEnd(query: StreamingQuery): Unit =
    try query.awaitTermination()
    finally query.stop()

  /** Takes from Spark's checkpoint the knowledge that its last epoch was committed. */
  protected def forgetLastCommit(checkpoint: String): Unit = {
    val last = lastCommit(checkpoint)
    val names = Set(s"$last", s".$last.crc")
    filesBelow(Paths.get(checkpoint, "commits"))
      .filter(file => names(file.getFileName.toString))
      .foreach(delete)
  }

  /** The last epoch that Spark knows to be committed; -1 if there is none. */
  protected def lastCommit(checkpoint: String): Long =
    epochsIn(checkpoint, "commits").maxOption.getOrElse(-1L)

  /** The epochs in one of the logs of a checkpoint, of which files come and go meanwhile. */
  protected def epochsIn(checkpoint: String, log: String): Seq[Long] =
    Option(Paths.get(checkpoint, log).toFile.list()).toSeq.flatten.flatMap(_.toLongOption)

  /** As a backup does it. */
  protected def copyOf(checkpoint: String): String = {
    val copy = newCheckpoint()
    for (file <- filesBelow(Paths.get(checkpoint))) {
      val target = Paths.get(copy).resolve(Paths.get(checkpoint).relativize(file))
      Files.createDirectories(target.getParent)
      Files.copy(file, target)
    }
    copy
  }

  protected def versions(path: String): Long = snapshot(path).version() + 1
}

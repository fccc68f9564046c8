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

import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.streaming.Trigger

/** A streaming query in a JVM of its own, for [[KilledStreams]] to kill. */
abstract class StreamLoop {

  /** The rows of the source that the arguments tell. */
  protected def rows(spark: SparkSession, source: Seq[String]): DataFrame

  /** Waits for a line, then goes on with the query of the checkpoint, without end. */
  def main(args: Array[String]): Unit = {
    val Array(path, checkpoint, source @ _*) = args
    val spark = SparkSession
      .builder()
      .master("local[2]")
      .config("spark.ui.enabled", "false")
      .getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    val data = rows(spark, source)
    println("ready")
    scala.io.StdIn.readLine()
    data.writeStream
      .format("vectordb")
      .option("checkpointLocation", checkpoint)
      .trigger(Trigger.ProcessingTime(0))
      .start(path)
      .awaitTermination()
  }
}

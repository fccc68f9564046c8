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

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.streaming.Trigger

/** A streaming query in a JVM of its own, for [[KilledStreamSuite]] to kill. */
object StreamLoop {
  val rowsOfEpoch = 50

  /** Waits for a line, then goes on with the query of the checkpoint, without end. */
  def main(args: Array[String]): Unit = {
    val Array(path, checkpoint) = args
    val spark = SparkSession
      .builder()
      .master("local[2]")
      .config("spark.ui.enabled", "false")
      .getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    val rows = spark.readStream
      .format("rate-micro-batch")
      .option("rowsPerBatch", rowsOfEpoch)
      .option("numPartitions", 2)
      .load()
      .selectExpr("value AS id", "array(CAST(value AS FLOAT), 1F) AS v")
    println("ready")
    scala.io.StdIn.readLine()
    rows.writeStream
      .format("vectordb")
      .option("checkpointLocation", checkpoint)
      .trigger(Trigger.ProcessingTime(0))
      .start(path)
      .awaitTermination()
  }
}

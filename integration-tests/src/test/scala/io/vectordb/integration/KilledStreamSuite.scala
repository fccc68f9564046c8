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

import scala.util.Random

import org.apache.spark.sql.{DataFrame, SparkSession}

/** Streaming queries whose JVM is killed at any time: in the end, every row is there once. */
class KilledStreamSuite extends KilledStreams {
  import KilledStreamSuite.rowsOfEpoch

  test(s"a query of $epochs epochs is killed $restarts times") {
    val (path, checkpoint) = (newPath(), newCheckpoint())
    val random = new Random(randomSeed())
    runKilled(RateLoop, path, checkpoint, epochs.toLong * rowsOfEpoch, random) {
      assert(rowCount(path) === versions(path) * rowsOfEpoch)
    }
    assert(ids(load(path)) === (0L until rowCount(path)))
  }
}

object KilledStreamSuite {
  private[integration] val rowsOfEpoch = 50
}

/** Epochs of equally many rows, without end. */
object RateLoop extends StreamLoop {
  override protected def rows(spark: SparkSession, source: Seq[String]): DataFrame =
    spark.readStream
      .format("rate-micro-batch")
      .option("rowsPerBatch", KilledStreamSuite.rowsOfEpoch)
      .option("numPartitions", 2)
      .load()
      .selectExpr("value AS id", "array(CAST(value AS FLOAT), 1F) AS v")
}

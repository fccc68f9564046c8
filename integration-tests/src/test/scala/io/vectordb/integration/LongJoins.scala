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

/** Sides of joins that take long: random vectors, which depend on their ids alone. */
object LongJoins {

  /** Columns id and v. */
  def vectors(spark: SparkSession, rows: Long, dimension: Int, partitions: Int): DataFrame = {
    import spark.implicits._
    spark
      .range(0, rows, 1, partitions)
      .as[Long]
      .map { id =>
        val random = new Random(id * 31 + dimension)
        (id, Array.fill(dimension)(random.nextFloat() - 0.5f))
      }
      .toDF("id", "v")
  }
}

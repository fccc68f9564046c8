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
import java.nio.charset.StandardCharsets
import java.util.Properties

import scala.jdk.CollectionConverters._
import scala.util.Random

import org.apache.kafka.clients.admin.{Admin, NewTopic}
import org.apache.kafka.clients.producer.{KafkaProducer, ProducerRecord}
import org.apache.kafka.common.serialization.ByteArraySerializer
import org.apache.spark.sql.{DataFrame, SparkSession}

/** A new topic of rows: the key is the id, the value a vector of packed floats. */
final class KafkaTopic(address: String, val name: String) extends AutoCloseable {
  private val settings = {
    val settings = new Properties()
    settings.put("bootstrap.servers", address)
    settings
  }
  private val partitions = 3
  private val producer = {
    val admin = Admin.create(settings)
    try admin.createTopics(Seq(new NewTopic(name, partitions, 1.toShort)).asJava).all().get()
    finally admin.close()
    new KafkaProducer(settings, new ByteArraySerializer, new ByteArraySerializer)
  }

  /** Returns once all are in the topic. Rows of the same id are in the same partition. */
  def send(rows: Seq[(Long, Array[Float])]): Unit = {
    val sent = rows.map { case (id, vector) =>
      val key = id.toString.getBytes(StandardCharsets.UTF_8)
      producer.send(new ProducerRecord(name, key, KafkaTopic.pack(vector)))
    }
    sent.foreach(_.get())
  }

  override def close(): Unit = producer.close()
}

object KafkaTopic {

  /** The rows as a stream of id, v and offset; it takes at most so many at a time. */
  def read(spark: SparkSession, address: String, topic: String, rowsOfEpoch: Int): DataFrame =
    spark.readStream
      .format("kafka")
      .option("kafka.bootstrap.servers", address)
      .option("subscribe", topic)
      .option("startingOffsets", "earliest")
      .option("maxOffsetsPerTrigger", rowsOfEpoch)
      .load()
      .selectExpr(
        "CAST(CAST(key AS STRING) AS BIGINT) AS id",
        "vector_unpack(value) AS v",
        "offset"
      )

  /** A vector that only this seed has. */
  def vector(seed: Long): Array[Float] = {
    val random = new Random(seed)
    Array.fill(16)(random.nextGaussian().toFloat)
  }

  private def pack(vector: Array[Float]): Array[Byte] = {
    val bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN)
    vector.foreach(bytes.putFloat)
    bytes.array()
  }
}

/** Rows of a topic; the arguments are the broker's address, the topic and the rows of an epoch. */
object KafkaLoop extends StreamLoop {
  override protected def rows(spark: SparkSession, source: Seq[String]): DataFrame = {
    val Seq(address, topic, rowsOfEpoch) = source
    KafkaTopic.read(spark, address, topic, rowsOfEpoch.toInt).drop("offset")
  }
}

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

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.logging.{Handler, LogRecord, Logger}

import scala.jdk.CollectionConverters._

/** A query vector that is NULL: no score, no order, and a warning for every statement that runs. */
class NullQuerySuite extends SparkSuite {
  private lazy val table: String = {
    val path = newPath()
    append(spark.range(20).selectExpr("id", "array(float(id), 1F) AS v"), path)
    view(path)
  }

  /** The warnings that `body` makes Spark's driver log. */
  private def warnings(body: => Any): Seq[String] = {
    val logged = new ConcurrentLinkedQueue[String]
    val handler = new Handler {
      override def publish(record: LogRecord): Unit = logged.add(record.getMessage)
      override def flush(): Unit = ()
      override def close(): Unit = ()
    }
    val logger = Logger.getLogger("io.vectordb.spark.plan.NullQueryRule")
    logger.addHandler(handler)
    try {
      body
    } finally {
      logger.removeHandler(handler)
    }
    logged.asScala.toSeq
  }

  private def assertWarns(query: String, rows: Int): Unit = withClue(s"$query\n") {
    val statement = sql(query)
    assert(warnings(assert(statement.collect().length === rows)).size === 1)
  }

  test("a constant, a variable that is not set, a function of a catalog, a subquery") {
    sql("DECLARE OR REPLACE VARIABLE unset_query ARRAY<FLOAT>")
    assertWarns(s"SELECT id FROM $table ORDER BY dot_product(v, NULL) DESC LIMIT 3", 3)
    assertWarns(s"SELECT id FROM $table ORDER BY dot_product(unset_query, v) LIMIT 3", 3)
    assertWarns(s"SELECT id FROM $table WHERE euclidean_distance(v, unset_query) < 3", 0)
    assertWarns(s"SELECT id FROM $table WHERE vec.cosine_similarity(v, unset_query) > -1", 0)
    assertWarns(
      s"""SELECT id FROM range(20)
         |WHERE id IN (SELECT id FROM $table WHERE dot_product(v, unset_query) > 0)""".stripMargin,
      0
    )
    val scores = sql(s"SELECT dot_product(v, unset_query) FROM $table")
    assert(warnings(assert(scores.collect().forall(_.isNullAt(0)))).size === 1)
    sql("DROP TEMPORARY VARIABLE unset_query")
  }

  test("Spark's own functions have the same scores, and so no order either") {
    assert(
      sql(s"SELECT vector_inner_product(v, CAST(NULL AS ARRAY<FLOAT>)) FROM $table")
        .collect()
        .forall(_.isNullAt(0))
    )
    assert(
      sql(
        s"SELECT id FROM $table WHERE vector_inner_product(v, CAST(NULL AS ARRAY<FLOAT>)) > 0"
      ).isEmpty
    )
    assert(
      sql(
        s"SELECT id FROM $table ORDER BY vector_inner_product(v, CAST(NULL AS ARRAY<FLOAT>)) LIMIT 3"
      ).count() === 3
    )
  }

  test("no warning of vectors that are NULL in some rows, nor of a query that is not") {
    assert(warnings {
      sql(s"SELECT id FROM $table ORDER BY dot_product(v, array(1F, 0F)) LIMIT 3").collect()
      sql(s"SELECT id FROM $table WHERE dot_product(v, if(id > 3, v, NULL)) > 0").collect()
    }.isEmpty)
  }
}

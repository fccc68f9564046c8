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

import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.catalyst.plans.logical.Filter
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation

/** A table of 100 vectors, and what the only scan of a query has taken over. */
trait SearchedTable extends SparkSuite {

  // Row id has the vector (id / 128, 1 - id / 128, 0, 2), all exact. So the dot product with q is
  // id / 128, and the distance from p is the square root of 2 * (id / 128)^2.
  protected val q = "array(1F, 0F, 0F, 0F)"
  protected val p = "array(0F, 1F, 0F, 2F)"
  protected val size = 100
  protected val all = (0L until size).toSeq

  protected def score(id: Long): Double = id / 128.0

  /** Four files of 25 rows in the order of id, and a text, a partition-like number and a date. */
  protected lazy val path: String = {
    val target = newPath()
    val data = spark
      .range(0, size, 1, 1)
      .selectExpr(
        "id",
        "CAST(id % 4 AS INT) AS part",
        "concat('label ', id % 10) AS label",
        "date_add(DATE'2024-01-01', CAST(id AS INT)) AS day",
        "array(CAST(id / 128 AS FLOAT), CAST(1 - id / 128 AS FLOAT), 0F, 2F) AS v"
      )
    append(data, target, "rowsPerFile" -> "25")
    target
  }

  protected lazy val t: String = view(path)

  protected def scans(query: DataFrame): Seq[DataSourceV2ScanRelation] =
    query.queryExecution.optimizedPlan.collectWithSubqueries {
      case scan: DataSourceV2ScanRelation =>
        scan
    }

  protected def columns(scan: DataSourceV2ScanRelation): Seq[String] = scan.output.map(_.name)

  protected def description(query: DataFrame): String = {
    val found = scans(query)
    assert(found.size === 1)
    found.head.scan.description()
  }

  /** The only scan reads these columns, and its description has these parts. */
  protected def assertScan(query: DataFrame, read: Seq[String], parts: String*): Unit = {
    val text = description(query)
    assert(columns(scans(query).head) === read)
    parts.foreach(part => assert(text.contains(part)))
  }

  /** No filter is left for Spark to evaluate. */
  protected def assertNoFilter(query: DataFrame): Unit = {
    val plan = query.queryExecution.optimizedPlan
    assert(plan.collectFirst { case filter: Filter => filter }.isEmpty)
  }

  protected def ids(query: DataFrame): Seq[Long] = query.collect().map(_.getLong(0)).toSeq

  protected def assertIds(query: DataFrame, expected: Seq[Long]): Unit =
    assert(ids(query).sorted === expected.sorted)
}

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

import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec

/** What EXPLAIN and the metrics say of a scan. */
class ScanReportSuite extends SearchedTable with AdaptiveSparkPlanHelper {

  test("metrics of a scan") {
    val query = sql(s"SELECT id FROM $t WHERE id >= 50 AND part = 1 AND dot_product(v, $q) > 0.7")
    assertIds(query, Seq(93L, 97L))
    val scan = collect(query.queryExecution.executedPlan) { case s: BatchScanExec => s }.head
    def metric(name: String): Long = scan.metrics(name).value
    assert(metric("numOutputRows") === 2)
    assert(metric("rowsScanned") === 50)
    assert(metric("vectorsScored") === 12)
    assert(metric("vectorBytes") === 12 * 16)
    assert(metric("filesRead") === 2)
    assert(metric("filesSkipped") === 2)
    assert(scan.metrics("scanSpeed").metricType.contains("ScanSpeed"))
  }

  test("what EXPLAIN shows") {
    val text = sql(
      s"EXPLAIN SELECT id FROM $t WHERE part = 1 ORDER BY cosine_similarity(v, $q) DESC LIMIT 3"
    )
      .head()
      .getString(0)
    for (
      part <- Seq(
        s"vectordb.`$path`",
        "version: 0",
        "scores: [_score_0 = cosine_similarity(v, query[4])]",
        "filter: part = 1",
        "top-n: _score_0 DESC NULLS LAST LIMIT 3",
        "files: 4"
      )
    ) {
      assert(text.contains(part))
    }
    val formatted =
      sql(s"EXPLAIN FORMATTED SELECT id FROM $t WHERE dot_product(v, $q) > 0.5").head().getString(0)
    assert(formatted.contains("filter: _score_0 > 0.5"))
  }
}

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

import io.vectordb.table.filter.Measure
import org.apache.spark.sql.SparkSession

/** The functions of a catalog in a session without extensions. */
class PlainSessionSearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.manyFiles) {
  private lazy val session = PlainSession.create()

  override protected def spark: SparkSession = session

  override protected def function(measure: Measure): String = s"vec.${measure.label()}"

  test("the session has no function of the extensions") {
    assertFails("UNRESOLVED_ROUTINE", "dot_product") {
      sql("SELECT dot_product(array(1F), array(1F))")
    }
  }

  test("Spark pushes a threshold and the best rows down all the same") {
    val table = create(SearchData.plain(kind, 30))
    val score = call(Measure.DOT_PRODUCT, SearchData.query(kind))
    val threshold = sql(s"SELECT id FROM $table WHERE $score > 0.5D").queryExecution
    val scan = threshold.executedPlan.toString
    assert(scan.contains("filter: ") && scan.contains("dot_product(v, query[19])"))
    assert(!scan.contains("Filter ("))
    val best = sql(s"SELECT id FROM $table ORDER BY $score DESC LIMIT 3").queryExecution
    assert(best.executedPlan.toString.contains("top-n: "))
  }
}

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

import java.net.URL
import java.util.{Collections, Enumeration}

import io.vectordb.table.Measure
import org.apache.spark.sql.SparkSession

/**
 * The functions of a catalog in a session without vectordb's extensions, as on a platform that
 * forbids them. Spark finds extensions through the context class loader, so this one hides them.
 */
class PlainSessionSearchSuite extends SqlSearch(VectorKind.FloatArray, Layout.manyFiles) {
  private lazy val session = withoutSessions {
    val thread = Thread.currentThread()
    val before = thread.getContextClassLoader
    thread.setContextClassLoader(new ClassLoader(before) {
      override def getResources(name: String): Enumeration[URL] =
        if (name.endsWith("SparkSessionExtensionsProvider")) Collections.emptyEnumeration()
        else super.getResources(name)
    })
    try {
      SparkSession.builder().getOrCreate()
    } finally {
      thread.setContextClassLoader(before)
    }
  }

  /** Makes a session while Spark knows of none that it could return instead. */
  private def withoutSessions(create: => SparkSession): SparkSession = {
    val shared = TestSession.get
    SparkSession.clearActiveSession()
    SparkSession.clearDefaultSession()
    try {
      create
    } finally {
      SparkSession.setDefaultSession(shared)
      SparkSession.setActiveSession(shared)
    }
  }

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

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

import java.util.concurrent.atomic.{AtomicBoolean, AtomicLong, AtomicReference}

import org.apache.spark.sql.Row

/** A MERGE by id beside sessions that append rows of other ids without a rest. */
class MergeBesideAppendsSuite extends RowLevelTables {
  private val appenders = 4
  private val minutes = System.getProperty("vectordb.minutes", "0.1").toDouble
  private val mergedIds = 100L

  test("a MERGE is not starved by appends of other ids") {
    withTable(partitioned = false) { t =>
      insert(t, 0L until mergedIds)
      val ends = new AtomicBoolean
      val appended = new AtomicLong
      val failure = new AtomicReference[Throwable]
      val threads = (1 to appenders).map { appender =>
        val session = spark.newSession()
        new Thread(() => {
          var next = appender * 1000000000L
          try {
            while (!ends.get) {
              session.sql(
                s"INSERT INTO $t SELECT id, 0, 'other', NULL FROM range($next, ${next + 10})"
              )
              next += 10
              appended.incrementAndGet()
            }
          } catch {
            case e: Throwable => failure.set(e)
          }
        })
      }
      threads.foreach(_.start())
      var merges = 0
      var conflicts = 0
      val deadline = System.nanoTime() + (minutes * 60e9).toLong
      try {
        while (merges < 10 || System.nanoTime() < deadline) {
          val merge =
            s"""MERGE INTO $t t
               |USING (SELECT id, 'merge$merges' AS name FROM range(${mergedIds + merges + 1})) s
               |ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name
               |WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)""".stripMargin
          try {
            sql(merge)
          } catch {
            case e: Exception if isConflict(e) => conflicts += 1
          }
          merges += 1
        }
      } finally {
        ends.set(true)
        threads.foreach(_.join())
      }
      info(f"$minutes%.1f minutes: $merges MERGEs, $conflicts conflicts, $appended appends")
      assert(failure.get === null)
      assert(conflicts * 10 <= merges)
      val rows = sql(
        s"SELECT count(*), count(DISTINCT id), count(DISTINCT IF(name LIKE 'merge%', name, NULL))" +
          s" FROM $t"
      ).head()
      val merged = rows.getLong(0) - 10 * appended.get
      assert(rows === Row(rows.getLong(0), rows.getLong(0), 1L))
      assert(merged > mergedIds && merged <= mergedIds + merges)
    }
  }

  private def isConflict(e: Throwable): Boolean =
    Iterator
      .iterate(e)(_.getCause)
      .takeWhile(_ != null)
      .exists(cause => String.valueOf(cause.getMessage).contains("Conflict in"))
}

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

import java.nio.file.Files
import java.util.concurrent.atomic.AtomicBoolean

import io.vectordb.errors.VectorDbException
import org.apache.spark.SparkThrowable
import org.apache.spark.sql.{AnalysisException, SaveMode}
import org.apache.spark.sql.functions.udf

/** Errors of every part are Spark's own: a class, a condition, an SQLSTATE, and the cause's text. */
class ErrorsSuite extends SparkSuite {
  private type FailedAtRunTime = RuntimeException with SparkThrowable

  private def rows(from: Long, until: Long) =
    spark.range(from, until).selectExpr("id", "array(float(id), 1F) AS v")

  private def newTable(): String = {
    val name = newName("t")
    sql(s"CREATE TABLE $name (id BIGINT, v ARRAY<FLOAT>) USING vectordb LOCATION '${newPath()}'")
    rows(0, 10).coalesce(1).writeTo(name).append()
    name
  }

  /** The error as users see it. */
  private def assertError[E <: Throwable with SparkThrowable: Manifest](
      condition: String,
      sqlState: String,
      part: String
  )(body: => Any): Unit = {
    val error = intercept[Throwable](body) match {
      case expected: E => expected
      case other       => fail(other)
    }
    assert(error.getCondition === condition, error.getMessage)
    assert(error.getSqlState === sqlState)
    assert(error.getMessage.startsWith(s"[$condition] "))
    assert(error.getMessage.endsWith(s" SQLSTATE: $sqlState"))
    assert(error.getMessage.contains(part))
    assert(error.getMessage.length < 600)
    assert(error.getCause.isInstanceOf[VectorDbException])
  }

  test("what a statement says") {
    val path = newPath()
    append(rows(0, 10), path)
    assertError[AnalysisException]("VECTORDB_OPTION_INVALID", "42K06", "rowsperfil")(
      append(rows(0, 1), path, "rowsPerFil" -> "1")
    )
    assertError[AnalysisException]("PATH_ALREADY_EXISTS", "42K04", path)(
      writer(rows(0, 1), SaveMode.ErrorIfExists).save(path)
    )
    assertError[AnalysisException]("PATH_NOT_FOUND", "42K03", s"$path-")(load(s"$path-"))
    assertError[AnalysisException]("VECTORDB_DIMENSION_MISMATCH", "22000", "dimension 3")(
      load(path).where("dot_product(v, array(1F, 2F, 3F)) > 0").count()
    )
  }

  test("what a task meets") {
    val path = newPath()
    append(rows(0, 10).coalesce(1), path)
    assertError[FailedAtRunTime]("VECTORDB_DIMENSION_MISMATCH", "22000", "dimension 1")(
      append(spark.range(1).selectExpr("id", "array(1F) AS v"), path)
    )
    assertError[FailedAtRunTime]("VECTORDB_DIMENSION_MISMATCH", "22000", "2 and 1")(
      rows(0, 10).selectExpr("dot_product(v, array(float(id)))").collect()
    )
    val file = dataFiles(path).head
    val content = Files.readAllBytes(file)
    Files.delete(file)
    assertError[FailedAtRunTime]("VECTORDB_TABLE_DAMAGED", "XX001", file.toString)(
      load(path).collect()
    )
    Files.write(file, content)
    assert(load(path).count() === 10)
  }

  test("what a task of a procedure meets") {
    val path = newPath()
    (0 until 2).foreach(_ => append(rows(0, 10).coalesce(1), path))
    val file = dataFiles(path).head
    Files.delete(file)
    assertError[FailedAtRunTime]("VECTORDB_TABLE_DAMAGED", "XX001", file.toString)(
      sql(s"CALL vec.system.compact(table => '$path')")
    )
  }

  test("what others have done meanwhile") {
    val name = newTable()
    ErrorsSuite.overtake = () => elsewhere(sql(s"UPDATE $name SET v = array(7F, 7F) WHERE id = 3"))
    val function = newName("overtaken")
    spark.udf.register(function, ErrorsSuite.overtaken)
    assertError[FailedAtRunTime]("VECTORDB_CONCURRENT_CHANGE", "40001", "retry")(
      sql(s"DELETE FROM $name WHERE $function(id)")
    )
    sql(s"DROP TABLE $name")
  }
}

object ErrorsSuite {
  private val pending = new AtomicBoolean(true)
  @volatile private var overtake: () => Unit = _

  /** Whether an id is below 5; the first call lets somebody else commit first. */
  private val overtaken = udf { (id: Long) =>
    if (pending.compareAndSet(true, false)) {
      overtake()
    }
    id < 5
  }
}

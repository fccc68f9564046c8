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
package org.apache.spark.sql.vectordb // Some of what Spark's suites use is private[sql].

import java.nio.file.{Files, Paths}

import io.vectordb.integration.TestSession
import org.apache.spark.SparkConf
import org.apache.spark.sql.{DataFrame, SaveMode}
import org.apache.spark.sql.connector.{InsertIntoSchemaEvolutionTests, InsertIntoTests}

/** Spark's own tests of INSERT INTO and INSERT OVERWRITE. */
abstract class VectorDbInsertIntoTests
    extends InsertIntoTests(supportsDynamicOverwrite = true, includeSQLOnlyTests = true) {

  override protected val v2Format: String = "vectordb"

  override def sparkConf: SparkConf =
    super.sparkConf.set("spark.sql.extensions", "io.vectordb.spark.VectorDbExtensions")

  /** This suite starts a session of its own. */
  override def beforeAll(): Unit = {
    TestSession.stop()
    super.beforeAll()
  }

  /** Tests of several suites leave this table to who comes after them. */
  after {
    sql(s"DROP TABLE IF EXISTS ${catalogAndNamespace}tbl")
  }

  /** Spark's look into its own tables in memory. */
  override protected def checkInsertMetrics(tableName: String, numInsertedRows: Long): Unit = ()

  override protected def verifyTable(tableName: String, expected: DataFrame): Unit =
    checkAnswer(spark.table(tableName), expected)

  override protected def doInsert(tableName: String, insert: DataFrame, mode: SaveMode): Unit = {
    insert.createOrReplaceTempView("tmp_view")
    val how = if (mode == SaveMode.Overwrite) "OVERWRITE" else "INTO"
    try {
      sql(s"INSERT $how TABLE $tableName SELECT * FROM tmp_view")
    } finally {
      spark.catalog.dropTempView("tmp_view")
    }
  }
}

/** The tests on tables of the session catalog. */
class VectorDbInsertIntoSuite extends VectorDbInsertIntoTests {
  override protected val catalogAndNamespace: String = ""
}

/** The tests on tables of a directory. */
class VectorCatalogInsertIntoSuite
    extends VectorDbInsertIntoTests
    with InsertIntoSchemaEvolutionTests
    with Exclusions {
  override protected val catalogAndNamespace: String = "cat.ns1."

  override def sparkConf: SparkConf = {
    val parent = Files.createDirectories(Paths.get(System.getProperty("java.io.tmpdir")))
    super.sparkConf
      .set("spark.sql.catalog.cat", "io.vectordb.spark.catalog.VectorCatalog")
      .set("spark.sql.catalog.cat.warehouse", Files.createTempDirectory(parent, "cat").toString)
  }

  override def beforeAll(): Unit = {
    super.beforeAll()
    sql("CREATE NAMESPACE cat.ns1")
  }

  override protected def exclusions: Map[String, String] =
    exclude("takes schema evolution from a table by a property of Spark's tables in memory")(
      "Insert schema evolution: extra column - no auto-schema-evolution capability",
      "Insert schema evolution: no-op without AUTOMATIC_SCHEMA_EVOLUTION capability"
    ) ++ exclude("adds a column whose name differs from another in case only")(
      "Insert schema evolution: case-sensitive column matching by name"
    )

  override protected def doInsertWithSchemaEvolution(
      tableName: String,
      insert: DataFrame,
      mode: SaveMode,
      byName: Boolean,
      replaceWhere: Option[String]
  ): Unit = {
    insert.createOrReplaceTempView("tmp_view")
    val into = if (mode == SaveMode.Overwrite && replaceWhere.isEmpty) "OVERWRITE" else "INTO"
    val how = (if (byName) " BY NAME" else "") + replaceWhere.map(" REPLACE WHERE " + _).mkString
    try {
      sql(s"INSERT WITH SCHEMA EVOLUTION $into TABLE $tableName$how SELECT * FROM tmp_view")
    } finally {
      spark.catalog.dropTempView("tmp_view")
    }
  }
}

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
package org.apache.spark.sql.vectordb

import java.nio.file.{Files, Path, Paths}

import scala.util.control.NoStackTrace

import io.vectordb.integration.TestSession
import org.apache.spark.SparkConf
import org.apache.spark.sql.connector.RowLevelOperationSuiteBase
import org.apache.spark.sql.connector.catalog._
import org.scalactic.source.Position
import org.scalatest.Tag

/**
 * Binds Spark's suites of DELETE, UPDATE and MERGE to a catalog of ours. Spark writes them for its
 * tables in memory: they are created through [[catalog]], and read and changed in SQL.
 */
trait RowLevelCommands extends RowLevelOperationSuiteBase with Exclusions {
  override def sparkConf: SparkConf =
    super.sparkConf.set("spark.sql.extensions", "io.vectordb.spark.VectorDbExtensions")

  /** These suites start a session of their own. */
  override def beforeAll(): Unit = {
    TestSession.stop()
    super.beforeAll()
  }

  /**
   * Every test has a catalog of its own, instead of the one in memory that Spark has set. A test
   * that looks into Spark's tables at its end, for the metrics of a MERGE, ends there.
   */
  override def test(name: String, tags: Tag*)(body: => Any)(implicit position: Position): Unit =
    super.test(name, tags: _*) {
      spark.conf.set("spark.sql.catalog.cat", "io.vectordb.spark.catalog.VectorCatalog")
      spark.conf.set("spark.sql.catalog.cat.warehouse", newDirectory().toString)
      sql("CREATE NAMESPACE cat.ns1")
      try {
        body
      } catch {
        case RowLevelCommands.InternalsOfSpark =>
      }
    }

  private def newDirectory(): Path = {
    val parent = Files.createDirectories(Paths.get(System.getProperty("java.io.tmpdir")))
    Files.createTempDirectory(parent, "cat")
  }

  override protected def catalog: InMemoryRowLevelOperationTableCatalog =
    new RowLevelCommands.Bridge(
      spark.sessionState.catalogManager.catalog("cat").asInstanceOf[TableCatalog]
    )
}

object RowLevelCommands {
  private case object InternalsOfSpark extends RuntimeException with NoStackTrace

  /** Makes and changes tables in another catalog; no session has this one. */
  private final class Bridge(tables: TableCatalog) extends InMemoryRowLevelOperationTableCatalog {

    /** For tests of statements that fail: they ask whether Spark's transaction has been aborted. */
    lastTransaction = {
      val none = beginTransaction(null).asInstanceOf[Txn]
      none.abort()
      none.close()
      none
    }

    override def loadTable(identifier: Identifier): Table =
      throw InternalsOfSpark

    override def createTable(identifier: Identifier, info: TableInfo): Table =
      tables.createTable(identifier, info)

    override def alterTable(identifier: Identifier, changes: TableChange*): Table =
      tables.alterTable(identifier, changes: _*)
  }
}

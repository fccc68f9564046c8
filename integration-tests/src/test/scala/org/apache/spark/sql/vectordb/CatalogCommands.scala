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

import java.nio.file.{Files, Paths}

import scala.jdk.CollectionConverters._

import io.vectordb.integration.TestSession
import org.apache.spark.SparkConf
import org.apache.spark.sql.catalyst.TableIdentifier
import org.apache.spark.sql.connector.catalog.{CatalogV2Util, Identifier, TableCatalog}
import org.apache.spark.sql.execution.command.DDLCommandTestUtils
import org.apache.spark.sql.execution.command.v2.CommandSuiteBase

/** Binds Spark's suites of commands, which it writes for any catalog, to a catalog of ours. */
trait CatalogCommands extends CommandSuiteBase with DDLCommandTestUtils with Exclusions {
  override def defaultUsing: String = "USING vectordb"

  override def sparkConf: SparkConf = {
    val parent = Files.createDirectories(Paths.get(System.getProperty("java.io.tmpdir")))
    val warehouse = Files.createTempDirectory(parent, "warehouse")
    Seq(catalog, s"non_part_$catalog", s"fun_$catalog").foldLeft(
      super.sparkConf.set("spark.sql.extensions", "io.vectordb.spark.VectorDbExtensions")
    ) { (conf, name) =>
      conf
        .set(s"spark.sql.catalog.$name", "io.vectordb.spark.catalog.VectorCatalog")
        .set(s"spark.sql.catalog.$name.warehouse", warehouse.resolve(name).toString)
    }
  }

  /** These suites start a session of their own. */
  override def beforeAll(): Unit = {
    TestSession.stop()
    super.beforeAll()
  }

  /** The properties that the user has set. */
  protected def userProperties(table: TableIdentifier): Map[String, String] =
    spark.sessionState.catalogManager
      .catalog(table.catalog.get)
      .asInstanceOf[TableCatalog]
      .loadTable(Identifier.of(table.database.toArray, table.table))
      .properties()
      .asScala
      .toMap -- CatalogV2Util.TABLE_RESERVED_PROPERTIES
}

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

import scala.collection.mutable
import scala.jdk.CollectionConverters._

import io.vectordb.integration.TestSession
import org.apache.spark.SparkConf
import org.apache.spark.sql.catalyst.TableIdentifier
import org.apache.spark.sql.connector.catalog.{CatalogV2Util, Identifier, TableCatalog}
import org.apache.spark.sql.execution.command.DDLCommandTestUtils
import org.apache.spark.sql.execution.command.v2.CommandSuiteBase
import org.scalactic.source.Position
import org.scalatest.Tag

/** Binds Spark's suites of commands, which it writes for any catalog, to a catalog of ours. */
trait CatalogCommands extends CommandSuiteBase with DDLCommandTestUtils {

  /** Lazy, because tests are named before this trait is initialized. */
  private lazy val met = mutable.Set.empty[String]

  override def defaultUsing: String = "USING vectordb"

  /** Tests that cannot pass here, by name, and why. They are reported as ignored. */
  protected def exclusions: Map[String, String] = Map.empty

  protected def exclude(reason: String)(names: String*): Map[String, String] =
    names.map(_ -> reason).toMap

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
    assert(exclusions.keySet.diff(met) === Set.empty, "are excluded, but no tests")
    TestSession.stop()
    super.beforeAll()
  }

  override def test(name: String, tags: Tag*)(body: => Any)(implicit position: Position): Unit =
    exclusions.get(name) match {
      case Some(reason) =>
        met.add(name)
        ignore(s"$name ($reason)", tags: _*)(body)
      case None => super.test(name, tags: _*)(body)
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

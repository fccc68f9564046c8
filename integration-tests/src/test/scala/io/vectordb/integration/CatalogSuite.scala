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

import java.nio.file.{Files, Path, Paths}

/** Suites on a catalog of their own, `cat`, whose warehouse is a new directory. */
trait CatalogSuite extends SparkSuite {
  protected lazy val warehouse: Path = directory.resolve("warehouse")

  /** A catalog is made when its name is first used, so every suite needs another name. */
  protected lazy val cat: String = {
    val name = newName("cat")
    spark.conf.set(s"spark.sql.catalog.$name", "io.vectordb.spark.catalog.VectorCatalog")
    spark.conf.set(s"spark.sql.catalog.$name.warehouse", warehouse.toString)
    sql(s"CREATE NAMESPACE $name.ns")
    name
  }

  /** The name of a table that does not exist, in the namespace `ns`. */
  protected def newTable(): String = s"$cat.ns.${newName("t")}"

  protected def ids(table: String): Seq[Long] =
    sql(s"SELECT id FROM $table ORDER BY id").collect().map(_.getLong(0)).toSeq

  protected def names(query: String, column: Int = 0): Seq[String] =
    sql(query).collect().map(_.getString(column)).toSeq.sorted

  /** The directory in which a table of the warehouse lies. */
  protected def place(table: String): Path =
    Paths.get(warehouse.toString, table.split('.').tail.toIndexedSeq: _*)

  protected def exists(path: Path): Boolean = Files.exists(path)
}

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

import org.apache.spark.sql.catalyst.TableIdentifier
import org.apache.spark.sql.execution.command.v2._

/** Why tests cannot pass. SPARK-SUITES.md counts them. */
private object Reasons {
  val clustering = "there is no CLUSTER BY"
  val constraints = "there are no constraints but NOT NULL"
  val listed = "expects that a table's partitions cannot be listed"
  val namespaces = "a namespace has to be created before it is used"
  val partitions = "partitions come and go with their rows and are not managed"
  val provider = "names another provider, and a vectordb catalog holds vectordb tables only"
  val temporary = "makes a table in /tmp and leaves it there"
}

class VectorDbAlterNamespaceSetLocationSuite
    extends AlterNamespaceSetLocationSuite
    with CatalogCommands

class VectorDbAlterNamespaceSetPropertiesSuite
    extends AlterNamespaceSetPropertiesSuite
    with CatalogCommands

class VectorDbAlterNamespaceUnsetPropertiesSuite
    extends AlterNamespaceUnsetPropertiesSuite
    with CatalogCommands

class VectorDbAlterTableAddColumnsSuite extends AlterTableAddColumnsSuite with CatalogCommands

class VectorDbAlterTableDropColumnSuite extends AlterTableDropColumnSuite with CatalogCommands

class VectorDbAlterTableRenameColumnSuite extends AlterTableRenameColumnSuite with CatalogCommands

class VectorDbAlterTableRenameSuite extends AlterTableRenameSuite with CatalogCommands

class VectorDbAlterTableReplaceColumnsSuite
    extends AlterTableReplaceColumnsSuite
    with CatalogCommands

class VectorDbAlterTableSetLocationSuite extends AlterTableSetLocationSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.provider)("alter table set location", "alter table set partition location")
}

class VectorDbAlterTableSetSerdeSuite extends AlterTableSetSerdeSuite with CatalogCommands

class VectorDbAlterTableSetTblPropertiesSuite
    extends AlterTableSetTblPropertiesSuite
    with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.provider)("alter table set reserved properties")

  override def checkTblProps(table: TableIdentifier, expected: Map[String, String]): Unit =
    assert(userProperties(table) === expected)
}

class VectorDbAlterTableUnsetTblPropertiesSuite
    extends AlterTableUnsetTblPropertiesSuite
    with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.provider)("alter table unset reserved properties")

  override def checkTblProps(table: TableIdentifier, expected: Map[String, String]): Unit =
    assert(userProperties(table) === expected)
}

class VectorDbCreateNamespaceSuite extends CreateNamespaceSuite with CatalogCommands

class VectorDbDescribeNamespaceSuite extends DescribeNamespaceSuite with CatalogCommands

class VectorDbDescribeTableSuite extends DescribeTableSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.clustering)(
      "describe a clustered table",
      "describe a clustered table - alter table cluster by",
      "describe a clustered table - alter table cluster by none",
      "describe a clustered table - dataframe writer v1",
      "describe a clustered table - dataframe writer v2"
    ) ++ exclude(Reasons.partitions)(
      "DESCRIBE TABLE PARTITION on an existing partition",
      "DESCRIBE TABLE EXTENDED PARTITION shows detailed partition information",
      "DESCRIBE TABLE PARTITION on a non-existent partition raises an error",
      "DESCRIBE TABLE PARTITION with partial partition spec raises an error",
      "DESCRIBE TABLE PARTITION with case-insensitive partition column name",
      "DESCRIBE TABLE PARTITION with unknown partition column raises an error",
      "DESCRIBE TABLE EXTENDED PARTITION with multi-column partition",
      "DESCRIBE TABLE EXTENDED PARTITION with NULL partition value"
    ) ++ exclude(Reasons.listed)(
      "DESCRIBE TABLE PARTITION on a table without partition management raises an error"
    ) ++ exclude("partitions are made of top-level columns")(
      "DESCRIBE TABLE of a partitioned table by nested columns"
    ) ++ exclude(Reasons.temporary)(
      "DESCRIBE TABLE EXTENDED of a partitioned table"
    ) ++ exclude("there are no counts of distinct values")(
      "describe extended (formatted) a column"
    ) ++ exclude(Reasons.constraints)("desc table constraints")
}

class VectorDbDropNamespaceSuite extends DropNamespaceSuite with CatalogCommands

class VectorDbDropTableSuite extends DropTableSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude("expects PURGE to be refused, which works here")("purge option")
}

class VectorDbShowColumnsSuite extends ShowColumnsSuite with CatalogCommands

class VectorDbShowCreateTableSuite extends ShowCreateTableSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.provider)(
      "SPARK-36012: add null flag when show create table",
      "data source table with user specified schema",
      "SPARK-24911: keep quotes for nested fields",
      "SPARK-37494: Unify v1 and v2 option output",
      "data source table CTAS",
      "partitioned data source table",
      "data source table with a comment",
      "data source table with table properties",
      "SPARK-46629: show struct fields with NOT NULL and comment"
    ) ++ exclude(Reasons.temporary)(
      "SPARK-33898: show create table[simple]"
    ) ++ exclude("columns have names in files instead of Spark's ids")(
      "SPARK-57544: show create table does not expose column IDs; schema does"
    ) ++ exclude(Reasons.constraints)("show table constraints")
}

class VectorDbShowNamespacesSuite extends ShowNamespacesSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.namespaces)("IN namespace doesn't exist")
}

class VectorDbShowTablesSuite extends ShowTablesSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.partitions)(
      "show table extended with a not existing partition",
      "show table extended in non-partitioned table",
      "show table extended in multi tables",
      "show table extended in multi partition key - the command's partition parameters are complete",
      "show table extended in multi partition key - the command's partition parameters are incomplete"
    ) ++ exclude(Reasons.namespaces)("show tables in nested namespaces")
}

class VectorDbShowTblPropertiesSuite extends ShowTblPropertiesSuite with CatalogCommands

class VectorDbTruncateTableSuite extends TruncateTableSuite with CatalogCommands {
  override protected def exclusions: Map[String, String] =
    exclude(Reasons.partitions)(
      "SPARK-34418: truncate partitioned tables",
      "truncate a partition of non partitioned table",
      "SPARK-34418: preserve partitions in truncated table",
      "case sensitivity in resolving partition specs",
      "keep dependents as cached after table truncation"
    ) ++ exclude(Reasons.listed)(
      "truncate a partition of a table which does not support partitions"
    )
}

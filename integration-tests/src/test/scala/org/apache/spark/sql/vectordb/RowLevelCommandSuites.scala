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

import org.apache.spark.sql.connector._

/** Why tests of rows that are changed cannot pass. SPARK-SUITES.md counts them. */
private object RowLevelReasons {
  val constraints = "there are no constraints but NOT NULL"
  val filters = "expects that a predicate cannot be pushed down, which works here"
  val pinned = "a DataFrame keeps the version that it was made of"
  val transactions = "looks into the transactions of Spark's tables in memory"
}

class VectorDbDeleteFromTableSuite extends DeleteFromTableSuiteBase with RowLevelCommands {
  override protected def checkDeleteMetrics(deleted: Long, copied: Long): Unit = ()

  override protected def exclusions: Map[String, String] =
    exclude(RowLevelReasons.constraints)(
      "delete from table with table constraints"
    ) ++ exclude(RowLevelReasons.filters)(
      "delete with unsupported predicates cannot be converted into delete with filters"
    ) ++ exclude(RowLevelReasons.transactions)(
      "delete with transactional checks",
      "delete with subquery on source table and transactional checks",
      "delete with CTE and transactional checks",
      "delete using view with transactional checks"
    )
}

class VectorDbUpdateTableSuite extends UpdateTableSuiteBase with RowLevelCommands {
  override protected def checkUpdateMetrics(updated: Long, copied: Long): Unit = ()

  override protected def exclusions: Map[String, String] =
    exclude("gives an added column a default as an expression, without its SQL")(
      "update table with expression-based default values"
    ) ++ exclude(RowLevelReasons.transactions)(
      "update with CTE and transactional checks",
      "update with subquery on source table and transactional checks",
      "update with uncorrelated scalar subquery on source table and transactional checks",
      "update using view with transactional checks",
      "df.explain() on update with transactional checks"
    )
}

class VectorDbMergeIntoTableSuite extends MergeIntoTableSuiteBase with RowLevelCommands {
  override protected def deltaMerge: Boolean = true

  override protected def exclusions: Map[String, String] =
    exclude(RowLevelReasons.filters)(
      "some target filters are evaluated on data source side"
    ) ++ exclude(RowLevelReasons.transactions)(
      "self merge with transactional checks",
      "merge into table using view with transactional checks",
      "merge into table using nested view with transactional checks",
      "merge into table rewritten as INSERT with transactional checks",
      "merge with CTE with transactional checks",
      "merge with cached source and transactional checks"
    )
}

class VectorDbMergeIntoDataFrameSuite extends MergeIntoDataFrameSuite with RowLevelCommands {
  override protected def exclusions: Map[String, String] =
    exclude(RowLevelReasons.pinned)(
      "self merge fails when source schema changes after analysis - DDL: ADD COLUMN new_col INT",
      "self merge fails when source schema changes after analysis - DDL: DROP COLUMN salary",
      "self merge fails when source schema changes after analysis - DDL: " +
        "ALTER COLUMN salary TYPE BIGINT",
      "self merge fails when source schema changes after analysis - DDL: " +
        "ALTER COLUMN pk DROP NOT NULL",
      "self merge fails when source table is dropped and recreated after analysis",
      "self merge fails when column is dropped and re-added after analysis",
      "SPARK-54444: any schema changes after analysis are prohibited"
    ) ++ exclude(RowLevelReasons.transactions)(
      "self merge with transactional checks",
      "cached merge source is reused when the table is unchanged since caching",
      "cached merge source is dropped when the table version moves on between caching and MERGE",
      "cached relation inside an IN-subquery is substituted via useCachedData recursion",
      "cached source from outside the txn catalog is reused without consulting registerScans",
      "connector rejecting registerScans causes cache bypass",
      "registerScans receives only scans for the transaction's catalog"
    )
}

/** Without the tests of tables in memory that have been told not to evolve. */
class VectorDbMergeSchemaEvolutionSuite
    extends MergeIntoSchemaEvolutionSQLSuiteBase
    with MergeIntoSchemaEvolutionBasicTests
    with MergeIntoSchemaEvolutionNestedTests
    with MergeIntoSchemaEvolutionExtraSQLTests
    with RowLevelCommands {
  override protected def exclusions: Map[String, String] =
    exclude(RowLevelReasons.constraints)(
      "source missing struct field violating check constraints"
    )
}

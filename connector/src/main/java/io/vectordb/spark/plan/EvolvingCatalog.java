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
package io.vectordb.spark.plan;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.DelegatingCatalogExtension;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;

/**
 * The catalog of one table, for one statement WITH SCHEMA EVOLUTION. Spark alters the table when it
 * analyzes the statement, and loads it again; here, the change waits for the statement's rows.
 */
final class EvolvingCatalog extends DelegatingCatalogExtension {
  private SupportsColumnChanges table;

  EvolvingCatalog(CatalogPlugin catalog, SupportsColumnChanges table) {
    setDelegateCatalog(catalog);
    this.table = table;
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    table = table.changed(List.of(changes));
    return table;
  }

  @Override
  public Table loadTable(Identifier identifier) {
    return table;
  }

  @Override
  public Table loadTable(Identifier identifier, Set<TableWritePrivilege> privileges) {
    return table;
  }
}

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
package io.vectordb.spark.catalog;

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.TableDirectory;
import io.vectordb.spark.VectorTable;
import io.vectordb.spark.schema.CatalogEntry;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.execution.datasources.v2.V2SessionCatalog;

/** vectordb tables that Spark's own catalog has noted. */
final class SessionTables {
  static final String SPARK_CATALOG = "spark_catalog";

  private final org.apache.spark.sql.classic.SparkSession session;

  SessionTables(SparkSession session) {
    this.session = (org.apache.spark.sql.classic.SparkSession) session;
  }

  /**
   * The table with a name of one to three parts: table, namespace and catalog in front of it.
   *
   * @return nothing if Spark's catalog has no such table
   * @throws VectorDbException if it is no vectordb table, or nothing has been written to it yet
   */
  Optional<TableDirectory> find(List<String> parts) {
    boolean isFull = parts.size() == 3 && parts.get(0).equalsIgnoreCase(SPARK_CATALOG);
    List<String> own = isFull ? parts.subList(1, 3) : parts;
    if (own.size() > 2) {
      return Optional.empty();
    }
    String namespace =
        own.size() == 2 ? own.get(0) : session.sessionState().catalog().getCurrentDatabase();
    Identifier identifier = Identifier.of(new String[] {namespace}, own.get(own.size() - 1));
    return load(identifier).map(table -> directory(table, identifier));
  }

  private Optional<Table> load(Identifier identifier) {
    TableCatalog catalog = new V2SessionCatalog(session.sessionState().catalog());
    try {
      return Optional.of(catalog.loadTable(identifier));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private static TableDirectory directory(Table table, Identifier identifier) {
    String name = SPARK_CATALOG + "." + QuotingUtils.quoted(identifier);
    if (!(table instanceof VectorTable found)) {
      throw new VectorDbException(
          name + " is no vectordb table; name one that was created USING vectordb");
    }
    boolean external = found.properties().containsKey(TableCatalog.PROP_EXTERNAL);
    TableDirectory directory =
        TableDirectory.at(
            found.properties().get(TableCatalog.PROP_LOCATION), new CatalogEntry(name, external));
    if (!directory.exists()) {
      throw new VectorDbException(
          "The table "
              + name
              + " has no version yet, because nothing was written to it; INSERT first");
    }
    return directory;
  }
}

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
package io.vectordb.spark;

import io.vectordb.spark.schema.ColumnNames;
import io.vectordb.spark.schema.Option;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.DelegatingCatalogExtension;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.expressions.IdentityTransform;
import org.apache.spark.sql.connector.expressions.Transform;

/**
 * Spark's own catalog, for a statement that creates a vectordb table in it. Hive's metastore wants
 * partition columns to be the last ones, so they are noted as an option of the table: its columns
 * keep their order, and it is the table that knows how it is partitioned.
 */
final class SessionTableCatalog extends DelegatingCatalogExtension {
  SessionTableCatalog(CatalogPlugin sessionCatalog) {
    setDelegateCatalog(sessionCatalog);
  }

  @Override
  public Table createTable(
      Identifier identifier,
      Column[] columns,
      Transform[] partitions,
      Map<String, String> properties)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    if (partitions.length == 0
        || !Arrays.stream(partitions).allMatch(IdentityTransform.class::isInstance)) {
      return super.createTable(identifier, columns, partitions, properties);
    }
    List<String> names =
        Arrays.stream(partitions)
            .map(partition -> String.join(".", partition.references()[0].fieldNames()))
            .toList();
    Map<String, String> noted = new HashMap<>(properties);
    noted.put(Option.PARTITION_COLUMNS.key(), ColumnNames.text(names));
    return super.createTable(identifier, columns, new Transform[0], noted);
  }
}

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
package io.vectordb.spark.schema;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a statement says about a table that it creates.
 *
 * @param schema the columns, those that must not be NULL included
 * @param partitioning columns whose values split the data files
 * @param properties options and table properties; the options say which columns hold vectors
 */
public record TableDefinition(
    StructType schema, List<Transform> partitioning, Map<String, String> properties) {
  /** What Spark tells a catalog along with the user's properties, and the catalog itself knows. */
  private static final Set<String> OF_THE_CATALOG =
      Set.of(
          TableCatalog.PROP_LOCATION,
          TableCatalog.PROP_PROVIDER,
          TableCatalog.PROP_EXTERNAL,
          TableCatalog.PROP_IS_MANAGED_LOCATION,
          TableCatalog.PROP_TABLE_TYPE);

  /**
   * The metadata of such a table.
   *
   * @throws VectorDbException if a column cannot be stored or partitioned by, it is not clear which
   *     columns hold vectors, or a property is malformed
   */
  public TableMetadata metadata(String id) {
    requireOurs();
    VectorOptions options = VectorOptions.ofDefinition(properties);
    TableSchema tableSchema = SchemaMapping.toTable(schema, options);
    List<String> partitionColumns =
        PartitionColumns.of(schema, partitioning.toArray(Transform[]::new));
    PartitionColumns.requireScalars(tableSchema, partitionColumns);
    return new TableMetadata(
        id, tableSchema, partitionColumns, keptProperties(), System.currentTimeMillis());
  }

  /** This definition, with the properties of another table as far as it has none itself. */
  public TableDefinition like(Map<String, String> source) {
    Map<String, String> all = new TreeMap<>(source);
    CollectionConverters.asJava(CatalogV2Util.TABLE_RESERVED_PROPERTIES()).forEach(all::remove);
    all.putAll(properties);
    return new TableDefinition(schema, partitioning, all);
  }

  /** Refuses a definition of other columns than the table has that is there already. */
  public void requireSame(TableMetadata existing, TableHandle handle) {
    StructType actual = SchemaMapping.toSpark(existing.schema());
    if (!schema.isEmpty() && !columns(schema).equalsIgnoreCase(columns(actual))) {
      throw new VectorDbException(
          "The table at "
              + handle.location()
              + " has the columns "
              + columns(actual)
              + ", not "
              + columns(schema)
              + "; leave the columns out, or choose another location");
    }
    if (!partitioning.isEmpty()) {
      PartitionColumns.requireSame(
          actual, partitioning.toArray(Transform[]::new), existing, handle);
    }
  }

  private static String columns(StructType schema) {
    return SchemaJson.withoutDefault(SchemaMapping.nullable(schema)).sql();
  }

  private Map<String, String> keptProperties() {
    Map<String, String> kept = new TreeMap<>(properties);
    kept.keySet().removeAll(OF_THE_CATALOG);
    TableProperties.check(kept);
    return kept;
  }

  private void requireOurs() {
    String provider = properties.get(TableCatalog.PROP_PROVIDER);
    if (provider != null && !FormatName.isMeantBy(provider)) {
      throw new VectorDbException(
          "A vectordb catalog holds vectordb tables only, but this one is to be created USING "
              + provider
              + "; in SQL, leave USING out or write USING vectordb; of a DataFrame, write"
              + " format(\"vectordb\"), because without a format Spark names its default source");
    }
  }
}

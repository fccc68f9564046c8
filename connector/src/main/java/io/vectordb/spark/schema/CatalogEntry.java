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

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.TableCatalog;

/**
 * How a catalog knows a table.
 *
 * @param name the table's name with its catalog and namespace, quoted where necessary
 * @param external whether the files belong to the user, so that dropping the table leaves them
 */
public record CatalogEntry(String name, boolean external) {
  private static final String MANAGED = "MANAGED";
  private static final String EXTERNAL = "EXTERNAL";

  Map<String, String> properties() {
    return properties(external);
  }

  /** What a catalog says of a table whose files belong to the user, or do not. */
  static Map<String, String> properties(boolean external) {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableCatalog.PROP_PROVIDER, FormatName.SHORT);
    properties.put(TableCatalog.PROP_TABLE_TYPE, external ? EXTERNAL : MANAGED);
    properties.put(
        external ? TableCatalog.PROP_EXTERNAL : TableCatalog.PROP_IS_MANAGED_LOCATION, "true");
    return properties;
  }
}

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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableMetadata;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks a table's properties: those that are options of writes have to be understood. */
public final class TableProperties {
  private TableProperties() {}

  /** Refuses values that every later write would stumble over. */
  static void check(Map<String, String> properties) {
    VectorOptions options = VectorOptions.ofTable(properties);
    options.codes();
    options.rowsPerFile();
    options.clustersByPartition();
  }

  /**
   * Refuses to change what the schema says, not the properties. What is said of columns that do not
   * exist yet holds when they are added.
   */
  public static void checkChange(TableMetadata table, Map<String, String> after) {
    check(after);
    Set<String> keys = new HashSet<>(table.properties().keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      boolean isOfLaterColumn =
          DimensionOption.isOne(key)
              && table.schema().names().stream()
                  .noneMatch(name -> DimensionOption.of(name).equalsIgnoreCase(key));
      if (!isOfLaterColumn) {
        requireUnchanged(key, table.properties(), after);
      }
    }
  }

  private static void requireUnchanged(
      String key, Map<String, String> before, Map<String, String> after) {
    if (DimensionOption.definesColumns(key) && !Objects.equals(before.get(key), after.get(key))) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Property "
              + key
              + " says what a table's columns are when it is created, and cannot be changed"
              + " afterwards; create another table, or replace this one");
    }
  }
}

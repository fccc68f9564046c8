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
package io.vectordb.spark.column;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that say where a row is stored. They are metadata of a scan and no part of the table,
 * and together they identify a row of a version.
 *
 * @param file the row's data file, relative to the table's directory
 * @param position the row's number in this file, counted from 0
 */
public record RowIdColumns(StructField file, StructField position) {
  private static final String ROLE = "vectordb.rowId";
  private static final String FILE = "_file";
  private static final String POSITION = "_pos";

  /**
   * {@code _file} and {@code _pos}, with more underscores if a column of the table is called so.
   */
  public static RowIdColumns of(StructType schema) {
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    taken.addAll(List.of(schema.fieldNames()));
    return new RowIdColumns(
        field(FILE, DataTypes.StringType, taken), field(POSITION, DataTypes.LongType, taken));
  }

  private static StructField field(String role, DataType type, Set<String> taken) {
    String name = role;
    while (taken.contains(name)) {
      name = "_" + name;
    }
    return new StructField(name, type, false, new MetadataBuilder().putString(ROLE, role).build());
  }

  /** Both columns, the file first. */
  public List<StructField> fields() {
    return List.of(file, position);
  }

  /** The column {@code name}, if it is one of them. */
  public Optional<StructField> field(String name) {
    return fields().stream().filter(field -> field.name().equals(name)).findFirst();
  }

  static boolean isFile(StructField field) {
    return hasRole(field, FILE);
  }

  static boolean isPosition(StructField field) {
    return hasRole(field, POSITION);
  }

  private static boolean hasRole(StructField field, String role) {
    return field.metadata().contains(ROLE) && field.metadata().getString(ROLE).equals(role);
  }
}

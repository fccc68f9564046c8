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
package io.vectordb.table.schema;

import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What a table is, apart from its rows.
 *
 * @param id identifies the table for its whole life
 * @param schema the columns
 * @param partitionColumns what splits the data files: names of columns in files, or {@code
 *     transform(column)}
 * @param properties the user's table properties
 * @param createdMillis when the table was made, milliseconds since 1970
 */
public record TableMetadata(
    String id,
    TableSchema schema,
    List<String> partitionColumns,
    Map<String, String> properties,
    long createdMillis) {
  /** What splits the data files. */
  public List<PartitionField> partitionFields() {
    return PartitionField.named(partitionColumns, schema);
  }

  /** The columns whose own values split the data files, by the names that users see. */
  public List<String> partitionNames() {
    return names(partitionFields().stream().filter(PartitionField::isIdentity).toList());
  }

  /** The columns from which the values are made that split the data files. */
  public List<String> partitionSources() {
    return names(partitionFields());
  }

  private List<String> names(List<PartitionField> fields) {
    return fields.stream()
        .map(PartitionField::source)
        .map(source -> schema.fieldInFiles(source).map(Field::getName).orElse(source))
        .distinct()
        .toList();
  }

  /** This metadata with another schema. */
  public TableMetadata withSchema(TableSchema newSchema) {
    return new TableMetadata(id, newSchema, partitionColumns, properties, createdMillis);
  }

  /** This metadata with other properties. */
  public TableMetadata withProperties(Map<String, String> newProperties) {
    return new TableMetadata(id, schema, partitionColumns, newProperties, createdMillis);
  }
}

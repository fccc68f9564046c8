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

import io.vectordb.spark.column.RowIdColumns;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/** A column that a query can ask for by name, but that is no part of the table. */
public record VectorMetadataColumn(StructField field, String comment) implements MetadataColumn {
  /** Those that say where a row is stored. */
  public static MetadataColumn[] of(RowIdColumns rowId) {
    return new MetadataColumn[] {
      new VectorMetadataColumn(rowId.file(), "the data file in which the row is stored"),
      new VectorMetadataColumn(rowId.position(), "the row's number in its data file, from 0")
    };
  }

  @Override
  public String name() {
    return field.name();
  }

  @Override
  public DataType dataType() {
    return field.dataType();
  }

  @Override
  public boolean isNullable() {
    return field.nullable();
  }
}

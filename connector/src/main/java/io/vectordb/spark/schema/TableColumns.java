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

import java.util.Arrays;
import org.apache.spark.sql.catalyst.util.ResolveDefaultColumns;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.ColumnDefaultValue;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a table as catalogs describe them: comments and defaults are no metadata. */
public final class TableColumns {
  private static final String COMMENT = "comment";

  private TableColumns() {}

  public static Column[] of(StructType schema) {
    boolean hasDefaults =
        Arrays.stream(schema.fields())
            .anyMatch(field -> field.getCurrentDefaultValue().isDefined());
    Object[] existing =
        hasDefaults
            ? ResolveDefaultColumns.existenceDefaultValues(schema)
            : new Object[schema.length()];
    Column[] columns = new Column[schema.length()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(schema.fields()[i], existing[i]);
    }
    return columns;
  }

  private static Column column(StructField field, Object existing) {
    String comment = field.getComment().getOrElse(() -> null);
    if (field.getCurrentDefaultValue().isEmpty()) {
      return Column.create(
          field.name(), field.dataType(), field.nullable(), comment, rest(field, COMMENT));
    }
    ColumnDefaultValue value =
        new ColumnDefaultValue(
            field.getCurrentDefaultValue().get(), new LiteralValue<>(existing, field.dataType()));
    return Column.create(
        field.name(),
        field.dataType(),
        field.nullable(),
        comment,
        value,
        rest(
            field,
            COMMENT,
            ResolveDefaultColumns.CURRENT_DEFAULT_COLUMN_METADATA_KEY(),
            ResolveDefaultColumns.EXISTS_DEFAULT_COLUMN_METADATA_KEY()));
  }

  /** Other metadata; null if there is none, as in columns that Spark makes. */
  private static String rest(StructField field, String... without) {
    MetadataBuilder rest = new MetadataBuilder().withMetadata(field.metadata());
    Arrays.stream(without).forEach(rest::remove);
    Metadata built = rest.build();
    return built.equals(Metadata.empty()) ? null : built.json();
  }
}

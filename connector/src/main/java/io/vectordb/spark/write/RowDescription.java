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
package io.vectordb.spark.write;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Describes a row in a message, so that a user can find it. */
record RowDescription(String table, StructType schema) {
  private static final int MAX_VALUE_LENGTH = 80;

  /** "Column c of table t, in the row with a = 1, b = x,". */
  String of(InternalRow row, int ordinal) {
    StringBuilder text = new StringBuilder();
    text.append("Column ")
        .append(schema.fields()[ordinal].name())
        .append(" of table ")
        .append(table);
    String separator = ", in the row with ";
    for (int i = 0; i < schema.length(); i++) {
      StructField field = schema.fields()[i];
      if (i != ordinal && isReadable(field.dataType())) {
        text.append(separator).append(field.name()).append(" = ").append(value(row, i));
        separator = ", ";
      }
    }
    return text.toString();
  }

  private static boolean isReadable(DataType type) {
    return type instanceof AtomicType && !type.typeName().equals("binary");
  }

  private String value(InternalRow row, int ordinal) {
    Object value =
        row.isNullAt(ordinal) ? null : row.get(ordinal, schema.fields()[ordinal].dataType());
    String text = String.valueOf(value);
    return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "...";
  }
}

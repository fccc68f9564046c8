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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.ScalarKind;
import java.util.HexFormat;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Computes a partition value of a row.
 *
 * @param description of rows whose value is impossible
 */
record PartitionValue(
    PartitionField partition,
    Field column,
    int ordinal,
    DataType type,
    RowDescription description) {
  /** The value as one of {@link io.vectordb.table.schema.Scalars}, or null. */
  Object of(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return null;
    }
    Object value = row.get(ordinal, type);
    if (value instanceof UTF8String text && !text.isValid()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VALUE_INVALID,
          description.of(row, ordinal)
              + " has a text that is no UTF-8, which cannot be a partition value: 0x"
              + HexFormat.of().formatHex(text.getBytes())
              + ". Nothing was written; correct or remove the row, or hold such values in a BINARY"
              + " column");
    }
    return partition.valueOf(scalar(value), column);
  }

  String name() {
    return partition.name();
  }

  /** Whether rows that Spark has sorted by this value have those of equal values together. */
  boolean isOrderedByBytes() {
    return !(partition.isIdentity()
        && type instanceof StringType text
        && !text.supportsBinaryOrdering());
  }

  private Object scalar(Object value) {
    return switch (ScalarKind.of(column).orElseThrow()) {
      case BOOLEAN, BINARY -> value;
      case LONG -> ((Number) value).longValue();
      case DOUBLE -> ((Number) value).doubleValue() + 0.0; // -0.0 and 0.0 are one partition
      case DECIMAL -> ((Decimal) value).toJavaBigDecimal();
      case STRING -> value.toString();
    };
  }
}

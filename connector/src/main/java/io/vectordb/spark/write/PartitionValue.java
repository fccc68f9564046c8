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

import io.vectordb.table.ScalarKind;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;

/** Reads the value of a partition column from a row. */
record PartitionValue(String name, int ordinal, DataType type, ScalarKind kind) {
  /** The value as one of {@link io.vectordb.table.Scalars}, or null. */
  Object of(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return null;
    }
    Object value = row.get(ordinal, type);
    return switch (kind) {
      case BOOLEAN -> value;
      case LONG -> ((Number) value).longValue();
      case DOUBLE -> ((Number) value).doubleValue() + 0.0; // -0.0 and 0.0 are one partition
      case DECIMAL -> ((Decimal) value).toJavaBigDecimal();
      case STRING -> value.toString();
      case BINARY -> throw new IllegalStateException("binary partition column " + name);
    };
  }
}

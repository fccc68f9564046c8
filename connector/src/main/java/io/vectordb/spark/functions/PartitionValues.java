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
package io.vectordb.spark.functions;

import io.vectordb.table.schema.PartitionTransform;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Partition values of Spark's internal values. */
final class PartitionValues {
  private PartitionValues() {}

  /** The partition value of {@code value}, which is not null. */
  static int of(PartitionTransform transform, DataType type, Object value) {
    if (type instanceof DateType) {
      return intOf(transform.ofDays(((Number) value).longValue()));
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return intOf(transform.ofMicros(((Number) value).longValue()));
    }
    return intOf(transform.ofScalar(scalar(value)));
  }

  private static Object scalar(Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    } else if (value instanceof Decimal decimal) {
      return decimal.toJavaBigDecimal();
    }
    return value instanceof byte[] ? value : value.toString();
  }

  private static int intOf(Object value) {
    return ((Long) value).intValue();
  }
}

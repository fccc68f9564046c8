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
package io.vectordb.spark.read;

import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.TextComparison;
import io.vectordb.table.schema.PartitionField;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.HasPartitionKey;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.UTF8String;

/** Tasks of which each reads one partition of the table, so that Spark need not shuffle for it. */
public final class PartitionedTasks {
  private static final String CONF = "spark.sql.sources.v2.bucketing.enabled";

  private PartitionedTasks() {}

  /** A task that reads rows of one partition. */
  record Task(VectorInputPartition rows, InternalRow partitionKey)
      implements InputPartition, HasPartitionKey {
    @Override
    public String[] preferredLocations() {
      return rows.preferredLocations();
    }
  }

  /**
   * Whether the user has asked for it. Spark has it on by default, but a table with few partitions
   * would then be read by few tasks, and one with many by too many, whatever a query does.
   */
  static boolean areWanted(TableVersion table) {
    boolean isSet = SparkSession.active().sessionState().conf().contains(CONF);
    List<PartitionField> fields = fields(table);
    return isSet
        && Boolean.parseBoolean(SparkSession.active().conf().get(CONF))
        && !fields.isEmpty()
        && (table.isOfCatalog() || fields.stream().allMatch(PartitionField::isIdentity));
  }

  /** What is told to Spark of a table's partitioning. */
  static Transform[] partitioning(TableVersion table) {
    return PartitionColumns.toSpark(table.metadata(), fields(table));
  }

  /**
   * The fields that have one value for all values of their column that are equal for Spark. Of
   * partition values themselves Spark knows which are equal. A bucket is one of bytes, so texts
   * that are equal though their bytes are not lie in several, and neither groups nor joins may rely
   * on it.
   */
  private static List<PartitionField> fields(TableVersion table) {
    return table.metadata().partitionFields().stream()
        .filter(
            field ->
                field.isIdentity() || TextComparison.isEqualityOfBytes(sourceType(table, field)))
        .toList();
  }

  /** The values of a partition in Spark's form, in the order of {@link #partitioning}. */
  public static InternalRow key(TableVersion table, Map<String, Object> partition) {
    Object[] values =
        fields(table).stream()
            .map(field -> value(partition.get(field.name()), type(table, field)))
            .toArray();
    return new GenericInternalRow(values);
  }

  private static DataType type(TableVersion table, PartitionField field) {
    return field.isIdentity() ? sourceType(table, field) : DataTypes.IntegerType;
  }

  private static DataType sourceType(TableVersion table, PartitionField field) {
    return table.schema().apply(PartitionColumns.name(table.metadata(), field)).dataType();
  }

  /** One of {@link io.vectordb.table.schema.Scalars} in Spark's form. */
  static Object value(Object value, DataType type) {
    if (value instanceof Long number) {
      return ofLong(number, type);
    } else if (value instanceof Double number) {
      return type instanceof FloatType ? (Object) number.floatValue() : number;
    } else if (value instanceof BigDecimal decimal) {
      DecimalType wanted = (DecimalType) type;
      return Decimal.apply(decimal, wanted.precision(), wanted.scale());
    }
    return value instanceof String text ? UTF8String.fromString(text) : value;
  }

  private static Object ofLong(Long number, DataType type) {
    if (type instanceof ByteType) {
      return number.byteValue();
    } else if (type instanceof ShortType) {
      return number.shortValue();
    } else if (type instanceof IntegerType
        || type instanceof DateType
        || type instanceof YearMonthIntervalType) {
      return number.intValue();
    }
    return number;
  }
}

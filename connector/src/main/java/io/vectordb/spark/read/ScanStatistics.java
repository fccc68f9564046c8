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

import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.schema.ColumnStats;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.colstats.ColumnStatistics;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DatetimeType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** What the log tells about the rows of a scan, without {@code ANALYZE TABLE}. */
record ScanStatistics(TableVersion table, StructType schema, ScanPlan plan, long rows)
    implements Statistics {
  private static final String CBO = "spark.sql.cbo.enabled";

  /** What Spark counts for a row without columns. */
  private static final long ROW_BYTES = 8;

  /**
   * How long strings and nested values are is not known by column, so those that are read count as
   * all that the files hold beside columns of known length: a table must not be broadcast because
   * its texts seem short.
   */
  @Override
  public OptionalLong sizeInBytes() {
    long fixed = rows * (ROW_BYTES + bytes(schema, field -> !varies(field)));
    long varying = rows * bytes(schema, this::varies);
    if (varying > 0) {
      long others = plan.rows() * bytes(table.schema(), field -> !varies(field));
      double share = (double) rows / Math.max(1, plan.rows());
      varying = Math.max(varying, (long) (share * (plan.rowBytes() - others)));
    }
    return OptionalLong.of(fixed + varying);
  }

  /** The bytes of one row's values in the columns that {@code counts} holds for. */
  private long bytes(StructType columns, Predicate<StructField> counts) {
    return Arrays.stream(columns.fields()).filter(counts).mapToLong(this::bytes).sum();
  }

  private long bytes(StructField field) {
    return table
        .vectorColumn(field.name())
        .map(vector -> (long) vector.dimension() * vector.type().elementBytes())
        .orElse((long) field.dataType().defaultSize());
  }

  private boolean varies(StructField field) {
    DataType type = field.dataType();
    boolean isFixed =
        type instanceof NumericType
            || type instanceof DatetimeType
            || type instanceof BooleanType
            || type instanceof YearMonthIntervalType
            || type instanceof DayTimeIntervalType;
    return !isFixed && table.vectorColumn(field.name()).isEmpty();
  }

  @Override
  public OptionalLong numRows() {
    return OptionalLong.of(rows);
  }

  /** Summed up for the cost-based optimizer only, which nobody else reads them for. */
  @Override
  public Map<NamedReference, ColumnStatistics> columnStats() {
    Map<NamedReference, ColumnStatistics> columns = new HashMap<>();
    if (Boolean.parseBoolean(SparkSession.active().conf().get(CBO))) {
      for (StructField field : schema.fields()) {
        plan.stats(field.name())
            .ifPresent(
                stats ->
                    columns.put(
                        References.column(field.name()),
                        new OfColumn(stats, field.dataType(), rows)));
      }
    }
    return columns;
  }

  private record OfColumn(ColumnStats stats, DataType type, long rows) implements ColumnStatistics {
    /** NaN is larger than every bound, so where there is one the largest value is not known. */
    @Override
    public Optional<Object> max() {
      return stats.nanCount() > 0 ? Optional.empty() : bound(stats.max());
    }

    @Override
    public Optional<Object> min() {
      return bound(stats.min());
    }

    /** Statistics count deleted rows as well. */
    @Override
    public OptionalLong nullCount() {
      return OptionalLong.of(Math.min(rows, stats.nullCount()));
    }

    private Optional<Object> bound(Object value) {
      return Optional.ofNullable(value).map(known -> PartitionedTasks.value(known, type));
    }
  }
}

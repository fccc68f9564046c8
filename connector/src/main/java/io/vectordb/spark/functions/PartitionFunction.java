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
import io.vectordb.table.schema.PartitionTransform.Time;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * {@code bucket(n, column)}, {@code years(column)}, {@code months(column)}, {@code days(column)}
 * and {@code hours(column)}, by which tables are partitioned. Spark looks them up in the catalog of
 * a table, to sort rows that are written and to join tables partition by partition.
 */
public final class PartitionFunction implements UnboundFunction {
  private static final String BUCKET = "bucket";

  private static final List<UnboundFunction> ALL =
      Stream.concat(Stream.of(BUCKET), Arrays.stream(Time.values()).map(Time::toString))
          .<UnboundFunction>map(PartitionFunction::new)
          .toList();

  private final String name;

  private PartitionFunction(String name) {
    this.name = name;
  }

  /** All of them. */
  public static List<UnboundFunction> all() {
    return ALL;
  }

  /** The function {@code name}, in any case, if it is one of them. */
  public static Optional<UnboundFunction> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALL.stream().filter(function -> function.name().equals(lower)).findFirst();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return name.equals(BUCKET)
        ? "bucket(n, column) - INT: the bucket of n in which the table format puts the value"
        : name + "(column) - INT: whole " + name + " since 1970, UTC";
  }

  @Override
  public BoundFunction bind(StructType arguments) {
    int expected = name.equals(BUCKET) ? 2 : 1;
    if (arguments.length() != expected || !fits(arguments)) {
      throw new UnsupportedOperationException(
          description() + "; it was called with " + arguments.sql());
    }
    DataType type = arguments.fields()[expected - 1].dataType();
    return name.equals(BUCKET)
        ? new BucketFunction(type)
        : new TimeFunction((Time) PartitionTransform.named(name).orElseThrow(), type);
  }

  private boolean fits(StructType arguments) {
    DataType last = arguments.fields()[arguments.length() - 1].dataType();
    boolean isTimestamp = last instanceof TimestampType || last instanceof TimestampNTZType;
    if (name.equals(BUCKET)) {
      return arguments.fields()[0].dataType() instanceof IntegerType
          && (isTimestamp || isHashed(last));
    }
    return isTimestamp || (last instanceof DateType && !name.equals(Time.HOURS.toString()));
  }

  private static boolean isHashed(DataType type) {
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType
        || type instanceof DateType
        || type instanceof DecimalType
        || type instanceof StringType
        || type instanceof BinaryType;
  }
}

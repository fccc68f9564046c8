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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.PartitionTransform;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** What a table is partitioned by, as Spark says it and as the table does. */
public final class PartitionColumns {
  private PartitionColumns() {}

  /** What {@code partitioning} means for a new table. */
  static List<String> of(StructType schema, Transform[] partitioning) {
    List<String> columns = new ArrayList<>();
    for (Transform transform : partitioning) {
      NamedReference[] sources = sources(transform);
      Optional<PartitionTransform> known = transform(transform);
      if (known.isEmpty() || sources.length != 1 || sources[0].fieldNames().length != 1) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_COLUMN_INVALID,
            "A table cannot be partitioned by "
                + transform.describe()
                + "; partition by top-level columns, or by bucket(n, column), years(column),"
                + " months(column), days(column) or hours(column). Rows of a bucket are sorted by"
                + " its column only");
      }
      String source = exactName(schema, sources[0].fieldNames()[0]);
      columns.add(PartitionField.of(known.get(), source).name());
    }
    return columns;
  }

  /** The columns of a transform; one by which its buckets are sorted anyway does not count. */
  private static NamedReference[] sources(Transform transform) {
    NamedReference[] all = transform.references();
    return isSortedBucket(transform)
            && all.length == 2
            && all[0].describe().equalsIgnoreCase(all[1].describe())
        ? new NamedReference[] {all[0]}
        : all;
  }

  /** {@code CLUSTERED BY (column) SORTED BY (column) INTO n BUCKETS}. */
  private static boolean isSortedBucket(Transform transform) {
    return transform.name().equals("sorted_bucket");
  }

  private static Optional<PartitionTransform> transform(Transform transform) {
    if (transform.name().equals("identity")) {
      return Optional.of(new PartitionTransform.Identity());
    } else if (transform.name().equals("bucket") || isSortedBucket(transform)) {
      return count(transform).flatMap(n -> PartitionTransform.named("bucket[" + n + "]"));
    }
    return PartitionTransform.named(transform.name());
  }

  /** The number of buckets. */
  private static Optional<Object> count(Transform bucket) {
    return Arrays.stream(bucket.arguments())
        .filter(Literal.class::isInstance)
        .map(literal -> (Object) ((Literal<?>) literal).value())
        .findFirst();
  }

  /** The partitioning of a table in Spark's words. */
  public static Transform[] toSpark(TableMetadata metadata) {
    return toSpark(metadata, metadata.partitionFields());
  }

  /** Some of the fields that a table is partitioned by, in Spark's words. */
  public static Transform[] toSpark(TableMetadata metadata, List<PartitionField> fields) {
    return fields.stream()
        .map(field -> toSpark(field, name(metadata, field)))
        .toArray(Transform[]::new);
  }

  /** The column, as users call it, from which a partition value is made. */
  public static String name(TableMetadata metadata, PartitionField field) {
    return metadata.schema().fieldInFiles(field.source()).orElseThrow().getName();
  }

  /** A partition value that is made of {@code column}. */
  public static Transform toSpark(PartitionField field, String column) {
    if (field.transform() instanceof PartitionTransform.Bucket bucket) {
      return Expressions.bucket(bucket.count(), References.quoted(column));
    } else if (field.transform() instanceof PartitionTransform.Time time) {
      return Expressions.apply(time.toString(), References.column(column));
    }
    return References.identity(column);
  }

  /**
   * Refuses the definition of a table by other columns than those of the table that is there. Their
   * names in files will do as well: a catalog that has noted the definition learns of no new name.
   */
  public static void requireSame(
      StructType schema, Transform[] partitioning, TableMetadata existing, TableHandle handle) {
    String defined = described(partitioning);
    String actual = described(toSpark(existing));
    if (!defined.equalsIgnoreCase(actual) && !defined.equalsIgnoreCase(inFiles(existing))) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "The table at "
              + handle.location()
              + " is partitioned by "
              + actual
              + ", not by "
              + of(schema, partitioning)
              + "; leave PARTITIONED BY out, or choose another location");
    }
  }

  /** Refuses buckets of a new table that no vectordb catalog creates: nobody could write to it. */
  public static void requireNoBuckets(Transform[] partitioning) {
    for (Transform transform : partitioning) {
      if (count(transform).isPresent()) {
        throw new VectorDbException(
            "A table of Spark's own catalog cannot have buckets ("
                + transform.describe()
                + "), because Spark finds the function that computes them in a vectordb catalog"
                + " only; create the table in one, for example as cat.namespace.table after setting"
                + " spark.sql.catalog.cat=io.vectordb.spark.catalog.VectorCatalog and"
                + " spark.sql.catalog.cat.warehouse=<directory>, or partition by columns");
      }
    }
  }

  private static String inFiles(TableMetadata metadata) {
    return described(
        metadata.partitionFields().stream()
            .map(field -> toSpark(field, field.source()))
            .toArray(Transform[]::new));
  }

  private static String described(Transform[] partitioning) {
    return Arrays.stream(partitioning)
        .map(PartitionColumns::described)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Whether a bucket is said to be sorted makes no difference. */
  private static String described(Transform transform) {
    NamedReference[] sources = sources(transform);
    return isSortedBucket(transform) && sources.length == 1
        ? "bucket(" + count(transform).orElseThrow() + ", " + sources[0].describe() + ")"
        : transform.describe();
  }

  private static String exactName(StructType schema, String name) {
    for (String field : schema.fieldNames()) {
      if (field.equalsIgnoreCase(name)) {
        return field;
      }
    }
    throw new VectorDbException(
        ErrorCondition.VECTORDB_COLUMN_INVALID,
        "Partition column "
            + name
            + " is no column; the columns are "
            + List.of(schema.fieldNames()));
  }

  /** Refuses partition columns whose values have no order, vectors among them. */
  static void requireScalars(TableSchema schema, List<String> columns) {
    for (PartitionField partition : PartitionField.named(columns, schema)) {
      Field field = schema.field(partition.source()).orElseThrow();
      boolean isBinary = ScalarKind.of(field).filter(ScalarKind.BINARY::equals).isPresent();
      if (partition.problem(schema).isPresent() || (isBinary && partition.isIdentity())) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_COLUMN_INVALID,
            "Column "
                + partition.source()
                + " of type "
                + field.getType()
                + " cannot partition a table"
                + (partition.isIdentity() ? "" : " by " + partition.name())
                + "; partition by a column of a simple type");
      }
    }
    if (!columns.isEmpty() && schema.names().stream().allMatch(columns::contains)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "All columns " + columns + " are partition columns; leave at least one other column");
    }
  }
}

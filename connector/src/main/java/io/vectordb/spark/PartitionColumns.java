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
package io.vectordb.spark;

import io.vectordb.table.ScalarKind;
import io.vectordb.table.TableMetadata;
import io.vectordb.table.TableSchema;
import io.vectordb.table.VectorDbException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** Checks what a table is partitioned by. */
final class PartitionColumns {
  private static final String IDENTITY = "identity";

  private PartitionColumns() {}

  /** The columns that {@code partitioning} names. */
  static List<String> of(StructType schema, Transform[] partitioning) {
    List<String> columns = new ArrayList<>();
    for (Transform transform : partitioning) {
      if (!transform.name().equals(IDENTITY)
          || transform.references()[0].fieldNames().length != 1) {
        throw new VectorDbException(
            "A table cannot be partitioned by "
                + transform.describe()
                + "; partition by top-level columns");
      }
      columns.add(exactName(schema, transform.references()[0].fieldNames()[0]));
    }
    return columns;
  }

  /** Refuses the definition of a table by other columns than those of the table that is there. */
  static void requireSame(
      StructType schema, Transform[] partitioning, TableMetadata existing, TableHandle handle) {
    List<String> defined = of(schema, partitioning);
    List<String> actual = existing.partitionNames();
    boolean same = defined.size() == actual.size();
    for (int i = 0; same && i < actual.size(); i++) {
      same = defined.get(i).equalsIgnoreCase(actual.get(i));
    }
    if (!same) {
      throw new VectorDbException(
          "The table at "
              + handle.location()
              + " is partitioned by "
              + actual
              + ", not by "
              + defined
              + "; leave PARTITIONED BY out, or choose another location");
    }
  }

  private static String exactName(StructType schema, String name) {
    for (String field : schema.fieldNames()) {
      if (field.equalsIgnoreCase(name)) {
        return field;
      }
    }
    throw new VectorDbException(
        "Partition column "
            + name
            + " is no column; the columns are "
            + List.of(schema.fieldNames()));
  }

  /** Refuses partition columns whose values have no order, vectors among them. */
  static void requireScalars(TableSchema schema, List<String> columns) {
    for (String column : columns) {
      Field field = schema.field(column).orElseThrow();
      Optional<ScalarKind> kind = ScalarKind.of(field);
      if (TableSchema.vectorColumn(field).isPresent()
          || kind.isEmpty()
          || kind.get() == ScalarKind.BINARY) {
        throw new VectorDbException(
            "Column "
                + column
                + " of type "
                + field.getType()
                + " cannot partition a table; partition by a column of a simple type");
      }
    }
    if (!columns.isEmpty() && columns.size() == schema.fields().size()) {
      throw new VectorDbException(
          "All columns " + columns + " are partition columns; leave at least one other column");
    }
  }
}

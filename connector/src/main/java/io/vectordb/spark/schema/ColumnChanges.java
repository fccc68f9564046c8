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

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.SchemaEvolution;
import io.vectordb.table.schema.SchemaEvolution.Position;
import io.vectordb.table.schema.TableMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableChange.AddColumn;
import org.apache.spark.sql.connector.catalog.TableChange.After;
import org.apache.spark.sql.connector.catalog.TableChange.ColumnChange;
import org.apache.spark.sql.connector.catalog.TableChange.ColumnPosition;
import org.apache.spark.sql.connector.catalog.TableChange.DeleteColumn;
import org.apache.spark.sql.connector.catalog.TableChange.First;
import org.apache.spark.sql.connector.catalog.TableChange.RenameColumn;
import org.apache.spark.sql.connector.catalog.TableChange.UpdateColumnComment;
import org.apache.spark.sql.connector.catalog.TableChange.UpdateColumnDefaultValue;
import org.apache.spark.sql.connector.catalog.TableChange.UpdateColumnNullability;
import org.apache.spark.sql.connector.catalog.TableChange.UpdateColumnPosition;
import org.apache.spark.sql.connector.catalog.TableChange.UpdateColumnType;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The changes of columns that {@code ALTER TABLE} asks for. */
public final class ColumnChanges {
  private final TableMetadata before;
  private final StructType schema;
  private final SchemaEvolution evolution;

  private ColumnChanges(TableMetadata before) {
    this.before = before;
    this.schema = SchemaMapping.toSpark(before.schema());
    this.evolution = SchemaEvolution.of(before);
  }

  /** Whether {@code change} is one of columns. */
  public static boolean isOne(TableChange change) {
    return change instanceof ColumnChange;
  }

  /**
   * The metadata of a table after those of the changes that are changes of columns, for {@link
   * io.vectordb.table.Transaction#alter}.
   *
   * @throws VectorDbException if a change is impossible for a table with data
   */
  public static TableMetadata apply(TableMetadata before, TableChange... changes) {
    List<ColumnChange> ofColumns =
        Arrays.stream(changes).filter(ColumnChanges::isOne).map(ColumnChange.class::cast).toList();
    if (ofColumns.isEmpty()) {
      return before;
    }
    ColumnChanges all = new ColumnChanges(before);
    StructType schema = all.schema;
    for (ColumnChange change : ofColumns) {
      if (!all.isDone(change)) {
        all.apply(change);
        schema = ChangedSchema.of(schema, change);
      }
    }
    SchemaMapping.requireDistinctNames(schema);
    return SchemaMapping.describe(all.evolution, schema).metadata();
  }

  /** {@code DROP COLUMN IF EXISTS} of a column that there is not. */
  private boolean isDone(ColumnChange change) {
    return change instanceof DeleteColumn delete
        && delete.ifExists()
        && !evolution.has(List.of(delete.fieldNames()));
  }

  private void apply(ColumnChange change) {
    List<String> path = List.of(change.fieldNames());
    if (change instanceof AddColumn add) {
      add(path, add);
    } else if (change instanceof DeleteColumn) {
      evolution.drop(path);
    } else if (change instanceof RenameColumn rename) {
      evolution.rename(path, rename.newName());
    } else if (change instanceof UpdateColumnPosition update) {
      evolution.move(path, position(update.position()));
    } else if (change instanceof UpdateColumnType update) {
      widen(path, update.newDataType());
    } else if (change instanceof UpdateColumnNullability update) {
      evolution.setNullable(path, update.nullable());
    } else if (!(change instanceof UpdateColumnComment)
        && !(change instanceof UpdateColumnDefaultValue)) {
      throw new VectorDbException(
          "Column " + String.join(".", path) + " cannot be changed by " + change);
    }
  }

  private void add(List<String> path, AddColumn add) {
    String name = path.get(path.size() - 1);
    List<String> parent = path.subList(0, path.size() - 1);
    StructType column = new StructType().add(name, add.dataType(), add.isNullable());
    Field field =
        parent.isEmpty() ? SchemaMapping.newField(before, column) : SchemaMapping.field(column);
    evolution.add(parent, field, existing(field, add), position(add.position()));
  }

  /** The value that the rows get which are there; of a type without order, Spark's own form. */
  private static Object existing(Field field, AddColumn add) {
    Literal<?> literal = add.defaultValue() == null ? null : add.defaultValue().getValue();
    Object value = literal == null ? null : literal.value();
    Optional<ScalarKind> kind = ScalarKind.of(field);
    if (value == null || kind.isEmpty()) {
      return value;
    }
    Object scalar = PredicateTranslator.scalar(kind.get(), value);
    if (scalar == null) {
      throw new VectorDbException(
          "The default of column "
              + String.join(".", add.fieldNames())
              + " cannot be the value of the rows that are there: "
              + literal
              + "; add the column without a default, and set that afterwards");
    }
    return scalar;
  }

  private void widen(List<String> path, DataType type) {
    StructType column = new StructType().add(path.get(path.size() - 1), type, true);
    evolution.widen(path, SchemaMapping.field(column).getType());
  }

  private static Position position(ColumnPosition position) {
    if (position instanceof First) {
      return new Position.First();
    } else if (position instanceof After after) {
      return new Position.After(after.column());
    }
    return new Position.Last();
  }
}

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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.connector.catalog.ColumnDefaultValue;
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
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's schema after a change of columns that {@link ColumnChanges} has found possible. What
 * Spark has for this keeps defaults to the providers that it lists.
 */
final class ChangedSchema {
  private ChangedSchema() {}

  static StructType of(StructType schema, ColumnChange change) {
    List<String> path = List.of(change.fieldNames());
    List<String> parent = path.subList(0, path.size() - 1);
    String name = path.get(path.size() - 1);
    if (change instanceof AddColumn add) {
      return editFields(schema, parent, fields -> insert(fields, added(name, add), add.position()));
    } else if (change instanceof DeleteColumn) {
      return editFields(schema, parent, fields -> fields.removeIf(field -> is(field, name)));
    } else if (change instanceof UpdateColumnPosition update) {
      return editFields(
          schema,
          parent,
          fields -> {
            StructField moved = fields.stream().filter(f -> is(f, name)).findFirst().orElseThrow();
            fields.remove(moved);
            insert(fields, moved, update.position());
          });
    } else if (change instanceof RenameColumn rename) {
      return editField(schema, path, f -> with(f, rename.newName(), f.dataType(), f.nullable()));
    } else if (change instanceof UpdateColumnType update) {
      return editField(schema, path, f -> with(f, f.name(), update.newDataType(), f.nullable()));
    } else if (change instanceof UpdateColumnNullability update) {
      return editField(schema, path, f -> with(f, f.name(), f.dataType(), update.nullable()));
    } else if (change instanceof UpdateColumnComment update) {
      return editField(schema, path, field -> field.withComment(update.newComment()));
    } else if (change instanceof UpdateColumnDefaultValue update) {
      return editField(schema, path, field -> withCurrentDefault(field, update));
    }
    return schema;
  }

  private static boolean is(StructField field, String name) {
    return field.name().equals(name);
  }

  private static StructField with(StructField field, String name, DataType type, boolean nullable) {
    return new StructField(name, type, nullable, field.metadata());
  }

  private static StructField added(String name, AddColumn add) {
    StructField field = new StructField(name, add.dataType(), add.isNullable(), Metadata.empty());
    if (add.comment() != null) {
      field = field.withComment(add.comment());
    }
    ColumnDefaultValue value = add.defaultValue();
    if (value == null) {
      return field;
    }
    StructField current = field.withCurrentDefaultValue(value.getSql());
    return value.getValue() == null
        ? current
        : current.withExistenceDefaultValue(
            new Literal(value.getValue().value(), add.dataType()).sql());
  }

  private static StructField withCurrentDefault(
      StructField field, UpdateColumnDefaultValue update) {
    boolean isDropped =
        update.newCurrentDefault() == null || update.newCurrentDefault().getSql().isEmpty();
    return isDropped
        ? field.clearCurrentDefaultValue()
        : field.withCurrentDefaultValue(update.newCurrentDefault().getSql());
  }

  private static void insert(List<StructField> fields, StructField field, ColumnPosition position) {
    int index = fields.size();
    if (position instanceof First) {
      index = 0;
    } else if (position instanceof After after) {
      index = fields.stream().map(StructField::name).toList().indexOf(after.column()) + 1;
    }
    fields.add(index, field);
  }

  private interface Edit {
    void apply(List<StructField> fields);
  }

  private static StructType editFields(StructType schema, List<String> parent, Edit edit) {
    return (StructType)
        edit(
            schema,
            parent,
            type -> {
              List<StructField> fields = new ArrayList<>(List.of(((StructType) type).fields()));
              edit.apply(fields);
              return new StructType(fields.toArray(StructField[]::new));
            });
  }

  /** The type after a change of the type to which {@code path} leads. */
  private static DataType edit(DataType type, List<String> path, UnaryOperator<DataType> edit) {
    if (path.isEmpty()) {
      return edit.apply(type);
    }
    List<String> rest = path.subList(1, path.size());
    return editChild(
        type,
        path.get(0),
        field -> with(field, field.name(), edit(field.dataType(), rest, edit), field.nullable()));
  }

  private static StructType editField(
      StructType schema, List<String> path, UnaryOperator<StructField> edit) {
    int last = path.size() - 1;
    return (StructType)
        edit(schema, path.subList(0, last), type -> editChild(type, path.get(last), edit));
  }

  /** The type after a change of the field that {@code name} is in it. */
  private static DataType editChild(DataType type, String name, UnaryOperator<StructField> edit) {
    if (type instanceof ArrayType array) {
      StructField element = edit.apply(field(name, array.elementType(), array.containsNull()));
      return new ArrayType(element.dataType(), element.nullable());
    } else if (type instanceof MapType map && name.equals("key")) {
      DataType key = edit.apply(field(name, map.keyType(), false)).dataType();
      return new MapType(key, map.valueType(), map.valueContainsNull());
    } else if (type instanceof MapType map) {
      StructField value = edit.apply(field(name, map.valueType(), map.valueContainsNull()));
      return new MapType(map.keyType(), value.dataType(), value.nullable());
    }
    return new StructType(
        Arrays.stream(((StructType) type).fields())
            .map(field -> is(field, name) ? edit.apply(field) : field)
            .toArray(StructField[]::new));
  }

  private static StructField field(String name, DataType type, boolean nullable) {
    return new StructField(name, type, nullable, Metadata.empty());
  }
}

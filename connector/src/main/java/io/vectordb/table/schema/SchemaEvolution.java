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
package io.vectordb.table.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Changes the columns of a table, one step after the other; {@link #metadata()} is what {@link
 * Transaction#alter} takes. No data file is touched: files keep the columns that they have, and are
 * read as the new schema says.
 *
 * <p>A path names a column, or a field inside of one: the names of the column and of the fields of
 * structs; {@code element} leads into an array, {@code key} and {@code value} into a map.
 */
public final class SchemaEvolution {
  private final TableMetadata before;

  /** The table as a struct. */
  private Field root;

  private SchemaEvolution(TableMetadata before) {
    this.before = before;
    Schema schema = before.schema().arrow();
    this.root =
        new Field(
            "the table",
            new FieldType(false, ArrowType.Struct.INSTANCE, null, schema.getCustomMetadata()),
            schema.getFields());
  }

  /** Starts from a table as it is. */
  public static SchemaEvolution of(TableMetadata before) {
    return new SchemaEvolution(before);
  }

  /** Where a column stands among its siblings. */
  public sealed interface Position {
    record First() implements Position {}

    record Last() implements Position {}

    record After(String column) implements Position {}
  }

  /** The table after the changes. */
  public TableMetadata metadata() {
    if (root.getChildren().isEmpty() && !before.schema().fields().isEmpty()) {
      throw refused("no column would be left");
    }
    return before.withSchema(
        new TableSchema(new Schema(root.getChildren(), new HashMap<>(root.getMetadata()))));
  }

  /** Whether there is a column, or a field of one. */
  public boolean has(List<String> path) {
    Field field = root;
    for (int i = 0; i < path.size(); i++) {
      Optional<Field> next = findChild(field, path.get(i));
      if (next.isEmpty()) {
        return false;
      }
      field = next.get();
    }
    return true;
  }

  /** Sets an entry of the schema's own metadata. */
  public SchemaEvolution describe(String key, String value) {
    Map<String, String> metadata = new HashMap<>(root.getMetadata());
    metadata.put(key, value);
    root = with(root, root.getChildren(), metadata);
    return this;
  }

  /**
   * Adds a column.
   *
   * @param parent the struct that gets a field; empty for the table
   * @param existing the value of rows that are there, of the types of {@link Scalars}; null for
   *     NULL
   */
  public SchemaEvolution add(List<String> parent, Field field, Object existing, Position position) {
    if (existing != null && ScalarKind.of(field).isEmpty()) {
      throw refused(
          "the new column "
              + field.getName()
              + " of type "
              + field.getType()
              + " cannot have a value in the rows that are there; add it without a default, and set"
              + " the default afterwards");
    }
    return editFields(
        parent,
        struct -> {
          requireNew(struct, field.getName());
          Map<String, String> metadata = new HashMap<>(field.getMetadata());
          String fileName = newFileName(struct, field.getName());
          if (!fileName.equals(field.getName())) {
            metadata.put(TableSchema.FILE_NAME_KEY, fileName);
          }
          Field added = with(field, field.getChildren(), metadata);
          List<Field> fields = new ArrayList<>(struct.getChildren());
          fields.add(index(fields, position), ExistsDefault.set(added, existing));
          return with(struct, fields, struct.getMetadata());
        });
  }

  /** Removes a column; its values stay in files, but no later column ever shows them. */
  public SchemaEvolution drop(List<String> path) {
    Field dropped = find(path);
    if (path.size() == 1) {
      requireNoPartitionColumn(dropped, "be dropped");
    }
    return editFields(
        parent(path),
        struct -> {
          List<Field> fields = new ArrayList<>(struct.getChildren());
          fields.remove(dropped);
          // All columns may go if others come, as in REPLACE COLUMNS.
          if (fields.isEmpty() && path.size() > 1) {
            throw refused("the last column " + String.join(".", path) + " cannot be dropped");
          }
          return with(struct, fields, withDroppedName(struct, TableSchema.fileName(dropped)));
        });
  }

  /** Gives a column another name. */
  public SchemaEvolution rename(List<String> path, String newName) {
    Field old = find(path);
    return editFields(
        parent(path),
        struct -> {
          if (!old.getName().equalsIgnoreCase(newName)) {
            requireNew(struct, newName);
          }
          Map<String, String> metadata = new HashMap<>(old.getMetadata());
          metadata.put(TableSchema.FILE_NAME_KEY, TableSchema.fileName(old));
          metadata.remove(TableSchema.FILE_NAME_KEY, newName);
          Field renamed =
              new Field(
                  newName,
                  new FieldType(old.isNullable(), old.getType(), old.getDictionary(), metadata),
                  old.getChildren());
          return with(struct, replaced(struct, old, renamed), struct.getMetadata());
        });
  }

  /** Puts a column somewhere else among its siblings. */
  public SchemaEvolution move(List<String> path, Position position) {
    Field moved = find(path);
    return editFields(
        parent(path),
        struct -> {
          List<Field> fields = new ArrayList<>(struct.getChildren());
          fields.remove(moved);
          fields.add(index(fields, position), moved);
          return with(struct, fields, struct.getMetadata());
        });
  }

  /**
   * Gives a column a wider type.
   *
   * @throws VectorDbException if the type is none that all values of the old one have
   */
  public SchemaEvolution widen(List<String> path, ArrowType type) {
    Field old = find(path);
    if (old.getType().equals(type)) {
      return this;
    }
    if (TableSchema.vectorColumn(old).isPresent()) {
      throw refused(
          "the type of the vector column " + old.getName() + " cannot change; add another column");
    }
    if (path.size() == 1) {
      requireNoPartitionColumn(old, "change its type");
    }
    TypeWidening widening =
        TypeWidening.of(old.getType(), type)
            .orElseThrow(
                () ->
                    refused(
                        "the type of "
                            + String.join(".", path)
                            + " cannot change from "
                            + old.getType()
                            + " to "
                            + type
                            + "; allowed are "
                            + TypeWidening.ALLOWED));
    Field wide =
        new Field(
            old.getName(),
            new FieldType(old.isNullable(), type, old.getDictionary(), old.getMetadata()),
            old.getChildren());
    Field widened =
        ExistsDefault.isAdded(old)
            ? ExistsDefault.set(wide, widening.widen(ExistsDefault.of(old)))
            : wide;
    return edit(path, field -> widened);
  }

  /**
   * Allows or forbids NULL. Committing the latter fails if a file has a NULL there, or if that is
   * not known.
   */
  public SchemaEvolution setNullable(List<String> path, boolean isNullable) {
    return edit(
        path,
        old ->
            new Field(
                old.getName(),
                new FieldType(isNullable, old.getType(), old.getDictionary(), old.getMetadata()),
                old.getChildren()));
  }

  /** The names in files that fields of this schema or struct had which are gone. */
  static Set<String> droppedNames(Map<String, String> metadata) {
    Set<String> names = new LinkedHashSet<>();
    String json = metadata.get(TableSchema.DROPPED_NAMES_KEY);
    if (json != null) {
      names.addAll(Json.texts(Json.parse(json), TableSchema.DROPPED_NAMES_KEY));
    }
    return names;
  }

  private static Map<String, String> withDroppedName(Field struct, String name) {
    Set<String> names = droppedNames(struct.getMetadata());
    names.add(name);
    ArrayNode json = Json.array();
    names.forEach(json::add);
    Map<String, String> metadata = new HashMap<>(struct.getMetadata());
    metadata.put(TableSchema.DROPPED_NAMES_KEY, Json.text(json));
    return metadata;
  }

  /** A name that no field of the struct has or had in files, in whatever case. */
  private String newFileName(Field struct, String name) {
    Set<String> used = new LinkedHashSet<>();
    droppedNames(struct.getMetadata()).forEach(old -> used.add(old.toLowerCase(Locale.ROOT)));
    for (Field field : struct.getChildren()) {
      used.add(TableSchema.fileName(field).toLowerCase(Locale.ROOT));
    }
    before.partitionColumns().forEach(partition -> used.add(partition.toLowerCase(Locale.ROOT)));
    String candidate = name;
    for (int i = 2; used.contains(candidate.toLowerCase(Locale.ROOT)); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  private void requireNew(Field struct, String name) {
    for (Field field : struct.getChildren()) {
      if (field.getName().equalsIgnoreCase(name)) {
        throw refused("there is a column " + field.getName() + " already");
      }
    }
  }

  private void requireNoPartitionColumn(Field field, String what) {
    String source = TableSchema.fileName(field);
    if (before.partitionFields().stream().anyMatch(known -> known.source().equals(source))) {
      throw refused(
          "the table is partitioned by " + field.getName() + ", so this column cannot " + what);
    }
  }

  private int index(List<Field> fields, Position position) {
    if (position instanceof Position.First) {
      return 0;
    } else if (position instanceof Position.After after) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).getName().equals(after.column())) {
          return i + 1;
        }
      }
      throw refused("there is no column " + after.column() + " to follow");
    }
    return fields.size();
  }

  private static List<String> parent(List<String> path) {
    return path.subList(0, path.size() - 1);
  }

  private static List<Field> replaced(Field parent, Field old, Field replacement) {
    return parent.getChildren().stream().map(child -> child == old ? replacement : child).toList();
  }

  private static Field with(Field field, List<Field> children, Map<String, String> metadata) {
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), field.getDictionary(), metadata),
        children);
  }

  private Field find(List<String> path) {
    Field field = root;
    for (int i = 0; i < path.size(); i++) {
      field = child(field, path, i);
    }
    return field;
  }

  /** The parent of what a part of a path names: itself, but of a map its entries. */
  private static Field holder(Field field) {
    return field.getType() instanceof ArrowType.Map ? field.getChildren().get(0) : field;
  }

  private static Field child(Field field, List<String> path, int at) {
    return findChild(field, path.get(at))
        .orElseThrow(
            () -> refused("there is no column " + String.join(".", path.subList(0, at + 1))));
  }

  private static Optional<Field> findChild(Field field, String name) {
    List<Field> children = holder(field).getChildren();
    if (field.getType() instanceof ArrowType.Map) {
      return Optional.ofNullable(Map.of("key", 0, "value", 1).get(name)).map(children::get);
    } else if (TableSchema.vectorColumn(field).isPresent()) {
      throw refused(
          "the vector column "
              + field.getName()
              + " keeps its type and has nothing to change inside");
    } else if (field.getType() instanceof ArrowType.List) {
      return name.equals("element") ? Optional.of(children.get(0)) : Optional.empty();
    }
    return children.stream().filter(child -> child.getName().equals(name)).findFirst();
  }

  private SchemaEvolution edit(List<String> path, UnaryOperator<Field> change) {
    root = edit(root, path, 0, change);
    return this;
  }

  private Field edit(Field field, List<String> path, int at, UnaryOperator<Field> change) {
    if (at == path.size()) {
      return change.apply(field);
    }
    Field old = child(field, path, at);
    Field holder = holder(field);
    Field changed =
        with(holder, replaced(holder, old, edit(old, path, at + 1, change)), holder.getMetadata());
    return holder == field
        ? changed
        : with(field, replaced(field, holder, changed), field.getMetadata());
  }

  private SchemaEvolution editFields(List<String> path, UnaryOperator<Field> change) {
    if (!(find(path).getType() instanceof ArrowType.Struct)) {
      throw refused(String.join(".", path) + " has no fields of its own");
    }
    return edit(path, change);
  }

  private static VectorDbException refused(String problem) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_COLUMN_INVALID, "The table's columns cannot change so: " + problem);
  }
}

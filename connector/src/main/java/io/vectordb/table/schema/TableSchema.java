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

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of a table as an Arrow schema. A vector column is a {@code FixedSizeList[dimension]}
 * of Float32 or Float64 whose field metadata {@value #VECTOR_TYPE_KEY} holds {@link
 * VectorType#label()}.
 */
public final class TableSchema implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Field metadata key that marks a vector column. */
  public static final String VECTOR_TYPE_KEY = "vectordb.vector";

  /** Field metadata key of the name of a column or of a field of a struct in files and the log. */
  public static final String FILE_NAME_KEY = "vectordb.fileName";

  /**
   * Metadata key, of the schema and of structs, of the file names that no new field may get: a JSON
   * array.
   */
  static final String DROPPED_NAMES_KEY = "vectordb.droppedNames";

  /**
   * Field metadata key of the value that files without this field have for it: JSON, in the form of
   * the log. Every field that was added to an existing table has it.
   */
  static final String EXISTS_DEFAULT_KEY = "vectordb.existsDefault";

  private static final Set<String> OWN_KEYS =
      Set.of(FILE_NAME_KEY, DROPPED_NAMES_KEY, EXISTS_DEFAULT_KEY);

  private final String json;
  private transient Schema arrow;
  private transient Map<String, Field> fields;

  public TableSchema(Schema arrow) {
    this.json = arrow.toJson();
    set(arrow);
  }

  private void set(Schema schema) {
    this.arrow = schema;
    this.fields = new HashMap<>();
    schema.getFields().forEach(field -> fields.putIfAbsent(field.getName(), field));
  }

  /** The schema whose Arrow JSON form is {@code json}. */
  public static TableSchema fromJson(String json) {
    return new TableSchema(parse(json));
  }

  /** The field of a vector column. */
  public static Field vectorField(VectorColumn column) {
    ArrowType element =
        new ArrowType.FloatingPoint(
            column.type().elementBytes() == Float.BYTES
                ? FloatingPointPrecision.SINGLE
                : FloatingPointPrecision.DOUBLE);
    Map<String, String> metadata = new HashMap<>(Map.of(VECTOR_TYPE_KEY, column.type().label()));
    if (!column.fileName().equals(column.name())) {
      metadata.put(FILE_NAME_KEY, column.fileName());
    }
    return new Field(
        column.name(),
        new FieldType(true, new ArrowType.FixedSizeList(column.dimension()), null, metadata),
        List.of(Field.nullable("item", element)));
  }

  /**
   * The name of a column, or of a field of a struct, in data files and, of a column, in the
   * statistics, codes and partition values of the log. It stays when the column is renamed.
   */
  public static String fileName(Field field) {
    return field.getMetadata().getOrDefault(FILE_NAME_KEY, field.getName());
  }

  /** The Arrow schema. */
  public Schema arrow() {
    return arrow;
  }

  /** The Arrow JSON form, as the log records it. */
  public String toJson() {
    return json;
  }

  /** All columns in order. */
  public List<Field> fields() {
    return arrow.getFields();
  }

  /** The names of all columns in order. */
  public List<String> names() {
    return fields().stream().map(Field::getName).toList();
  }

  /** The field of the column {@code name}, if there is one. */
  public Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The field of the column that is called {@code fileName} in files, if there is one. */
  public Optional<Field> fieldInFiles(String fileName) {
    return fields().stream().filter(field -> fileName(field).equals(fileName)).findFirst();
  }

  /** What the column {@code name} is called in files. */
  public String fileName(String name) {
    Field field = fields.get(name);
    return field == null ? name : fileName(field);
  }

  /** What all columns, and the fields inside of them, are called in files. */
  public List<String> namesInFiles() {
    List<String> names = new ArrayList<>();
    addNamesInFiles(fields(), names);
    return names;
  }

  private static void addNamesInFiles(List<Field> fields, List<String> names) {
    for (Field field : fields) {
      names.add(fileName(field));
      addNamesInFiles(field.getChildren(), names);
    }
  }

  /** The schema of new data files. */
  public Schema inFiles() {
    return new Schema(
        fields().stream().map(TableSchema::inFiles).toList(),
        withoutOwnKeys(arrow.getCustomMetadata()));
  }

  /** The field of a column in new data files. */
  public static Field inFiles(Field field) {
    return new Field(
        fileName(field),
        new FieldType(
            field.isNullable(),
            field.getType(),
            field.getDictionary(),
            withoutOwnKeys(field.getMetadata())),
        field.getChildren().stream().map(TableSchema::inFiles).toList());
  }

  private static Map<String, String> withoutOwnKeys(Map<String, String> metadata) {
    Map<String, String> rest = new HashMap<>(metadata);
    rest.keySet().removeAll(OWN_KEYS);
    return rest;
  }

  /** The columns of these names only, without the schema's metadata. */
  public TableSchema only(Set<String> names) {
    return new TableSchema(
        new Schema(fields().stream().filter(field -> names.contains(field.getName())).toList()));
  }

  /** The vector columns in the order of the schema. */
  public List<VectorColumn> vectorColumns() {
    List<VectorColumn> columns = new ArrayList<>();
    for (Field field : fields()) {
      vectorColumn(field).ifPresent(columns::add);
    }
    return columns;
  }

  /** The vector column {@code name}, if the table has a vector column of that name. */
  public Optional<VectorColumn> vectorColumn(String name) {
    return field(name).flatMap(TableSchema::vectorColumn);
  }

  /** What {@code field} says about vectors, or nothing if it is no vector column. */
  public static Optional<VectorColumn> vectorColumn(Field field) {
    String label = field.getMetadata().get(VECTOR_TYPE_KEY);
    if (label == null) {
      return Optional.empty();
    }
    int dimension = ((ArrowType.FixedSizeList) field.getType()).getListSize();
    return Optional.of(
        new VectorColumn(field.getName(), fileName(field), VectorType.ofLabel(label), dimension));
  }

  /** This schema with the given dimensions of vector columns, by column name. */
  public TableSchema withDimensions(Map<String, Integer> dimensions) {
    List<Field> fields = new ArrayList<>();
    for (Field field : fields()) {
      Integer dimension = dimensions.get(field.getName());
      fields.add(
          dimension == null
              ? field
              : new Field(
                  field.getName(),
                  new FieldType(
                      field.isNullable(),
                      new ArrowType.FixedSizeList(dimension),
                      null,
                      field.getMetadata()),
                  field.getChildren()));
    }
    return new TableSchema(new Schema(fields, new HashMap<>(arrow.getCustomMetadata())));
  }

  /** This schema as if no vector had been written yet. */
  public TableSchema withoutDimensions() {
    Map<String, Integer> unknown = new HashMap<>();
    vectorColumns().forEach(column -> unknown.put(column.name(), VectorColumn.UNDETERMINED));
    return withDimensions(unknown);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableSchema that && arrow.equals(that.arrow);
  }

  @Override
  public int hashCode() {
    return arrow.hashCode();
  }

  @Override
  public String toString() {
    return arrow.toString();
  }

  private static Schema parse(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (json == null) {
      throw new InvalidObjectException("schema is missing");
    }
    set(parse(json));
  }
}

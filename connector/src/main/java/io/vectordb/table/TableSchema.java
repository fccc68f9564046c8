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
package io.vectordb.table;

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

  private final String json;
  private transient Schema arrow;

  public TableSchema(Schema arrow) {
    this.arrow = arrow;
    this.json = arrow.toJson();
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
    return new Field(
        column.name(),
        new FieldType(
            true,
            new ArrowType.FixedSizeList(column.dimension()),
            null,
            Map.of(VECTOR_TYPE_KEY, column.type().label())),
        List.of(Field.nullable("item", element)));
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
    return fields().stream().filter(f -> f.getName().equals(name)).findFirst();
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
    return Optional.of(new VectorColumn(field.getName(), VectorType.ofLabel(label), dimension));
  }

  /** This schema with the given dimensions of vector columns, by column name. */
  public TableSchema withDimensions(Map<String, Integer> dimensions) {
    List<Field> fields = new ArrayList<>();
    for (Field field : fields()) {
      Integer dimension = dimensions.get(field.getName());
      fields.add(
          dimension == null
              ? field
              : vectorField(vectorColumn(field).orElseThrow().withDimension(dimension)));
    }
    return new TableSchema(new Schema(fields, new HashMap<>(arrow.getCustomMetadata())));
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
    arrow = parse(json);
  }
}

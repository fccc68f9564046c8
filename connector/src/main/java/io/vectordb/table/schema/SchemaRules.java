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

import io.vectordb.errors.VectorDbException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** What FORMAT.md demands of a schema, which another program may have written into the log. */
public final class SchemaRules {
  private SchemaRules() {}

  /**
   * Checks what a table is.
   *
   * @throws IllegalArgumentException if a rule is broken
   */
  public static void check(TableMetadata metadata) {
    TableSchema schema = metadata.schema();
    checkNames(schema.fields(), "the table");
    SchemaEvolution.droppedNames(schema.arrow().getCustomMetadata());
    schema.fields().forEach(SchemaRules::check);
    for (PartitionField partition : metadata.partitionFields()) {
      Optional<String> problem = partition.problem(schema);
      if (problem.isPresent()) {
        throw broken("partition column '" + partition.name() + "'", problem.get());
      }
    }
    if (new HashSet<>(metadata.partitionColumns()).size() < metadata.partitionColumns().size()) {
      throw broken("a partition column of " + metadata.partitionColumns(), "it occurs twice");
    }
  }

  private static void check(Field field) {
    String name = "field '" + field.getName() + "'";
    if (field.getDictionary() != null) {
      throw broken(name, "it has a dictionary");
    }
    int children = field.getChildren().size();
    if (!(field.getType() instanceof ArrowType.Struct) && children != children(field.getType())) {
      throw broken(name, "it has " + children + " children as a " + field.getType());
    }
    checkNames(field.getChildren(), name);
    if (field.getMetadata().containsKey(TableSchema.VECTOR_TYPE_KEY)) {
      checkVector(field, name);
    }
    if (field.getType() instanceof ArrowType.Map) {
      checkEntries(field.getChildren().get(0), name);
    }
    SchemaEvolution.droppedNames(field.getMetadata());
    ExistsDefault.of(field);
    field.getChildren().forEach(SchemaRules::check);
  }

  private static int children(ArrowType type) {
    return type instanceof ArrowType.List
            || type instanceof ArrowType.FixedSizeList
            || type instanceof ArrowType.Map
        ? 1
        : 0;
  }

  private static void checkEntries(Field entries, String name) {
    if (!(entries.getType() instanceof ArrowType.Struct) || entries.getChildren().size() != 2) {
      throw broken(name, "its entries are no struct of two fields");
    }
  }

  private static void checkVector(Field field, String name) {
    VectorType type = vectorType(field, name);
    if (!(field.getType() instanceof ArrowType.FixedSizeList list)) {
      throw broken(name, "vectors cannot be a " + field.getType());
    }
    FloatingPointPrecision precision =
        type.elementBytes() == Float.BYTES
            ? FloatingPointPrecision.SINGLE
            : FloatingPointPrecision.DOUBLE;
    ArrowType element = field.getChildren().get(0).getType();
    if (!element.equals(new ArrowType.FloatingPoint(precision))) {
      throw broken(name, "vectors of type " + type.label() + " cannot have elements " + element);
    }
    if (list.getListSize() < 0 || list.getListSize() > VectorColumn.MAX_DIMENSION) {
      throw broken(name, "vectors cannot have dimension " + list.getListSize());
    }
  }

  private static VectorType vectorType(Field field, String name) {
    try {
      return VectorType.ofLabel(field.getMetadata().get(TableSchema.VECTOR_TYPE_KEY));
    } catch (VectorDbException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static void checkNames(List<Field> fields, String of) {
    Set<String> names = new HashSet<>();
    Set<String> fileNames = new HashSet<>();
    for (Field field : fields) {
      if (field.getName() == null || field.getName().isEmpty()) {
        throw broken("a field of " + of, "it has no name");
      }
      if (!names.add(field.getName()) || !fileNames.add(TableSchema.fileName(field))) {
        throw broken("field '" + field.getName() + "' of " + of, "its name occurs twice");
      }
    }
  }

  private static IllegalArgumentException broken(String what, String problem) {
    return new IllegalArgumentException(what + " breaks the rules of the format: " + problem);
  }
}

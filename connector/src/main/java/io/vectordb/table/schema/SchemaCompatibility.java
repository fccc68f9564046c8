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

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Whether files that were written with one schema can be read with a later one. */
public final class SchemaCompatibility {
  private SchemaCompatibility() {}

  /** Why files of a table of the schema {@code before} cannot be read by {@code after}. */
  public static Optional<String> problem(TableSchema before, TableSchema after) {
    return problem(
        before.fields(),
        after.fields(),
        SchemaEvolution.droppedNames(before.arrow().getCustomMetadata()));
  }

  private static Optional<String> problem(
      List<Field> before, List<Field> after, Set<String> lostNames) {
    Map<String, Field> known = new HashMap<>();
    before.forEach(field -> known.put(TableSchema.fileName(field), field));
    Set<String> seen = new HashSet<>();
    for (Field field : after) {
      String name = TableSchema.fileName(field);
      if (!seen.add(name)) {
        return Optional.of("two of its columns are called " + name + " in files");
      }
      Field old = known.get(name);
      Optional<String> problem = old == null ? reused(field, lostNames) : problem(old, field);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> reused(Field field, Set<String> lostNames) {
    return lostNames.contains(TableSchema.fileName(field))
        ? Optional.of(
            "its new column "
                + field.getName()
                + " has the name in files of a column that was dropped, whose values may still be"
                + " there")
        : Optional.empty();
  }

  private static Optional<String> problem(Field before, Field after) {
    Optional<VectorColumn> vector = TableSchema.vectorColumn(before);
    if (vector.isPresent() || TableSchema.vectorColumn(after).isPresent()) {
      return changedVectors(before, vector, TableSchema.vectorColumn(after));
    }
    if (!before.getType().equals(after.getType())) {
      return TypeWidening.of(before.getType(), after.getType()).isPresent()
          ? Optional.empty()
          : Optional.of(
              "the type of column "
                  + before.getName()
                  + " cannot change from "
                  + before.getType()
                  + " to "
                  + after.getType());
    }
    if (before.getType() instanceof ArrowType.Struct) {
      return problem(
          before.getChildren(),
          after.getChildren(),
          SchemaEvolution.droppedNames(before.getMetadata()));
    }
    for (int i = 0; i < before.getChildren().size(); i++) {
      Optional<String> problem = problem(before.getChildren().get(i), after.getChildren().get(i));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> changedVectors(
      Field field, Optional<VectorColumn> before, Optional<VectorColumn> after) {
    boolean isSame =
        before.isPresent()
            && after.isPresent()
            && before.get().type() == after.get().type()
            && (!before.get().isDetermined()
                || before.get().dimension() == after.get().dimension());
    return isSame
        ? Optional.empty()
        : Optional.of(
            "column "
                + field.getName()
                + " was "
                + before.map(Objects::toString).orElse("no vector column")
                + " and would become "
                + after.map(Objects::toString).orElse("no vector column")
                + ", but a vector column keeps its type and dimension");
  }

  /**
   * Why rows that were written when a table had the schema {@code before} cannot be read by {@code
   * later}, whatever dimensions their vectors got; empty if they can, as they always can unless the
   * table was replaced meanwhile.
   */
  public static Optional<String> problemOfRows(TableSchema before, TableSchema later) {
    return before.equals(later) ? Optional.empty() : problem(before.withoutDimensions(), later);
  }
}

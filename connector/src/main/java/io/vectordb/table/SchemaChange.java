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

import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.RowMatch;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.SchemaCompatibility;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.TypeWidening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What new metadata asks of the data files of a table that stay: that they can be read by it, and
 * that they satisfy it.
 */
record SchemaChange(TableMetadata before, TableMetadata after) {
  /** Why {@code files} do not fit the new metadata; empty if they do. */
  Optional<String> problem(List<DataFile> files) {
    return files.isEmpty() ? Optional.empty() : unreadable().or(() -> nullProblem(files));
  }

  /** Why files cannot be read by the new metadata; empty if they can. */
  Optional<String> unreadable() {
    if (!before.partitionColumns().equals(after.partitionColumns())) {
      return Optional.of(
          "the table has files that are partitioned by "
              + before.partitionColumns()
              + ", so it cannot become partitioned by "
              + after.partitionColumns());
    }
    return SchemaCompatibility.problem(before.schema(), after.schema())
        .or(this::changedPartitionColumn);
  }

  private Optional<String> changedPartitionColumn() {
    for (PartitionField partition : before.partitionFields()) {
      String column = partition.source();
      Optional<Field> old = before.schema().fieldInFiles(column);
      Optional<Field> now = after.schema().fieldInFiles(column);
      if (!old.map(Field::getType).equals(now.map(Field::getType))) {
        return Optional.of(
            "the table is partitioned by "
                + old.map(Field::getName).orElse(column)
                + ", whose type must stay");
      }
    }
    return Optional.empty();
  }

  /** A column becomes NOT NULL only if the log proves that it has no NULL. */
  private Optional<String> nullProblem(List<DataFile> files) {
    FileSkipping skipping = new FileSkipping(after.schema(), Map.of());
    for (Field field : tightened(before.schema().fields(), after.schema().fields())) {
      Filter isNull = new Filter.IsNull(field.getName());
      for (DataFile file : files) {
        if (skipping.match(isNull, file) != RowMatch.NONE) {
          return Optional.of(
              "column "
                  + field.getName()
                  + " cannot be NOT NULL, because rows of the file "
                  + file.path()
                  + " have NULL there, or may have it, for all that is recorded of them");
        }
      }
    }
    return tightenedInside(before.schema().fields(), after.schema().fields());
  }

  private static List<Field> tightened(List<Field> before, List<Field> after) {
    Map<String, Field> known = new HashMap<>();
    before.forEach(field -> known.put(TableSchema.fileName(field), field));
    List<Field> tightened = new ArrayList<>();
    for (Field field : after) {
      Field old = known.get(TableSchema.fileName(field));
      if (!field.isNullable() && (old == null || old.isNullable())) {
        tightened.add(field);
      }
    }
    return tightened;
  }

  /** Nothing is recorded of fields inside of others. */
  private static Optional<String> tightenedInside(List<Field> before, List<Field> after) {
    Map<String, Field> known = new HashMap<>();
    before.forEach(field -> known.put(TableSchema.fileName(field), field));
    for (Field field : after) {
      Field old = known.get(TableSchema.fileName(field));
      if (old == null || TableSchema.vectorColumn(field).isPresent()) {
        continue;
      }
      List<Field> inside = tightened(old.getChildren(), field.getChildren());
      if (!inside.isEmpty()) {
        return Optional.of(
            "the field "
                + inside.get(0).getName()
                + " of "
                + field.getName()
                + " cannot become NOT NULL, because nothing is recorded of its values");
      }
      Optional<String> deeper = tightenedInside(old.getChildren(), field.getChildren());
      if (deeper.isPresent()) {
        return deeper;
      }
    }
    return Optional.empty();
  }

  /** {@code files} with statistics in the types of the new columns. */
  FileSet widened(FileSet files) {
    return widens() ? FileSet.of(files.files().stream().map(this::widened).toList()) : files;
  }

  private DataFile widened(DataFile file) {
    Map<String, ColumnStats> columns = new HashMap<>(file.columns());
    for (Field field : after.schema().fields()) {
      String name = TableSchema.fileName(field);
      ColumnStats stats = file.columns().get(name);
      Optional<Field> old = before.schema().fieldInFiles(name);
      if (stats != null && old.isPresent() && !old.get().getType().equals(field.getType())) {
        columns.put(name, widened(stats, old.get(), field));
      }
    }
    return file.withColumns(columns);
  }

  private static ColumnStats widened(ColumnStats stats, Field before, Field after) {
    Optional<TypeWidening> widening = TypeWidening.of(before.getType(), after.getType());
    try {
      return new ColumnStats(
          widening.map(w -> w.widen(stats.min())).orElse(null),
          widening.map(w -> w.widen(stats.max())).orElse(null),
          stats.nullCount(),
          stats.nanCount(),
          stats.ascends());
    } catch (ArithmeticException e) {
      return stats.withoutBounds();
    }
  }

  /** Whether statistics change with the metadata. */
  boolean widens() {
    return after.schema().fields().stream()
        .anyMatch(
            field ->
                before
                    .schema()
                    .fieldInFiles(TableSchema.fileName(field))
                    .filter(old -> !old.getType().equals(field.getType()))
                    .isPresent());
  }
}

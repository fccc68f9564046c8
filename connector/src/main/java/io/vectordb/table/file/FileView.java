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
package io.vectordb.table.file;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.SchemaCompatibility;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A data file as a version of the table shows it, whose columns may have got other names and wider
 * types since the file was written, and of which the file may lack some.
 */
public final class FileView {
  private final MappedArrowFile file;
  private final TableSchema schema;
  private final Map<String, Column> columns = new HashMap<>();

  private enum Kind {
    AS_STORED,
    CHANGED,
    MISSING
  }

  private record Column(Field field, String fileName, Kind kind) {}

  public FileView(MappedArrowFile file, TableSchema schema) {
    this.file = file;
    this.schema = schema;
  }

  public MappedArrowFile file() {
    return file;
  }

  /** What the file calls a column. */
  public String fileName(String column) {
    return column(column).fileName;
  }

  public Optional<VectorColumn> vectorColumn(String name) {
    return schema.vectorColumn(name);
  }

  public boolean has(String column) {
    return column(column).kind != Kind.MISSING;
  }

  /**
   * A column of one batch, of the table's type; the caller closes it.
   *
   * @param wanted the only rows that will be read; null for all
   */
  public FieldVector load(int batch, String name, Selection wanted, BufferAllocator allocator) {
    Column column = column(name);
    if (column.kind == Kind.MISSING) {
      return EvolvedColumn.missing(column.field, file.rows(batch), allocator);
    }
    FieldVector stored = file.load(batch, column.fileName, wanted, allocator);
    if (column.kind == Kind.AS_STORED) {
      return stored;
    }
    try (stored) {
      return file.read(() -> EvolvedColumn.of(stored, column.field, allocator));
    }
  }

  private Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      column = resolve(name);
      columns.put(name, column);
    }
    return column;
  }

  private Column resolve(String name) {
    Field field =
        schema
            .field(name)
            .orElseThrow(
                () ->
                    new VectorDbException(
                        "There is no column " + name + "; the columns are " + schema.names()));
    String fileName = TableSchema.fileName(field);
    if (!file.has(fileName)) {
      return new Column(field, fileName, Kind.MISSING);
    }
    requireReadable(file.field(fileName), field);
    boolean isSame = EvolvedColumn.isSame(file.field(fileName), field);
    return new Column(field, fileName, isSame ? Kind.AS_STORED : Kind.CHANGED);
  }

  private void requireReadable(Field stored, Field wanted) {
    Optional<String> problem = problem(stored, wanted);
    if (problem.isPresent()) {
      throw FileKind.DATA.damaged(file.name(), problem.get(), null);
    }
  }

  /** The file's schema may be no schema of a table at all. */
  private static Optional<String> problem(Field stored, Field wanted) {
    try {
      return SchemaCompatibility.problem(only(stored), only(wanted));
    } catch (RuntimeException e) {
      return Optional.of("its column " + stored + " is none of a table: " + FileKind.reason(e));
    }
  }

  private static TableSchema only(Field field) {
    return new TableSchema(new Schema(List.of(field)));
  }
}

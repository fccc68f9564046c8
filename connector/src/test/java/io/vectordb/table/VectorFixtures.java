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

import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFileWriter;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tables of vectors that tests write without Spark: a column {@code id}, then vector columns. */
public final class VectorFixtures {
  private VectorFixtures() {}

  /** An empty table with vector columns of these names. */
  public static Table createTable(
      Path directory, VectorType type, int dimension, String... columns) {
    Table table = Table.at(directory.toString());
    create(table, type, dimension, columns);
    return table;
  }

  /** Makes {@code table}, empty, with vector columns of these names. */
  public static void create(Table table, VectorType type, int dimension, String... columns) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.nullable("id", new ArrowType.Int(64, true)));
    for (String column : columns) {
      fields.add(TableSchema.vectorField(new VectorColumn(column, type, dimension)));
    }
    table
        .begin("CREATE", Map.of())
        .create(
            new TableMetadata(
                UUID.randomUUID().toString(),
                new TableSchema(new Schema(fields)),
                List.of(),
                Map.of(),
                1_700_000_000_000L))
        .commit();
  }

  /**
   * Appends one file to a table; its rows are numbered from 0 on.
   *
   * @param vectors of all vector columns; null for NULL
   */
  public static DataFile append(Table table, int rowsOfBatch, double[]... vectors) {
    Transaction transaction = table.begin("APPEND", Map.of());
    DataFile file = write(table, rowsOfBatch, vectors);
    transaction.add(file).commit();
    return file;
  }

  /** Writes a file without committing it. */
  public static DataFile write(Table table, int rowsOfBatch, double[]... vectors) {
    return write(table, table.snapshot().schema(), rowsOfBatch, vectors);
  }

  /** Writes a file of this schema without committing it. */
  public static DataFile write(
      Table table, TableSchema schema, int rowsOfBatch, double[]... vectors) {
    return write(
        new DataFileWriter(table.store(), schema, newPath(), Map.of()),
        schema,
        rowsOfBatch,
        vectors);
  }

  /** Writes a file and its codes without committing them. */
  public static DataFile write(
      Table table, CodePolicy codes, int rowsOfBatch, double[]... vectors) {
    TableSchema schema = table.snapshot().schema();
    DataFileWriter writer = codes.newFile(table.store(), schema, newPath(), Map.of());
    return codes.encode(table.store(), schema, write(writer, schema, rowsOfBatch, vectors));
  }

  private static String newPath() {
    return "data/" + UUID.randomUUID() + ".arrow";
  }

  private static DataFile write(
      DataFileWriter file, TableSchema schema, int rowsOfBatch, double[]... vectors) {
    try (BufferAllocator allocator = new RootAllocator();
        DataFileWriter writer = file) {
      for (int from = 0; from < vectors.length; from += rowsOfBatch) {
        int to = Math.min(from + rowsOfBatch, vectors.length);
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema.arrow(), allocator)) {
          fill(root, from, Arrays.copyOfRange(vectors, from, to));
          writer.write(root);
        }
      }
      return writer.finish();
    }
  }

  private static void fill(VectorSchemaRoot root, long firstId, double[][] vectors) {
    root.allocateNew();
    BigIntVector ids = (BigIntVector) root.getVector("id");
    for (int row = 0; row < vectors.length; row++) {
      ids.setSafe(row, firstId + row);
      for (FieldVector column : root.getFieldVectors()) {
        if (column instanceof FixedSizeListVector lists) {
          set(lists, row, vectors[row]);
        }
      }
    }
    root.setRowCount(vectors.length);
  }

  private static void set(FixedSizeListVector lists, int row, double[] vector) {
    int at = lists.startNewValue(row);
    for (int i = 0; i < lists.getListSize(); i++) {
      double element = vector == null ? 0 : vector[i];
      if (lists.getDataVector() instanceof Float4Vector floats) {
        floats.setSafe(at + i, (float) element);
      } else {
        ((Float8Vector) lists.getDataVector()).setSafe(at + i, element);
      }
    }
    if (vector == null) {
      lists.setNull(row);
    }
  }

  /** A multiple of the first unit vector. */
  public static double[] unit(int dimension, double factor) {
    double[] vector = new double[dimension];
    vector[0] = factor;
    return vector;
  }
}

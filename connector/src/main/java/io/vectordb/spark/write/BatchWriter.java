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
package io.vectordb.spark.write;

import io.vectordb.table.file.BatchSize;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.arrow.ArrowFieldWriter;
import org.apache.spark.sql.execution.arrow.ArrowWriter$;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;

/**
 * Collects rows into one Arrow record batch. Vectors are written here, all other columns by Spark's
 * own writer.
 */
final class BatchWriter implements AutoCloseable {
  /** How often the size of columns of varying length is looked at. */
  private static final int CHECK_ROWS = 64;

  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private final List<Column> columns = new ArrayList<>();
  private final List<VectorFieldWriter> vectors = new ArrayList<>();
  private final int maxRows;
  private int rows;

  /** Writes one column of a row. */
  private interface Column {
    void write(InternalRow row);

    void finish();

    void reset();
  }

  BatchWriter(TableSchema schema, StructType rowSchema, String tablePath) {
    this.allocator =
        ArrowUtils.rootAllocator().newChildAllocator("vectordb write", 0, Long.MAX_VALUE);
    this.root = VectorSchemaRoot.create(schema.arrow(), allocator);
    List<Field> fields = schema.fields();
    for (int i = 0; i < fields.size(); i++) {
      FieldVector vector = root.getVector(i);
      Optional<VectorColumn> vectorColumn = TableSchema.vectorColumn(fields.get(i));
      if (vectorColumn.isPresent()) {
        VectorFieldWriter writer =
            new VectorFieldWriter(
                vectorColumn.get(),
                (FixedSizeListVector) vector,
                i,
                new RowDescription(tablePath, rowSchema));
        vectors.add(writer);
        columns.add(column(writer));
      } else {
        vector.allocateNew();
        columns.add(column(ArrowWriter$.MODULE$.createFieldWriter(vector), i));
      }
    }
    this.maxRows = BatchSize.maxRows(schema);
    vectors.forEach(writer -> writer.allocate(maxRows));
  }

  private static Column column(VectorFieldWriter writer) {
    return new Column() {
      @Override
      public void write(InternalRow row) {
        writer.write(row);
      }

      @Override
      public void finish() {
        writer.finish();
      }

      @Override
      public void reset() {
        writer.reset();
      }
    };
  }

  private static Column column(ArrowFieldWriter writer, int ordinal) {
    return new Column() {
      @Override
      public void write(InternalRow row) {
        writer.write(row, ordinal);
      }

      @Override
      public void finish() {
        writer.finish();
      }

      @Override
      public void reset() {
        writer.reset();
      }
    };
  }

  /** The dimensions of vectors in {@code row} whose columns have none yet. */
  Map<String, Integer> newDimensions(InternalRow row) {
    Map<String, Integer> dimensions = new HashMap<>();
    for (VectorFieldWriter writer : vectors) {
      writer.newDimension(row).ifPresent(found -> dimensions.put(writer.name(), found));
    }
    return dimensions;
  }

  void write(InternalRow row) {
    for (Column column : columns) {
      column.write(row);
    }
    rows++;
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows >= maxRows || (rows % CHECK_ROWS == 0 && BatchSize.isLarge(usedBytes()));
  }

  private long usedBytes() {
    return allocator.getAllocatedMemory();
  }

  /** The rows as a record batch, valid until {@link #reset()}. */
  VectorSchemaRoot finish() {
    columns.forEach(Column::finish);
    root.setRowCount(rows);
    return root;
  }

  void reset() {
    columns.forEach(Column::reset);
    rows = 0;
  }

  @Override
  public void close() {
    root.close();
    allocator.close();
  }
}

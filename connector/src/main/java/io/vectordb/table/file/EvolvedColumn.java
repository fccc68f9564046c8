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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.ExistsDefault;
import io.vectordb.table.schema.ScalarWriter;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.TypeWidening;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Makes a column as the table has it from one as an older file has it, or from nothing. Its field
 * is that of a new file.
 */
final class EvolvedColumn {
  private EvolvedColumn() {}

  /** Whether a stored column can be read as it is. */
  static boolean isSame(Field stored, Field wanted) {
    if (TableSchema.vectorColumn(stored).isPresent()) {
      return true; // Its dimension may have been unknown, which is read as NULLs.
    }
    List<Field> from = stored.getChildren();
    List<Field> to = wanted.getChildren();
    boolean isSame = stored.getType().equals(wanted.getType()) && from.size() == to.size();
    for (int i = 0; isSame && i < from.size(); i++) {
      boolean hasNames = wanted.getType() instanceof ArrowType.Struct;
      isSame =
          isSame(from.get(i), to.get(i))
              && (!hasNames || from.get(i).getName().equals(TableSchema.fileName(to.get(i))));
    }
    return isSame;
  }

  /** The values of {@code stored}, which is still to be closed, in a column of the wanted type. */
  static FieldVector of(FieldVector stored, Field wanted, BufferAllocator allocator) {
    FieldVector vector = TableSchema.inFiles(wanted).createVector(allocator);
    try {
      fill(vector, wanted, stored, stored.getField(), stored.getValueCount());
      return vector;
    } catch (RuntimeException e) {
      vector.close();
      throw e;
    }
  }

  /** A column that a file does not have: the value that its rows have in it, or NULL. */
  static FieldVector missing(Field wanted, int rows, BufferAllocator allocator) {
    // Of vectors that are all NULL the dimension does not matter, and their elements take no space.
    Field field =
        TableSchema.vectorColumn(wanted)
            .map(column -> TableSchema.vectorField(column.withDimension(0)))
            .orElse(wanted);
    FieldVector vector = TableSchema.inFiles(field).createVector(allocator);
    fillMissing(vector, field, rows);
    return vector;
  }

  private static void fillMissing(FieldVector vector, Field wanted, int rows) {
    vector.setInitialCapacity(rows);
    vector.allocateNew();
    Object value = ExistsDefault.of(wanted);
    if (value != null) {
      ScalarWriter writer = ScalarWriter.of(vector);
      for (int row = 0; row < rows; row++) {
        writer.set(row, value);
      }
    }
    vector.setValueCount(rows);
  }

  private static void fill(
      FieldVector vector, Field wanted, FieldVector stored, Field storedField, int rows) {
    if (wanted.getChildren().isEmpty() && !isSame(storedField, wanted)) {
      vector.setInitialCapacity(rows);
      vector.allocateNew();
      widening(storedField, wanted).copy(stored, vector, rows);
      vector.setValueCount(rows);
      return;
    }
    vector.loadFieldBuffers(
        new ArrowFieldNode(rows, stored.getNullCount()), stored.getFieldBuffers());
    if (vector instanceof StructVector struct) {
      fillFields(struct, wanted, stored, storedField, rows);
    } else {
      List<FieldVector> children = vector.getChildrenFromFields();
      for (int i = 0; i < children.size(); i++) {
        FieldVector child = stored.getChildrenFromFields().get(i);
        fill(
            children.get(i),
            wanted.getChildren().get(i),
            child,
            storedField.getChildren().get(i),
            child.getValueCount());
      }
    }
  }

  private static void fillFields(
      StructVector struct, Field wanted, FieldVector stored, Field storedField, int rows) {
    Map<String, Integer> found = new HashMap<>();
    for (Field field : storedField.getChildren()) {
      found.put(field.getName(), found.size());
    }
    List<FieldVector> children = struct.getChildrenFromFields();
    for (int i = 0; i < children.size(); i++) {
      Field field = wanted.getChildren().get(i);
      Integer at = found.get(TableSchema.fileName(field));
      if (at == null) {
        fillMissing(children.get(i), field, rows);
      } else {
        fill(
            children.get(i),
            field,
            stored.getChildrenFromFields().get(at),
            storedField.getChildren().get(at),
            rows);
      }
    }
  }

  private static TypeWidening widening(Field stored, Field wanted) {
    return TypeWidening.of(stored.getType(), wanted.getType())
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_TABLE_DAMAGED,
                    "A file has "
                        + stored
                        + ", which cannot be read as "
                        + wanted
                        + "; the table's schema was changed by a program that broke its rules"));
  }
}

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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Table;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files with correct checksums that lead out of their memory: who reads them gets an error that
 * names the file and the column.
 */
class ForgedFileTest {
  private static final int ROWS = 40;
  private static final ArrowType INT = new ArrowType.Int(32, true);

  @TempDir Path directory;

  private static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }

  private static Field struct(String name, boolean isNullable, Field... fields) {
    FieldType type = new FieldType(isNullable, ArrowType.Struct.INSTANCE, null);
    return new Field(name, type, List.of(fields));
  }

  private static Field map(String name) {
    Field key = new Field("key", FieldType.notNullable(ArrowType.Utf8.INSTANCE), null);
    Field entries = struct("entries", false, key, Field.nullable("value", INT));
    return new Field(name, FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
  }

  /** Columns, and where in them the offsets are that are forged: the numbers of the children. */
  static Stream<Forgery> forgeries() {
    Field text = Field.nullable("c", ArrowType.Utf8.INSTANCE);
    Field binary = Field.nullable("c", ArrowType.Binary.INSTANCE);
    Field element = Field.nullable("element", ArrowType.Utf8.INSTANCE);
    List<Forgery> forgeries = new ArrayList<>();
    for (int offset : new int[] {Integer.MAX_VALUE, 1 << 20, -1, Integer.MIN_VALUE}) {
      for (int at : new int[] {0, 1, ROWS / 2, ROWS}) {
        forgeries.add(new Forgery(text, offset, at));
      }
      forgeries.add(new Forgery(binary, offset, ROWS / 2));
      forgeries.add(new Forgery(list("c", Field.nullable("element", INT)), offset, 3));
      forgeries.add(new Forgery(list("c", element), offset, 3, 0));
      forgeries.add(new Forgery(list("c", list("element", element)), offset, 3, 0));
      forgeries.add(new Forgery(list("c", list("element", element)), offset, 3, 0, 0));
      forgeries.add(
          new Forgery(struct("c", true, Field.nullable("i", INT), element), offset, 3, 1));
      forgeries.add(new Forgery(map("c"), offset, 3));
      forgeries.add(new Forgery(map("c"), offset, 3, 0, 0));
    }
    return forgeries.stream();
  }

  record Forgery(Field field, int offset, int at, int... children) {
    @Override
    public String toString() {
      return field + Arrays.toString(children) + " offset " + at + " = " + offset;
    }

    ArrowRecordBatch forge(ArrowRecordBatch batch) {
      int buffer = 0;
      Field in = field;
      for (int child : children) {
        buffer += TypeLayout.getTypeBufferCount(in.getType());
        for (int i = 0; i < child; i++) {
          buffer += BatchChecksums.bufferCount(in.getChildren().get(i));
        }
        in = in.getChildren().get(child);
      }
      batch.getBuffers().get(buffer + 1).setInt((long) at * Integer.BYTES, offset);
      return batch;
    }
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void offsetsThatLeadOutOfTheirBuffer(Forgery forgery) {
    assertDamaged(table(forgery.field, forgery::forge), "offset");
  }

  /** Types of the column {@code c}. */
  static Stream<Field> types() {
    Field item = Field.nullable("element", INT);
    return Stream.of(
        Field.nullable("c", INT),
        Field.nullable("c", ArrowType.Bool.INSTANCE),
        Field.nullable("c", ArrowType.Utf8.INSTANCE),
        list("c", item),
        struct("c", true, item),
        struct("c", true, list("element", item)),
        map("c"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void nodesOfFewerValuesThanAreNeeded(Field field) {
    for (int node = 0; node < BatchChecksums.nodeCount(field); node++) {
      int forged = node;
      Table table =
          table(
              field,
              batch -> {
                List<ArrowFieldNode> nodes = new ArrayList<>(batch.getNodes());
                nodes.set(forged, new ArrowFieldNode(3, 0));
                return new ArrowRecordBatch(ROWS, nodes, batch.getBuffers());
              });
      assertDamaged(table, "cannot be read");
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void buffersThatAreTooShort(Field field) {
    for (int buffer = 0; buffer < BatchChecksums.bufferCount(field); buffer++) {
      int forged = buffer;
      Table table =
          table(
              field,
              batch -> {
                List<ArrowBuf> buffers = new ArrayList<>(batch.getBuffers());
                buffers.set(forged, buffers.get(forged).slice(0, 2));
                // A validity buffer is needed if something is NULL.
                List<ArrowFieldNode> nodes =
                    batch.getNodes().stream()
                        .map(node -> new ArrowFieldNode(node.getLength(), 1))
                        .toList();
                return new ArrowRecordBatch(ROWS, nodes, buffers);
              });
      assertDamaged(table, "cannot be read");
    }
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void soundColumnsOfTheSameTypes(Forgery forgery) {
    Table table = table(forgery.field, batch -> batch);
    assertEquals(ROWS, search(table).run().size());
  }

  private static Search search(Table table) {
    return Search.of(table)
        .select("c")
        .score("v", Measure.DOT_PRODUCT, new double[] {1, 2})
        .threads(1);
  }

  private static void assertDamaged(Table table, String reason) {
    String file = Path.of(table.path(), table.snapshot().files().get(0).path()).toString();
    for (Search search : List.of(search(table), search(table).top(2))) {
      VectorDbException error = assertThrows(VectorDbException.class, search::run);
      assertTrue(error.getMessage().contains(file), error.getMessage());
      assertTrue(error.getMessage().contains("column c"), error.getMessage());
      assertTrue(error.getMessage().contains(reason), error.getMessage());
    }
  }

  /** A table of one file, whose column {@code c} {@code forge} has changed. */
  private Table table(Field field, UnaryOperator<ArrowRecordBatch> forge) {
    TableSchema schema =
        new TableSchema(
            new Schema(
                List.of(
                    field,
                    TableSchema.vectorField(new VectorColumn("v", VectorType.FLOAT_ARRAY, 2)))));
    Table table = Table.at(directory.resolve(UUID.randomUUID().toString()).toString());
    table
        .begin("CREATE", Map.of())
        .create(new TableMetadata(UUID.randomUUID().toString(), schema, List.of(), Map.of(), 1))
        .commit();
    StoredFile stored;
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(schema.arrow(), allocator);
        ArrowFileWriter writer =
            new ArrowFileWriter(table.store(), "data file", "data/forged.arrow", schema.arrow())) {
      root.allocateNew();
      for (FieldVector column : root.getFieldVectors()) {
        fill(column, ROWS);
      }
      root.setRowCount(ROWS);
      try (ArrowRecordBatch sound = new VectorUnloader(root).getRecordBatch()) {
        ArrowRecordBatch forged = forge.apply(sound);
        writer.write(forged);
        if (forged != sound) {
          forged.close();
        }
      }
      stored = writer.finish(Map.of());
    }
    table
        .begin("WRITE", Map.of())
        .add(
            new DataFile(
                stored.path(),
                Map.of(),
                ROWS,
                stored.bytes(),
                stored.footerChecksum(),
                Map.of(),
                Map.of(),
                Map.of(),
                null))
        .commit();
    return table;
  }

  private static void fill(FieldVector vector, int count) {
    if (vector instanceof ListVector lists) {
      for (int i = 0; i < count; i++) {
        lists.startNewValue(i);
        lists.endValue(i, 2);
      }
      fill(lists.getDataVector(), 2 * count);
    } else if (vector instanceof FixedSizeListVector lists) {
      for (int i = 0; i < count; i++) {
        lists.startNewValue(i);
      }
      fill(lists.getDataVector(), count * lists.getListSize());
    } else if (vector instanceof StructVector struct) {
      for (int i = 0; i < count; i++) {
        struct.setIndexDefined(i);
      }
      struct.getChildrenFromFields().forEach(child -> fill(child, count));
    } else {
      for (int i = 0; i < count; i++) {
        set(vector, i);
      }
    }
    vector.setValueCount(count);
  }

  private static void set(FieldVector vector, int row) {
    if (vector instanceof IntVector integers) {
      integers.setSafe(row, row);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, row % 2);
    } else if (vector instanceof Float4Vector floats) {
      floats.setSafe(row, row);
    } else {
      ((BaseVariableWidthVector) vector).setSafe(row, new byte[] {'a', 'b', 'c'});
    }
  }
}

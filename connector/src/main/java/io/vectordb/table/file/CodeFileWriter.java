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

import io.vectordb.codes.CodeBatch;
import io.vectordb.codes.Encoder;
import io.vectordb.codes.Rotation;
import io.vectordb.kernels.CodeKernels;
import io.vectordb.table.store.TableStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes batches of codes, or a rotation, into a file below {@code codes/}. */
final class CodeFileWriter implements AutoCloseable {
  private final Schema schema;
  private final ArrowFileWriter file;
  private final BufferAllocator allocator = ArrowMemory.allocator("vectordb codes");
  private final List<Float> norms = new ArrayList<>();

  CodeFileWriter(TableStore store, Encoder encoder) {
    this.schema = CodeFileSchema.ofCodes(encoder.levels(), encoder.mean());
    this.file = new ArrowFileWriter(store, "code file", newPath(), schema);
  }

  private static String newPath() {
    return "codes/" + UUID.randomUUID() + ".arrow";
  }

  /**
   * Appends a batch.
   *
   * @param checksums of the vectors, for every place of the batch
   */
  void write(CodeBatch batch, int[] checksums) {
    List<CodeBatch.Level> levels = batch.levels();
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      setFloats(root.getVector(CodeFileSchema.NORMS), batch.norms(), CodeKernels.GROUP_ROWS);
      ByteBuffer sums =
          ByteBuffer.allocate(checksums.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      sums.asIntBuffer().put(checksums);
      setBytes(root.getVector(CodeFileSchema.CHECKSUMS), sums.array(), batch.groups());
      for (int level = 0; level < levels.size(); level++) {
        CodeBatch.Level source = levels.get(level);
        setBytes(root.getVector(CodeFileSchema.codes(level)), source.codes(), batch.groups());
        setFloats(
            root.getVector(CodeFileSchema.scales(level)), source.scales(), CodeKernels.GROUP_ROWS);
        setFloats(
            root.getVector(CodeFileSchema.errors(level)), source.errors(), CodeKernels.GROUP_ROWS);
        if (level < levels.size() - 1) {
          setFloats(
              root.getVector(CodeFileSchema.rests(level)), source.rests(), CodeKernels.GROUP_ROWS);
        }
      }
      root.setRowCount(batch.groups());
      file.write(root);
    }
    norms.add(batch.minNorm());
    norms.add(batch.maxNorm());
  }

  StoredFile finish() {
    float[] values = new float[norms.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = norms.get(i);
    }
    return file.finish(Map.of(CodeFileSchema.NORMS_KEY, CodeFileSchema.base64(values)));
  }

  /** Writes a rotation into a file of its own. */
  static StoredFile writeRotation(TableStore store, Rotation rotation) {
    Schema schema = CodeFileSchema.ofRotation(rotation.dimension(), rotation.error());
    try (BufferAllocator allocator = ArrowMemory.allocator("vectordb rotation");
        ArrowFileWriter file = new ArrowFileWriter(store, "rotation file", newPath(), schema);
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      setFloats(
          root.getVector(CodeFileSchema.COMPONENTS), rotation.components(), rotation.dimension());
      root.setRowCount(rotation.dimension());
      file.write(root);
      return file.finish(Map.of());
    }
  }

  private static void setFloats(FieldVector vector, float[] values, int listSize) {
    int lists = values.length / listSize;
    FieldVector items = vector.getChildrenFromFields().get(0);
    try (ArrowBuf data = vector.getAllocator().buffer((long) values.length * Float.BYTES)) {
      for (float value : values) {
        data.writeFloat(value);
      }
      items.loadFieldBuffers(new ArrowFieldNode(values.length, 0), buffers(items, data));
    }
    try (ArrowBuf none = vector.getAllocator().getEmpty()) {
      vector.loadFieldBuffers(new ArrowFieldNode(lists, 0), List.of(none));
    }
  }

  private static void setBytes(FieldVector vector, byte[] values, int count) {
    try (ArrowBuf data = vector.getAllocator().buffer(values.length)) {
      data.setBytes(0, values);
      data.writerIndex(values.length);
      vector.loadFieldBuffers(new ArrowFieldNode(count, 0), buffers(vector, data));
    }
  }

  /** No validity, because nothing is NULL. */
  private static List<ArrowBuf> buffers(FieldVector vector, ArrowBuf data) {
    return List.of(vector.getAllocator().getEmpty(), data);
  }

  /** Removes the file unless it was finished. */
  @Override
  public void close() {
    file.close();
    allocator.close();
  }
}

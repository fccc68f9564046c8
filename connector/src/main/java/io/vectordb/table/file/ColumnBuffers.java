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
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The buffers of one column of one record batch inside a mapped file, which are where they say that
 * they are, see {@link ColumnLayout}.
 */
final class ColumnBuffers {
  /** Stays in the first-level cache, or nearly. */
  private static final int COPIED_BYTES = 32 << 10;

  private final Field field;
  private final MappedByteBuffer map;
  private final RecordBatch batch;
  private final int body;
  private final int firstNode;
  private final int firstBuffer;
  private final int bufferCount;
  private final Function<String, VectorDbException> damaged;

  /**
   * @param damaged makes the error that says what is wrong with the column
   */
  ColumnBuffers(
      Field field,
      MappedByteBuffer map,
      RecordBatch batch,
      int body,
      int firstNode,
      int firstBuffer,
      int bufferCount,
      Function<String, VectorDbException> damaged) {
    this.field = field;
    this.map = map;
    this.batch = batch;
    this.body = body;
    this.firstNode = firstNode;
    this.firstBuffer = firstBuffer;
    this.bufferCount = bufferCount;
    this.damaged = damaged;
  }

  /**
   * CRC32C over all buffers in order. Over copies, because a fault in the processor-specific code
   * that computes it ends the virtual machine.
   */
  int checksum() {
    Crc32c crc = new Crc32c();
    byte[] copy = new byte[COPIED_BYTES];
    for (int i = 0; i < bufferCount; i++) {
      ByteBuffer bytes = bytes(firstBuffer + i);
      while (bytes.hasRemaining()) {
        int count = Math.min(copy.length, bytes.remaining());
        bytes.get(copy, 0, count);
        crc.add(copy, count);
      }
    }
    return crc.value();
  }

  /** The values of a column of fixed-size binaries, or of lists of a fixed size, without NULLs. */
  ByteBuffer values() {
    return bytes(firstBuffer + bufferCount - 1);
  }

  /** The vectors, if this is a vector column. */
  VectorBlock vectors() {
    VectorColumn vector =
        TableSchema.vectorColumn(field)
            .orElseThrow(() -> damaged.apply("it holds no vectors but " + field));
    FieldNode lists = batch.nodes(firstNode);
    FieldNode elements = batch.nodes(firstNode + 1);
    return new VectorBlock(
        vector.dimension(),
        vector.type().elementBytes(),
        bytes(firstBuffer + 2),
        lists.nullCount() == 0 ? null : copy(firstBuffer),
        elements.nullCount() == 0 ? null : copy(firstBuffer + 1));
  }

  /** See {@link SparseRows}. */
  void fetch(Path file, int rowBytes, Selection rows) {
    Buffer values = batch.buffers(firstBuffer + bufferCount - 1);
    new SparseRows(map, Math.toIntExact(body + values.offset()), rowBytes).fetch(file, rows);
  }

  /**
   * Copies the column, because whoever reads the vector later must not meet what may happen to the
   * mapped memory.
   *
   * @param vector an empty one
   * @param wanted the only rows that will be read, so that the others may be empty; null for all
   */
  void copyTo(FieldVector vector, Selection wanted) {
    try {
      new ColumnCopy(batch, this::bytes, firstNode, firstBuffer).into(vector, field, wanted);
    } catch (ColumnCopy.OffsetException e) {
      throw damaged.apply(e.getMessage());
    }
  }

  private ByteBuffer bytes(int index) {
    Buffer buffer = batch.buffers(index);
    return map.slice(Math.toIntExact(body + buffer.offset()), Math.toIntExact(buffer.length()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer copy(int index) {
    ByteBuffer bytes = bytes(index);
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }
}

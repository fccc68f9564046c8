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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/** The buffers of one column of one record batch inside a mapped file. */
final class ColumnBuffers {
  private final Field field;
  private final MappedByteBuffer map;
  private final RecordBatch batch;
  private final int body;
  private final int firstNode;
  private final int firstBuffer;
  private final int bufferCount;

  ColumnBuffers(
      Field field,
      MappedByteBuffer map,
      RecordBatch batch,
      int body,
      int firstNode,
      int firstBuffer,
      int bufferCount) {
    this.field = field;
    this.map = map;
    this.batch = batch;
    this.body = body;
    this.firstNode = firstNode;
    this.firstBuffer = firstBuffer;
    this.bufferCount = bufferCount;
  }

  /** CRC32C over all buffers in order. */
  int checksum() {
    CRC32C crc = new CRC32C();
    for (int i = 0; i < bufferCount; i++) {
      crc.update(bytes(firstBuffer + i));
    }
    return (int) crc.getValue();
  }

  /** The values of a column of fixed-size binaries, or of lists of a fixed size, without NULLs. */
  ByteBuffer values() {
    return bytes(firstBuffer + bufferCount - 1);
  }

  /** The vectors, if this is a vector column. */
  VectorBlock vectors() {
    VectorColumn vector = TableSchema.vectorColumn(field).orElseThrow();
    FieldNode lists = batch.nodes(firstNode);
    FieldNode elements = batch.nodes(firstNode + 1);
    return new VectorBlock(
        vector.dimension(),
        vector.type().elementBytes(),
        bytes(firstBuffer + 2),
        lists.nullCount() == 0 ? null : bytes(firstBuffer),
        elements.nullCount() == 0 ? null : bytes(firstBuffer + 1));
  }

  /** See {@link SparseRows}. */
  void fetch(Path file, int rowBytes, Selection rows) {
    Buffer values = batch.buffers(firstBuffer + bufferCount - 1);
    new SparseRows(map, Math.toIntExact(body + values.offset()), rowBytes).fetch(file, rows);
  }

  /**
   * The column as an Arrow vector that reads the mapped memory. It keeps the mapping alive until it
   * is closed.
   */
  FieldVector load(BufferAllocator allocator) {
    FieldVector vector = field.createVector(allocator);
    ArrowBuf whole = arrow(allocator);
    try {
      new Loader(whole).load(vector, field);
    } finally {
      whole.close();
    }
    return vector;
  }

  private ByteBuffer bytes(int index) {
    Buffer buffer = batch.buffers(index);
    return map.slice(Math.toIntExact(body + buffer.offset()), Math.toIntExact(buffer.length()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private ArrowBuf arrow(BufferAllocator allocator) {
    return allocator.wrapForeignAllocation(new Mapping(map));
  }

  /** Refers to the map, so that the garbage collector does not unmap the file under a vector. */
  private static final class Mapping extends ForeignAllocation {
    @SuppressWarnings("UnusedVariable") // its purpose is to be a reference
    private MappedByteBuffer map;

    Mapping(MappedByteBuffer map) {
      super(map.capacity(), MemoryUtil.getByteBufferAddress(map));
      this.map = map;
    }

    @Override
    protected void release0() {
      map = null;
    }
  }

  private final class Loader {
    private final ArrowBuf whole;
    private int node = firstNode;
    private int buffer = firstBuffer;

    Loader(ArrowBuf whole) {
      this.whole = whole;
    }

    void load(FieldVector vector, Field of) {
      FieldNode flat = batch.nodes(node++);
      List<ArrowBuf> buffers = new ArrayList<>();
      for (int i = TypeLayout.getTypeBufferCount(of.getType()); i > 0; i--) {
        Buffer b = batch.buffers(buffer++);
        buffers.add(whole.slice(body + b.offset(), b.length()));
      }
      vector.loadFieldBuffers(new ArrowFieldNode(flat.length(), flat.nullCount()), buffers);
      List<FieldVector> children = vector.getChildrenFromFields();
      for (int i = 0; i < of.getChildren().size(); i++) {
        load(children.get(i), of.getChildren().get(i));
      }
    }
  }
}

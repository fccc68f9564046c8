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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Copies a column of a record batch into an Arrow vector. Offsets are looked at in the copy: they
 * say where Arrow reads, without a look at how much memory there is.
 */
final class ColumnCopy {
  private final RecordBatch batch;
  private final IntFunction<ByteBuffer> buffers;
  private int node;
  private int buffer;

  /** Offsets that do not ascend, or go beyond what they point to. */
  static final class OffsetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OffsetException(String message) {
      super(message);
    }
  }

  /**
   * @param buffers the buffers of the batch by their number, little-endian
   */
  ColumnCopy(RecordBatch batch, IntFunction<ByteBuffer> buffers, int firstNode, int firstBuffer) {
    this.batch = batch;
    this.buffers = buffers;
    this.node = firstNode;
    this.buffer = firstBuffer;
  }

  /**
   * Fills an empty vector.
   *
   * @param wanted the only rows that will be read: texts and binaries of others are left out if
   *     that pays; null for all
   * @throws OffsetException if the column cannot be read
   */
  void into(FieldVector vector, Field field, Selection wanted) {
    FieldNode flat = batch.nodes(node);
    if (vector instanceof BaseVariableWidthVector
        && wanted != null
        && wanted.isSparse(Math.toIntExact(flat.length()))) {
      node++;
      copyValues(vector, field, flat, wanted);
    } else {
      copyAll(vector, field);
    }
  }

  private void copyAll(FieldVector vector, Field field) {
    FieldNode flat = batch.nodes(node++);
    BufferAllocator allocator = vector.getAllocator();
    List<ArrowBuf> copies = new ArrayList<>();
    try {
      int count = TypeLayout.getTypeBufferCount(field.getType());
      for (int i = 0; i < count; i++) {
        ByteBuffer bytes = buffers.apply(buffer++);
        if (i == 1 && hasOffsets(field) && flat.length() > 0) {
          byte[] offsets = offsets(bytes, flat.length());
          check(field, offsets, end(field));
          bytes = ByteBuffer.wrap(offsets);
        }
        copies.add(buffer(bytes.remaining(), allocator));
        ArrowMemory.put(bytes, copies.get(i), 0);
      }
      vector.loadFieldBuffers(new ArrowFieldNode(flat.length(), flat.nullCount()), copies);
    } finally {
      copies.forEach(ArrowBuf::close);
    }
    List<FieldVector> children = vector.getChildrenFromFields();
    for (int i = 0; i < field.getChildren().size(); i++) {
      copyAll(children.get(i), field.getChildren().get(i));
    }
  }

  /** Copies texts or binaries of some rows; those of the others have no length. */
  private void copyValues(FieldVector vector, Field field, FieldNode flat, Selection wanted) {
    BufferAllocator allocator = vector.getAllocator();
    ByteBuffer validity = buffers.apply(buffer++);
    byte[] stored = offsets(buffers.apply(buffer++), flat.length());
    ByteBuffer values = buffers.apply(buffer++);
    check(field, stored, values.remaining());
    ByteBuffer from = littleEndian(stored);
    byte[] offsets = new byte[stored.length];
    ByteBuffer to = littleEndian(offsets);
    int rows = (int) flat.length();
    int total = 0;
    for (int i = 0, next = 0; i < rows; i++) {
      to.putInt(i * Integer.BYTES, total);
      if (next < wanted.size() && wanted.row(next) == i) {
        next++;
        total += length(from, i);
      }
    }
    if (rows > 0) {
      to.putInt(rows * Integer.BYTES, total);
    }
    List<ArrowBuf> copies = new ArrayList<>();
    try {
      copies.add(buffer(validity.remaining(), allocator));
      copies.add(buffer(offsets.length, allocator));
      copies.add(buffer(total, allocator));
      ArrowMemory.put(validity, copies.get(0), 0);
      ArrowMemory.put(ByteBuffer.wrap(offsets), copies.get(1), 0);
      for (int i = 0, at = 0; i < wanted.size(); i++) {
        int length = length(from, wanted.row(i));
        ArrowMemory.put(
            values.slice(from.getInt(wanted.row(i) * Integer.BYTES), length), copies.get(2), at);
        at += length;
      }
      vector.loadFieldBuffers(new ArrowFieldNode(flat.length(), flat.nullCount()), copies);
    } finally {
      copies.forEach(ArrowBuf::close);
    }
  }

  private static int length(ByteBuffer offsets, int row) {
    return offsets.getInt((row + 1) * Integer.BYTES) - offsets.getInt(row * Integer.BYTES);
  }

  private static boolean hasOffsets(Field field) {
    return switch (field.getType().getTypeID()) {
      case Utf8, Binary, List, Map -> true;
      default -> false;
    };
  }

  /** What the offsets, whose buffer has just been taken, must not go beyond. */
  private long end(Field field) {
    return field.getType() instanceof ArrowType.Utf8 || field.getType() instanceof ArrowType.Binary
        ? batch.buffers(buffer).length()
        : batch.nodes(node).length();
  }

  private static byte[] offsets(ByteBuffer bytes, long rows) {
    byte[] offsets = new byte[rows == 0 ? 0 : ((int) rows + 1) * Integer.BYTES];
    bytes.get(offsets);
    return offsets;
  }

  private static void check(Field field, byte[] offsets, long end) {
    ByteBuffer values = littleEndian(offsets);
    int before = 0;
    for (int at = 0; at < offsets.length; at += Integer.BYTES) {
      int offset = values.getInt(at);
      if (offset < before || offset > end) {
        throw new OffsetException(
            "offset "
                + at / Integer.BYTES
                + " of "
                + field.getName()
                + " is "
                + offset
                + ", which is not between the one before, "
                + before
                + ", and the end, "
                + end);
      }
      before = offset;
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ArrowBuf buffer(int length, BufferAllocator allocator) {
    if (length == 0) {
      return allocator.getEmpty();
    }
    ArrowBuf buffer = allocator.buffer(length).capacity(length);
    buffer.writerIndex(length);
    return buffer;
  }
}

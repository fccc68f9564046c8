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

import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.BufferLayout.BufferType;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Whether the buffers of a column are in the file's body and as long as its rows need. Arrow's
 * vectors do not look: a checksum says that a file is as its writer left it, and not that it can be
 * read without leaving its memory.
 */
final class ColumnLayout {
  private final RecordBatch batch;
  private final long bodyBytes;
  private int node;
  private int buffer;

  /** Of a column whose first node and buffer are these. */
  ColumnLayout(RecordBatch batch, long bodyBytes, int firstNode, int firstBuffer) {
    this.batch = batch;
    this.bodyBytes = bodyBytes;
    this.node = firstNode;
    this.buffer = firstBuffer;
  }

  /** What is wrong with the column, {@code field}; null if nothing is. */
  String fault(Field field) {
    if (node + BatchChecksums.nodeCount(field) > batch.nodesLength()
        || buffer + BatchChecksums.bufferCount(field) > batch.buffersLength()) {
      return "its batch has too few nodes or buffers";
    }
    return fault(field, batch.length());
  }

  /**
   * @param rows how many rows the column has at least; the outermost one has no more
   */
  private String fault(Field field, long rows) {
    FieldNode found = batch.nodes(node++);
    long length = found.length();
    if (length < rows || length > Integer.MAX_VALUE) {
      return field.getName() + " has " + length + " values where " + rows + " are needed";
    }
    if (found.nullCount() < 0 || found.nullCount() > length) {
      return field.getName() + " has " + found.nullCount() + " NULLs of " + length + " values";
    }
    List<BufferLayout> layouts = TypeLayout.getTypeLayout(field.getType()).getBufferLayouts();
    boolean hasOffsets = layouts.stream().anyMatch(b -> b.getType() == BufferType.OFFSET);
    if (field.getDictionary() != null || !layouts.stream().allMatch(ColumnLayout::isKnown)) {
      return field.getName() + " is of a type that tables do not have: " + field;
    }
    for (BufferLayout layout : layouts) {
      Buffer bytes = batch.buffers(buffer++);
      if (bytes.offset() < 0 || bytes.length() < 0 || bytes.offset() > bodyBytes - bytes.length()) {
        return "a buffer of " + field.getName() + " is outside the batch's body";
      }
      // Where there is no NULL, the bits may be left out, but not some of them.
      boolean isLeftOut =
          layout.getType() == BufferType.VALIDITY && found.nullCount() == 0 && bytes.length() == 0;
      long needed = isLeftOut ? 0 : neededBytes(layout, hasOffsets, length);
      if (bytes.length() < needed) {
        return field.getName()
            + " has a buffer of "
            + bytes.length()
            + " bytes where "
            + needed
            + " are needed";
      }
    }
    return childFault(field, length);
  }

  private static boolean isKnown(BufferLayout layout) {
    return switch (layout.getType()) {
      case VALIDITY, DATA -> true;
      case OFFSET -> layout.getTypeBitWidth() == Integer.SIZE;
      default -> false;
    };
  }

  private static long neededBytes(BufferLayout layout, boolean hasOffsets, long length) {
    return switch (layout.getType()) {
      case VALIDITY -> bytes(length);
      case OFFSET -> length == 0 ? 0 : (length + 1) * (layout.getTypeBitWidth() / Byte.SIZE);
      // How long the values are say the offsets, which are looked at when they are read.
      default -> hasOffsets ? 0 : bytes(length * layout.getTypeBitWidth());
    };
  }

  private static long bytes(long bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  private String childFault(Field field, long length) {
    long rows =
        field.getType() instanceof ArrowType.FixedSizeList list
            ? length * list.getListSize()
            : field.getType() instanceof ArrowType.Struct ? length : 0;
    for (Field child : field.getChildren()) {
      String fault = fault(child, rows);
      if (fault != null) {
        return field.getName() + "." + fault;
      }
    }
    return null;
  }
}

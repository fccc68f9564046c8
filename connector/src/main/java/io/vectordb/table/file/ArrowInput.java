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
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow IPC stream that an Arrow file in memory holds between its head and its footer: a
 * schema, then batches. Unlike the file, it is read without the footer, so that whoever has summed
 * it has summed all that is read. What cannot be read is an {@link IllegalArgumentException}, or
 * another {@link RuntimeException} where a message is none of Arrow.
 */
public final class ArrowInput {
  private final ByteBuffer stream;
  private final Schema schema;
  private ByteBuffer body;
  private RecordBatch batch;

  /**
   * Reads the schema.
   *
   * @param end where the footer begins
   */
  public ArrowInput(byte[] file, int end) {
    this.stream =
        ByteBuffer.wrap(file, ArrowFooters.HEAD_BYTES, end - ArrowFooters.HEAD_BYTES)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    Message message = nextMessage();
    if (message == null || message.headerType() != MessageHeader.Schema) {
      throw new IllegalArgumentException("it has no schema");
    }
    this.schema =
        Schema.convertSchema(
            (org.apache.arrow.flatbuf.Schema)
                message.header(new org.apache.arrow.flatbuf.Schema()));
  }

  /** What the batches hold. */
  public Schema schema() {
    return schema;
  }

  /** Goes on to the next batch; false if there is none. */
  public boolean next() {
    Message message = nextMessage();
    if (message == null) {
      return false;
    }
    if (message.headerType() != MessageHeader.RecordBatch) {
      throw new IllegalArgumentException("a message is no batch");
    }
    batch = (RecordBatch) message.header(new RecordBatch());
    if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE || batch.compression() != null) {
      throw new IllegalArgumentException(
          "a batch is compressed or has " + batch.length() + " rows");
    }
    return true;
  }

  /** The number of rows of the batch. */
  public int rows() {
    return (int) batch.length();
  }

  /** The next message, whose body follows; null if the stream ends. */
  private Message nextMessage() {
    if (stream.remaining() < Integer.BYTES) {
      return null;
    }
    int length = stream.getInt();
    if (length == MessageSerializer.IPC_CONTINUATION_TOKEN) {
      length = stream.getInt();
    }
    if (length == 0) {
      stream.position(stream.limit());
      return null;
    }
    Message message = Message.getRootAsMessage(part(length));
    body = part(message.bodyLength());
    return message;
  }

  private ByteBuffer part(long length) {
    if (length < 0 || length > stream.remaining()) {
      throw new IllegalArgumentException("a message claims " + length + " bytes");
    }
    ByteBuffer part = stream.slice(stream.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    stream.position(stream.position() + (int) length);
    return part;
  }

  /**
   * The values of a column of the batch, which must be of this type and without NULLs; those of
   * texts as bytes, one after the other.
   */
  public ByteBuffer values(Field wanted) {
    return buffer(wanted, 1);
  }

  /** Where the texts of a column of the batch begin in its values, and where the last one ends. */
  public ByteBuffer offsets(Field wanted) {
    return buffer(wanted, 2);
  }

  private ByteBuffer buffer(Field wanted, int fromLast) {
    int node = 0;
    int buffer = 0;
    for (Field field : schema.getFields()) {
      if (field.getName().equals(wanted.getName())) {
        requireReadable(field, wanted, node, buffer);
        var place = batch.buffers(buffer + BatchChecksums.bufferCount(field) - fromLast);
        return body.slice((int) place.offset(), (int) place.length())
            .order(ByteOrder.LITTLE_ENDIAN);
      }
      node += BatchChecksums.nodeCount(field);
      buffer += BatchChecksums.bufferCount(field);
    }
    throw new IllegalArgumentException("it has no column " + wanted.getName());
  }

  private void requireReadable(Field field, Field wanted, int node, int buffer) {
    if (!field.getType().equals(wanted.getType())) {
      throw new IllegalArgumentException("it has " + field + " instead of " + wanted);
    }
    String fault = new ColumnLayout(batch, body.capacity(), node, buffer).fault(field);
    if (fault == null && batch.nodes(node).nullCount() != 0) {
      fault = field.getName() + " has NULLs";
    }
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }
}

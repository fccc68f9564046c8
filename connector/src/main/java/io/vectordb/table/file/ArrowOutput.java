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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** The bytes of an Arrow IPC file, written one after the other. */
public final class ArrowOutput {
  /** What stands before the metadata of a batch: the continuation mark and the length. */
  static final int PREFIX_BYTES = 2 * Integer.BYTES;

  private final Schema schema;
  private final WriteChannel out;
  private final List<ArrowBlock> blocks = new ArrayList<>();

  /** Begins a file; the caller closes {@code channel}. */
  public ArrowOutput(WritableByteChannel channel, Schema schema) throws IOException {
    this.schema = schema;
    this.out = ArrowChannels.to(channel);
    out.write(ArrowFooters.MAGIC);
    out.align();
    MessageSerializer.serialize(out, schema);
  }

  /** Appends rows, whose columns must be those of the schema. */
  public void write(VectorSchemaRoot batch) throws IOException {
    try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
      write(record);
    }
  }

  /** Appends a record batch with the columns of the schema; returns where it is. */
  ArrowBlock write(ArrowRecordBatch record) throws IOException {
    ArrowBlock block = MessageSerializer.serialize(out, record);
    blocks.add(block);
    return block;
  }

  /** The number of bytes written so far. */
  long bytes() {
    return out.getCurrentPosition();
  }

  /**
   * Completes the file.
   *
   * @param footerMetadata asked for when all that comes before the footer is written
   * @return the checksum of the footer
   */
  public int finish(Supplier<Map<String, String>> footerMetadata) throws IOException {
    out.writeIntLittleEndian(MessageSerializer.IPC_CONTINUATION_TOKEN);
    out.writeIntLittleEndian(0);
    ByteBuffer footer =
        WriteChannel.serialize(new ArrowFooter(schema, List.of(), blocks, footerMetadata.get()));
    int checksum = Crc32c.of(footer);
    int length = footer.remaining();
    out.write(footer);
    out.writeIntLittleEndian(length);
    out.write(ArrowFooters.MAGIC);
    return checksum;
  }
}

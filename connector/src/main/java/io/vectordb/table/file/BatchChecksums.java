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
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The checksums of one data file: for every record batch, one CRC32C over its metadata, which says
 * where its buffers lie, and one per top-level column over the column's buffers in the order of the
 * file, without padding.
 *
 * <p>They stand in the file's footer, so that the checksum of the footer, which the log holds,
 * vouches for all of them; and they are kept by column, so that a scan verifies what it reads and
 * nothing else.
 */
final class BatchChecksums {
  /**
   * Key in the footer's custom metadata: base64 of little-endian int32, batch by batch: of the
   * metadata, then column by column.
   */
  static final String FOOTER_KEY = "vectordb.crc32c";

  private static final int PART_BYTES = 1 << 20;

  private final int columns;
  private final List<int[]> batches = new ArrayList<>();

  BatchChecksums(int columns) {
    this.columns = columns;
  }

  /**
   * Sums up a batch.
   *
   * @param metadataLength the length of its metadata with the padding that the file has
   */
  void add(List<Field> fields, ArrowRecordBatch batch, int metadataLength) {
    int[] checksums = new int[1 + columns];
    checksums[0] = ofMetadata(MessageSerializer.serializeMetadata(batch), metadataLength);
    List<ArrowBuf> buffers = batch.getBuffers();
    int next = 0;
    for (int column = 0; column < columns; column++) {
      Crc32c crc = new Crc32c();
      for (int end = next + bufferCount(fields.get(column)); next < end; next++) {
        update(crc, buffers.get(next));
      }
      checksums[1 + column] = crc.value();
    }
    batches.add(checksums);
  }

  private static int ofMetadata(ByteBuffer metadata, int length) {
    int padding = length - metadata.remaining();
    return new Crc32c().add(metadata).add(new byte[padding], padding).value();
  }

  Map<String, String> toFooter() {
    ByteBuffer bytes =
        ByteBuffer.allocate(batches.size() * (1 + columns) * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int[] batch : batches) {
      for (int checksum : batch) {
        bytes.putInt(checksum);
      }
    }
    Map<String, String> metadata = new HashMap<>();
    metadata.put(FOOTER_KEY, Base64.getEncoder().encodeToString(bytes.array()));
    return metadata;
  }

  static BatchChecksums fromFooter(Map<String, String> metadata, int columns, int batchCount)
      throws IOException {
    String text = metadata.get(FOOTER_KEY);
    if (text == null) {
      throw new IOException("footer metadata " + FOOTER_KEY + " is missing");
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() != batchCount * (1 + columns) * Integer.BYTES) {
      throw new IOException("footer metadata " + FOOTER_KEY + " has the wrong length");
    }
    BatchChecksums checksums = new BatchChecksums(columns);
    for (int b = 0; b < batchCount; b++) {
      int[] batch = new int[1 + columns];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = bytes.getInt();
      }
      checksums.batches.add(batch);
    }
    return checksums;
  }

  /** Whether {@code metadata}, with its padding, is that of the batch. */
  boolean areOf(int batch, ByteBuffer metadata) {
    return ofMetadata(metadata.duplicate(), metadata.remaining()) == batches.get(batch)[0];
  }

  /** The checksum of the buffers of a column. */
  int of(int batch, int column) {
    return batches.get(batch)[1 + column];
  }

  /** The number of buffers of {@code field} and its children in a record batch. */
  static int bufferCount(Field field) {
    int count = TypeLayout.getTypeBufferCount(field.getType());
    for (Field child : field.getChildren()) {
      count += bufferCount(child);
    }
    return count;
  }

  /** The number of nodes of {@code field} and its children in a record batch. */
  static int nodeCount(Field field) {
    int count = 1;
    for (Field child : field.getChildren()) {
      count += nodeCount(child);
    }
    return count;
  }

  private static void update(Crc32c crc, ArrowBuf buffer) {
    long length = buffer.readableBytes();
    for (long from = 0; from < length; ) {
      int part = (int) Math.min(length - from, PART_BYTES);
      crc.add(ArrowMemory.bytes(buffer, from, part));
      from += part;
    }
  }
}

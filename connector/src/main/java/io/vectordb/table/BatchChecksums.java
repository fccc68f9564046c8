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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The checksums of one data file: for every record batch, one CRC32C per top-level column over the
 * column's buffers in the order of the file, without padding.
 *
 * <p>They stand in the file's footer, so that the checksum of the footer, which the log holds,
 * vouches for all of them; and they are kept by column, so that a scan verifies what it reads and
 * nothing else.
 */
final class BatchChecksums {
  /**
   * Key in the footer's custom metadata: base64 of little-endian int32, batch by batch, column by
   * column.
   */
  static final String FOOTER_KEY = "vectordb.crc32c";

  private final int columns;
  private final List<int[]> batches = new ArrayList<>();

  BatchChecksums(int columns) {
    this.columns = columns;
  }

  void add(List<Field> fields, ArrowRecordBatch batch) {
    int[] checksums = new int[columns];
    List<ArrowBuf> buffers = batch.getBuffers();
    int next = 0;
    for (int column = 0; column < columns; column++) {
      CRC32C crc = new CRC32C();
      for (int end = next + bufferCount(fields.get(column)); next < end; next++) {
        update(crc, buffers.get(next));
      }
      checksums[column] = (int) crc.getValue();
    }
    batches.add(checksums);
  }

  Map<String, String> toFooter() {
    ByteBuffer bytes =
        ByteBuffer.allocate(batches.size() * columns * Integer.BYTES)
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
    if (bytes.remaining() != batchCount * columns * Integer.BYTES) {
      throw new IOException("footer metadata " + FOOTER_KEY + " has the wrong length");
    }
    BatchChecksums checksums = new BatchChecksums(columns);
    for (int b = 0; b < batchCount; b++) {
      int[] batch = new int[columns];
      for (int c = 0; c < columns; c++) {
        batch[c] = bytes.getInt();
      }
      checksums.batches.add(batch);
    }
    return checksums;
  }

  int of(int batch, int column) {
    return batches.get(batch)[column];
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

  private static void update(CRC32C crc, ArrowBuf buffer) {
    long length = buffer.readableBytes();
    for (long from = 0; from < length; ) {
      int part = (int) Math.min(length - from, 1 << 30);
      crc.update(buffer.nioBuffer(from, part));
      from += part;
    }
  }
}

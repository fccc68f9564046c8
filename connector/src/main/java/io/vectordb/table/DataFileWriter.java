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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes one data file: an Arrow IPC file with checksums in its footer. The file is invisible until
 * the {@link DataFile} that {@link #finish} returns has been committed; a writer that is closed
 * before is undone.
 */
public final class DataFileWriter implements AutoCloseable {
  private static final byte[] MAGIC = {'A', 'R', 'R', 'O', 'W', '1'};
  private static final int CONTINUATION = -1;

  /** What stands before the metadata of a batch: the continuation mark and the length. */
  static final int PREFIX_BYTES = 2 * Integer.BYTES;

  private final TableStore store;
  private final String path;
  private final Schema schema;
  private final Map<String, Object> partitionValues;
  private final WritableByteChannel file;
  private final WriteChannel out;
  private final BatchChecksums checksums;
  private final FileStatistics statistics;
  private final List<ArrowBlock> blocks = new ArrayList<>();
  private long rows;
  private boolean finished;

  /**
   * Starts a file.
   *
   * @param path relative to the table, must not exist
   * @param partitionValues the value of each partition column, which all rows share
   */
  public DataFileWriter(
      TableStore store, TableSchema schema, String path, Map<String, Object> partitionValues) {
    this.store = store;
    this.path = path;
    this.schema = schema.arrow();
    this.partitionValues = new HashMap<>(partitionValues);
    this.checksums = new BatchChecksums(schema.fields().size());
    this.statistics = new FileStatistics(schema);
    try {
      this.file = store.create(path);
      this.out = new WriteChannel(file);
      out.write(MAGIC);
      out.align();
      MessageSerializer.serialize(out, this.schema);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Appends the rows of {@code batch}, whose columns must be those of the schema, as one record
   * batch.
   */
  public void write(VectorSchemaRoot batch) {
    if (batch.getRowCount() == 0) {
      return;
    }
    try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
      ArrowBlock block = MessageSerializer.serialize(out, record);
      checksums.add(schema.getFields(), record, block.getMetadataLength() - PREFIX_BYTES);
      blocks.add(block);
    } catch (IOException e) {
      throw failed(e);
    }
    statistics.add(batch);
    rows += batch.getRowCount();
  }

  /** The number of rows written so far. */
  public long rows() {
    return rows;
  }

  /** The number of bytes written so far. */
  public long bytes() {
    return out.getCurrentPosition();
  }

  /** Completes the file, makes it durable and describes it for the commit. */
  public DataFile finish() {
    try {
      out.writeIntLittleEndian(CONTINUATION);
      out.writeIntLittleEndian(0);
      ByteBuffer footer =
          WriteChannel.serialize(new ArrowFooter(schema, List.of(), blocks, checksums.toFooter()));
      CRC32C crc = new CRC32C();
      crc.update(footer.duplicate());
      int footerLength = footer.remaining();
      out.write(footer);
      out.writeIntLittleEndian(footerLength);
      out.write(MAGIC);
      file.close();
      finished = true;
      return new DataFile(
          path,
          partitionValues,
          rows,
          out.getCurrentPosition(),
          (int) crc.getValue(),
          statistics.columns(),
          statistics.vectors(),
          Map.of());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes the file unless it was finished. */
  @Override
  public void close() {
    if (finished) {
      return;
    }
    try {
      file.close();
      store.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private VectorDbException failed(IOException cause) {
    return new VectorDbException(
        "Cannot write data file "
            + store.describe(path)
            + ": "
            + cause.getMessage()
            + ". Nothing was committed; free space or repair the file system and write again",
        cause);
  }
}

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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.store.TableStore;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes an Arrow IPC file with checksums in its footer. A writer that is closed before it has
 * finished is undone.
 */
final class ArrowFileWriter implements AutoCloseable {
  private final TableStore store;
  private final String kind;
  private final String path;
  private final Schema schema;
  private final WritableByteChannel file;
  private final ArrowOutput out;
  private final BatchChecksums checksums;
  private boolean finished;

  /**
   * Starts a file.
   *
   * @param kind what messages call it, such as {@code data file}
   * @param path relative to the table, must not exist
   */
  ArrowFileWriter(TableStore store, String kind, String path, Schema schema) {
    this(store, kind, path, schema, store.create(path));
  }

  /**
   * As the other, of a file that has been created.
   *
   * @param file to be written to
   */
  ArrowFileWriter(
      TableStore store, String kind, String path, Schema schema, WritableByteChannel file) {
    this.store = store;
    this.kind = kind;
    this.path = path;
    this.schema = schema;
    this.checksums = new BatchChecksums(schema.getFields().size());
    this.file = file;
    try {
      this.out = new ArrowOutput(file, schema);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Appends the rows of {@code batch}, whose columns must be those of the schema. */
  void write(VectorSchemaRoot batch) {
    try (ArrowRecordBatch record = new VectorUnloader(batch).getRecordBatch()) {
      write(record);
    }
  }

  /** Appends a record batch with the columns of the schema. */
  void write(ArrowRecordBatch record) {
    try {
      ArrowBlock block = out.write(record);
      checksums.add(
          schema.getFields(), record, block.getMetadataLength() - ArrowOutput.PREFIX_BYTES);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  String path() {
    return path;
  }

  /** The number of bytes written so far. */
  long bytes() {
    return out.bytes();
  }

  /**
   * Completes the file and makes it durable.
   *
   * @param footerMetadata for the footer, beside the checksums
   */
  StoredFile finish(Map<String, String> footerMetadata) {
    Map<String, String> metadata = new HashMap<>(footerMetadata);
    metadata.putAll(checksums.toFooter());
    try {
      int checksum = out.finish(() -> metadata);
      file.close();
      finished = true;
      return new StoredFile(path, out.bytes(), checksum);
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
    } catch (IOException e) {
      // It could not be completed, on a full disk for example, and goes in any case.
    }
    store.delete(path);
  }

  private VectorDbException failed(IOException cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STORAGE_FAILED,
        "Cannot write "
            + kind
            + " "
            + store.describe(path)
            + ": "
            + VectorDbErrors.reason(cause)
            + ". Nothing was committed; free space or repair the file system and write again",
        cause);
  }
}

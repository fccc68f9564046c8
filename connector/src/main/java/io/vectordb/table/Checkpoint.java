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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.ArrowFooters;
import io.vectordb.table.file.ArrowInput;
import io.vectordb.table.file.ArrowMemory;
import io.vectordb.table.file.ArrowOutput;
import io.vectordb.table.file.Crc32c;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.FileKind;
import io.vectordb.table.schema.Json;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A whole snapshot as an Arrow IPC file, as FORMAT.md specifies it: one row per data file. */
public final class Checkpoint {
  private static final String VERSION = "vectordb.version";
  private static final String TIMESTAMP = "vectordb.timestampMillis";
  private static final String PROTOCOL = "vectordb.protocol";
  private static final String METADATA = "vectordb.metaData";
  private static final String TRANSACTIONS = "vectordb.txn";
  private static final String FILES = "vectordb.files";
  private static final String CHECKSUM = "vectordb.crc32c";

  private static final ArrowType UINT32 = new ArrowType.Int(32, false);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);
  private static final List<Field> COLUMNS =
      List.of(
          column("path", ArrowType.Utf8.INSTANCE),
          column("rows", INT64),
          column("bytes", INT64),
          column("footerChecksum", UINT32),
          column("partitionValues", ArrowType.Utf8.INSTANCE),
          column("columns", ArrowType.Utf8.INSTANCE),
          column("vectors", ArrowType.Utf8.INSTANCE),
          column("codes", ArrowType.Utf8.INSTANCE),
          column("deletes", ArrowType.Utf8.INSTANCE));

  private static final int BATCH_ROWS = 8192;

  private Checkpoint() {}

  /** A checkpoint that is damaged, or that cannot be read. */
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  public static byte[] encode(Snapshot snapshot) {
    Schema schema = new Schema(COLUMNS, schemaMetadata(snapshot));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Crc32c crc = new Crc32c();
    try (BufferAllocator allocator = ArrowMemory.allocator("vectordb checkpoint");
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      ArrowOutput out = new ArrowOutput(Channels.newChannel(crc.with(bytes)), schema);
      ActionJson json = new ActionJson(snapshot.schema());
      List<DataFile> files = snapshot.files();
      for (int from = 0; from < files.size(); from += BATCH_ROWS) {
        fill(root, files.subList(from, Math.min(files.size(), from + BATCH_ROWS)), json);
        out.write(root);
      }
      out.finish(() -> Map.of(CHECKSUM, Crc32c.hex(crc.value())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, String> schemaMetadata(Snapshot snapshot) {
    ObjectNode transactions = Json.object();
    snapshot.transactions().forEach(transactions::put);
    Map<String, String> metadata = new HashMap<>();
    metadata.put(VERSION, Long.toString(snapshot.version()));
    metadata.put(TIMESTAMP, Long.toString(snapshot.timestampMillis()));
    metadata.put(PROTOCOL, Json.text(ActionJson.protocol(snapshot.protocol())));
    metadata.put(METADATA, Json.text(ActionJson.metadata(snapshot.metadata())));
    metadata.put(TRANSACTIONS, Json.text(transactions));
    metadata.put(FILES, Integer.toString(snapshot.files().size()));
    return metadata;
  }

  private static void fill(VectorSchemaRoot root, List<DataFile> files, ActionJson json) {
    root.clear();
    for (int i = 0; i < files.size(); i++) {
      DataFile file = files.get(i);
      text(root, "path").setSafe(i, Scalars.utf8(file.path()));
      ((BigIntVector) root.getVector("rows")).setSafe(i, file.rows());
      ((BigIntVector) root.getVector("bytes")).setSafe(i, file.bytes());
      ((UInt4Vector) root.getVector("footerChecksum")).setSafe(i, file.footerChecksum());
      set(root, "partitionValues", i, json.partitionValues(file));
      set(root, "columns", i, json.columns(file));
      set(root, "vectors", i, ActionJson.vectors(file));
      set(root, "codes", i, CodeFileJson.encode(file.codes()));
      set(root, "deletes", i, deletes(file));
    }
    root.setRowCount(files.size());
  }

  private static void set(VectorSchemaRoot root, String column, int row, ObjectNode json) {
    text(root, column).setSafe(row, Scalars.utf8(Json.text(json)));
  }

  private static VarCharVector text(VectorSchemaRoot root, String column) {
    return (VarCharVector) root.getVector(column);
  }

  /**
   * The snapshot in {@code file}.
   *
   * @throws UnusableException if it is damaged
   * @throws VectorDbException if it is sound but refused: unknown protocol, path outside the table
   */
  public static Snapshot decode(byte[] file, long version, String name) throws UnusableException {
    try {
      int footerOffset = ArrowFooters.offset(file);
      String expected = footerMetadata(file, footerOffset).get(CHECKSUM);
      String actual = Crc32c.hex(Crc32c.of(file, footerOffset));
      if (!actual.equals(expected)) {
        throw new IllegalArgumentException("its crc32c is " + actual + ", not " + expected);
      }
      return decode(new ArrowInput(file, footerOffset), version, name);
    } catch (VectorDbException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UnusableException(name + " cannot be read: " + FileKind.reason(e), e);
    }
  }

  private static Snapshot decode(ArrowInput checkpoint, long version, String name) {
    Map<String, String> head = checkpoint.schema().getCustomMetadata();
    Action.Protocol protocol =
        CommitFile.readable(ActionJson.protocol(Json.parse(head.get(PROTOCOL))), name);
    TableMetadata metadata = ActionJson.metadata(Json.parse(head.get(METADATA)));
    ActionJson json = new ActionJson(metadata.schema());
    List<DataFile> files = new ArrayList<>();
    while (checkpoint.next()) {
      files.addAll(CheckpointRows.of(checkpoint, COLUMNS).files(json, name));
    }
    if (Long.parseLong(head.get(VERSION)) != version
        || Integer.parseInt(head.get(FILES)) != files.size()) {
      throw new IllegalArgumentException(
          "it holds " + files.size() + " files and says of itself " + head);
    }
    long timestampMillis = Long.parseLong(head.get(TIMESTAMP));
    Map<String, Long> transactions = transactions(Json.parse(head.get(TRANSACTIONS)));
    return new Snapshot(version, timestampMillis, protocol, metadata, files, transactions);
  }

  private static ObjectNode deletes(DataFile file) {
    return file.deletes() == null ? Json.object() : ActionJson.deletes(file.deletes());
  }

  private static Map<String, Long> transactions(JsonNode json) {
    Map<String, Long> transactions = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      transactions.put(entry.getKey(), Json.longOf(json, entry.getKey()));
    }
    return transactions;
  }

  private static Map<String, String> footerMetadata(byte[] file, int footerOffset) {
    ByteBuffer footer =
        ByteBuffer.wrap(file, footerOffset, file.length - ArrowFooters.TAIL_BYTES - footerOffset)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    return new ArrowFooter(Footer.getRootAsFooter(footer)).getMetaData();
  }

  private static Field column(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }
}

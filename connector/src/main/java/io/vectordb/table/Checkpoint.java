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
import io.vectordb.table.file.ArrowChannels;
import io.vectordb.table.file.ArrowMemory;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.file.FileKind;
import io.vectordb.table.schema.Json;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.store.RelativePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
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

  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_BYTES = 8;
  private static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;
  private static final int BATCH_ROWS = 8192;

  /** So many files of a batch are read by one processor. */
  private static final int PART_ROWS = 1024;

  private Checkpoint() {}

  /** A checkpoint that is damaged, or that this process has no means to read. */
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  public static byte[] encode(Snapshot snapshot) {
    Schema schema = new Schema(COLUMNS, schemaMetadata(snapshot));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CRC32C crc = new CRC32C();
    try (BufferAllocator allocator = ArrowMemory.allocator("vectordb checkpoint");
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        WriteChannel out =
            ArrowChannels.to(Channels.newChannel(new CheckedOutputStream(bytes, crc)))) {
      out.write(MAGIC);
      out.align();
      MessageSerializer.serialize(out, schema);
      ActionJson json = new ActionJson(snapshot.schema());
      List<ArrowBlock> blocks = new ArrayList<>();
      List<DataFile> files = snapshot.files();
      for (int from = 0; from < files.size(); from += BATCH_ROWS) {
        fill(root, files.subList(from, Math.min(files.size(), from + BATCH_ROWS)), json);
        try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
          blocks.add(MessageSerializer.serialize(out, batch));
        }
      }
      out.writeIntLittleEndian(MessageSerializer.IPC_CONTINUATION_TOKEN);
      out.writeIntLittleEndian(0);
      // All that comes before the footer is written, so the footer can hold its checksum.
      Map<String, String> metadata =
          Map.of(CHECKSUM, HexFormat.of().toHexDigits((int) crc.getValue()));
      ByteBuffer footer =
          WriteChannel.serialize(new ArrowFooter(schema, List.of(), blocks, metadata));
      int footerLength = footer.remaining();
      out.write(footer);
      out.writeIntLittleEndian(footerLength);
      out.write(MAGIC);
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
      int footerOffset = footerOffset(file);
      String expected = footerMetadata(file, footerOffset).get(CHECKSUM);
      String actual = checksum(file, footerOffset);
      if (!actual.equals(expected)) {
        throw new IllegalArgumentException("its crc32c is " + actual + ", not " + expected);
      }
      return decode(file, footerOffset, version, name);
    } catch (VectorDbException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new UnusableException(name + " cannot be read: " + FileKind.reason(e), e);
    }
  }

  private static Snapshot decode(byte[] file, int footerOffset, long version, String name)
      throws IOException, UnusableException {
    // The part between the head and the footer is an Arrow IPC stream, all of it summed.
    ByteArrayInputStream stream =
        new ByteArrayInputStream(file, HEAD_BYTES, footerOffset - HEAD_BYTES);
    try (BufferAllocator allocator = readingAllocator();
        BufferAllocator limited = allocator.newChildAllocator("limited", 0, memory(file));
        ArrowStreamReader reader =
            new ArrowStreamReader(
                new MessageChannelReader(ArrowChannels.from(Channels.newChannel(stream)), limited),
                limited)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      Map<String, String> head = root.getSchema().getCustomMetadata();
      Action.Protocol protocol =
          CommitFile.readable(ActionJson.protocol(Json.parse(head.get(PROTOCOL))), name);
      TableMetadata metadata = ActionJson.metadata(Json.parse(head.get(METADATA)));
      ActionJson json = new ActionJson(metadata.schema());
      List<DataFile> files = new ArrayList<>();
      while (reader.loadNextBatch()) {
        files.addAll(files(root, json, name));
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
  }

  private static BufferAllocator readingAllocator() throws UnusableException {
    try {
      return ArrowMemory.allocator("vectordb checkpoint");
    } catch (VectorDbException e) {
      throw new UnusableException(e.getMessage(), e);
    }
  }

  /**
   * More than the batches of a file take, of which two are there at a time, rounded up to powers of
   * two. A batch may say that it is longer than all memory.
   */
  private static long memory(byte[] file) {
    return 4L * file.length + (1 << 20);
  }

  /** Several processors share the work, of which a large table has plenty. */
  private static List<DataFile> files(VectorSchemaRoot root, ActionJson json, String name) {
    int rows = root.getRowCount();
    return IntStream.range(0, (rows + PART_ROWS - 1) / PART_ROWS)
        .parallel()
        .mapToObj(
            part -> {
              CheckpointTexts texts = new CheckpointTexts(json.reader(), name);
              int from = part * PART_ROWS;
              return IntStream.range(from, Math.min(rows, from + PART_ROWS))
                  .mapToObj(row -> file(root, row, texts, name))
                  .toList();
            })
        .flatMap(List::stream)
        .toList();
  }

  private static DataFile file(VectorSchemaRoot root, int row, CheckpointTexts texts, String name) {
    DeletionVector deletes = deletes(bytes(root, "deletes", row));
    if (deletes != null) {
      RelativePath.check(deletes.path(), name);
    }
    return new DataFile(
        RelativePath.check(new String(bytes(root, "path", row), StandardCharsets.UTF_8), name),
        texts.partitionValues(bytes(root, "partitionValues", row)),
        ((BigIntVector) root.getVector("rows")).get(row),
        ((BigIntVector) root.getVector("bytes")).get(row),
        ((UInt4Vector) root.getVector("footerChecksum")).get(row),
        texts.columns(bytes(root, "columns", row)),
        texts.vectors(bytes(root, "vectors", row)),
        texts.codes(bytes(root, "codes", row)),
        deletes);
  }

  /** Arrow makes room for a text before it looks whether there can be one of this length. */
  private static byte[] bytes(VectorSchemaRoot root, String column, int row) {
    VarCharVector texts = text(root, column);
    long start = texts.getStartOffset(row);
    long end = texts.getEndOffset(row);
    if (texts.isNull(row) || start < 0 || end < start || end > texts.getDataBuffer().capacity()) {
      throw new IllegalArgumentException(
          "column " + column + " has no text from byte " + start + " to byte " + end);
    }
    return texts.get(row);
  }

  private static ObjectNode deletes(DataFile file) {
    return file.deletes() == null ? Json.object() : ActionJson.deletes(file.deletes());
  }

  private static DeletionVector deletes(byte[] text) {
    if (CheckpointTexts.isNothing(text)) {
      return null;
    }
    JsonNode json = Json.parse(new String(text, StandardCharsets.UTF_8));
    return json.isEmpty() ? null : ActionJson.deletes(json);
  }

  private static Map<String, Long> transactions(JsonNode json) {
    Map<String, Long> transactions = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      transactions.put(entry.getKey(), Json.longOf(json, entry.getKey()));
    }
    return transactions;
  }

  /** Where the footer begins: the file ends with it, its length and the magic. */
  static int footerOffset(byte[] file) {
    int tail = file.length - TAIL_BYTES;
    if (tail < HEAD_BYTES
        || !Arrays.equals(file, tail + Integer.BYTES, file.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("it does not end as an Arrow file does");
    }
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
    if (length <= 0 || length > tail - HEAD_BYTES) {
      throw new IllegalArgumentException("its footer cannot have " + length + " bytes");
    }
    return tail - length;
  }

  private static Map<String, String> footerMetadata(byte[] file, int footerOffset) {
    ByteBuffer footer =
        ByteBuffer.wrap(file, footerOffset, file.length - TAIL_BYTES - footerOffset)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    return new ArrowFooter(Footer.getRootAsFooter(footer)).getMetaData();
  }

  private static String checksum(byte[] file, int length) {
    CRC32C crc = new CRC32C();
    crc.update(file, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static Field column(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }
}

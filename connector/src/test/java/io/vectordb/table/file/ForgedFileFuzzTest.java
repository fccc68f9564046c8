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

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.Search;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import io.vectordb.testing.Seed;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arrow files that other programs have written: all checksums are right, and what the file says of
 * its columns and batches may be wrong. Each is read, or refused by an error that names the file.
 */
class ForgedFileFuzzTest {
  private static final int FORGERIES = 1500;
  private static final int ROWS = 100;
  private static final int ROWS_OF_BATCH = 40;
  private static final int DIMENSION = 4;
  private static final int TRAILER_BYTES = Integer.BYTES + ArrowFooters.MAGIC.length;

  private final long seed = Seed.of(ForgedFileFuzzTest.class);
  private final Random random = new Random(seed);

  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void createTable() {
    TableSchema schema =
        new TableSchema(
            new Schema(
                List.of(
                    Field.nullable("id", new ArrowType.Int(64, true)),
                    Field.nullable("name", ArrowType.Utf8.INSTANCE),
                    Field.nullable("flag", ArrowType.Bool.INSTANCE),
                    Field.nullable("price", new ArrowType.Decimal(10, 2, 128)),
                    TableSchema.vectorField(
                        new VectorColumn("v", VectorType.FLOAT_ARRAY, DIMENSION)))));
    table = Table.at(directory.toString());
    table
        .begin("CREATE", Map.of())
        .create(
            new TableMetadata(UUID.randomUUID().toString(), schema, List.of(), Map.of(), 1_700L))
        .commit();
    table.begin("APPEND", Map.of()).add(write(schema)).commit();
    Optimization.of(table).run(Encoding.INT8);
  }

  private DataFile write(TableSchema schema) {
    try (BufferAllocator allocator = new RootAllocator();
        DataFileWriter writer =
            new DataFileWriter(table.store(), schema, "data/x.arrow", Map.of())) {
      for (int from = 0; from < ROWS; from += ROWS_OF_BATCH) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema.arrow(), allocator)) {
          root.allocateNew();
          int rows = Math.min(ROWS_OF_BATCH, ROWS - from);
          for (int row = 0; row < rows; row++) {
            set(root, row, from + row);
          }
          root.setRowCount(rows);
          writer.write(root);
        }
      }
      return writer.finish();
    }
  }

  private static void set(VectorSchemaRoot root, int row, int id) {
    ((BigIntVector) root.getVector("id")).setSafe(row, id);
    ((VarCharVector) root.getVector("name")).setSafe(row, Scalars.utf8("name " + id));
    ((BitVector) root.getVector("flag")).setSafe(row, id % 2);
    FixedSizeListVector lists = (FixedSizeListVector) root.getVector("v");
    int at = lists.startNewValue(row);
    for (int i = 0; i < DIMENSION; i++) {
      ((Float4Vector) lists.getDataVector()).setSafe(at + i, id % (i + 2));
    }
    if (id % 10 == 3) {
      lists.setNull(row);
    } else {
      ((DecimalVector) root.getVector("price")).setSafe(row, new BigDecimal(id + ".50"));
    }
  }

  @Test
  void forgedDataFilesAreReadOrRefusedByName() throws IOException {
    DataFile sound = table.snapshot().files().get(0);
    check(
        sound.path(),
        stored ->
            new DataFile(
                stored.path(),
                Map.of(),
                sound.rows(),
                stored.bytes(),
                stored.footerChecksum(),
                Map.of(),
                Map.of(),
                Map.of()));
  }

  @Test
  void forgedCodeFilesAreReadOrLeftOut() throws IOException {
    DataFile sound = table.snapshot().files().get(0);
    CodeFile codes = sound.codes().get("v");
    check(
        codes.file().path(),
        stored -> sound.withCodes(Map.of("v", new CodeFile(stored, codes.encoder(), null))));
  }

  private interface Forged {
    DataFile as(StoredFile stored);
  }

  private void check(String path, Forged forged) throws IOException {
    Path file = directory.resolve(path);
    byte[] sound = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < FORGERIES; i++) {
      byte[] bytes = sound.clone();
      int footerChecksum = forge(bytes);
      // A file of its own: this process keeps what it has mapped.
      String name = path.replace(".arrow", "-" + i + ".arrow");
      Files.write(directory.resolve(name), bytes);
      try {
        read(forged.as(new StoredFile(name, bytes.length, footerChecksum)));
      } catch (VectorDbException e) {
        if (!e.getMessage().contains(name)) {
          throw new AssertionError("seed " + seed + ", forgery " + i, e);
        }
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", forgery " + i, e);
      } finally {
        Files.delete(directory.resolve(name));
      }
    }
    assertTrue(refused < FORGERIES, "what changes nothing is read");
  }

  private void read(DataFile file) {
    Snapshot now = table.snapshot();
    Snapshot snapshot =
        new Snapshot(now.version(), 0, now.protocol(), now.metadata(), List.of(file), Map.of());
    float[] query = {1, 2, 3, 4};
    Search.of(table, snapshot)
        .select("id", "name", "flag", "price")
        .score("v", Measure.DOT_PRODUCT, query)
        .run();
    Search.of(table, snapshot)
        .score("v", Measure.EUCLIDEAN_DISTANCE, query)
        .select("name")
        .top(5)
        .run();
    Search.of(table, snapshot).score("v", Measure.COSINE_SIMILARITY, query).atLeast(0.5).count();
    Search.of(table, snapshot)
        .where(new Filter.Compare("name", Filter.Operator.LESS, "name 5"))
        .score("v", Measure.DOT_PRODUCT, query)
        .atLeast(3)
        .run();
  }

  /** Spoils bytes of the footer or of the metadata of batches; returns the footer's checksum. */
  private int forge(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int tail = file.length - TRAILER_BYTES;
    int footerAt = tail - all.getInt(tail);
    ArrowFooter footer = footer(file, footerAt, tail);
    String text = footer.getMetaData().get(BatchChecksums.FOOTER_KEY);
    int textAt = indexOf(file, text.getBytes(US_ASCII), footerAt);
    ByteBuffer checksums =
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    int columns = footer.getSchema().getFields().size();
    List<ArrowBlock> blocks = footer.getRecordBatches();
    int batch = random.nextInt(blocks.size());
    if (random.nextInt(3) > 0) {
      int at = (int) blocks.get(batch).getOffset() + ArrowOutput.PREFIX_BYTES;
      int length = blocks.get(batch).getMetadataLength() - ArrowOutput.PREFIX_BYTES;
      spoil(file, at, at + length, 0, 0);
      checksums.putInt(batch * (1 + columns) * Integer.BYTES, crc(file, at, length));
      reseal(file, footer.getSchema(), blocks.get(batch), checksums, batch * (1 + columns));
    }
    byte[] resealed = Base64.getEncoder().encode(checksums.array());
    System.arraycopy(resealed, 0, file, textAt, resealed.length);
    if (random.nextInt(3) == 0) {
      spoil(file, footerAt, tail, textAt, textAt + resealed.length);
    }
    return crc(file, footerAt, tail - footerAt);
  }

  private void spoil(byte[] file, int from, int to, int exceptFrom, int exceptTo) {
    for (int i = random.nextInt(2); i >= 0; i--) {
      int at = from + random.nextInt(to - from);
      if (at < exceptFrom || at >= exceptTo) {
        file[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : file[at] ^ 1 << random.nextInt(8));
      }
    }
  }

  /** Gives columns whose buffers are elsewhere now the checksums of what is there. */
  private static void reseal(
      byte[] file, Schema schema, ArrowBlock block, ByteBuffer checksums, int first) {
    try {
      int at = (int) block.getOffset();
      int length = block.getMetadataLength();
      ByteBuffer metadata =
          ByteBuffer.wrap(file, at + ArrowOutput.PREFIX_BYTES, length - ArrowOutput.PREFIX_BYTES)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      RecordBatch batch =
          (RecordBatch) Message.getRootAsMessage(metadata).header(new RecordBatch());
      int next = 0;
      for (int column = 0; column < schema.getFields().size(); column++) {
        CRC32C crc = new CRC32C();
        for (int n = BatchChecksums.bufferCount(schema.getFields().get(column)); n > 0; n--) {
          Buffer buffer = batch.buffers(next++);
          int start = Math.toIntExact(at + length + buffer.offset());
          crc.update(file, start, Math.toIntExact(buffer.length()));
        }
        checksums.putInt((first + 1 + column) * Integer.BYTES, (int) crc.getValue());
      }
    } catch (RuntimeException e) {
      // What cannot be summed up cannot be read either.
    }
  }

  private static ArrowFooter footer(byte[] file, int from, int to) {
    ByteBuffer bytes =
        ByteBuffer.wrap(file, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN);
    return new ArrowFooter(Footer.getRootAsFooter(bytes));
  }

  private static int crc(byte[] file, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(file, from, length);
    return (int) crc.getValue();
  }

  private static int indexOf(byte[] file, byte[] wanted, int from) {
    int at = from;
    while (!Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    return at;
  }
}

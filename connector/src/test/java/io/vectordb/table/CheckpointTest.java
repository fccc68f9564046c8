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

import static io.vectordb.table.LogFixtures.append;
import static io.vectordb.table.LogFixtures.assertFails;
import static io.vectordb.table.LogFixtures.checkpoint;
import static io.vectordb.table.LogFixtures.codes;
import static io.vectordb.table.LogFixtures.commit;
import static io.vectordb.table.LogFixtures.createTable;
import static io.vectordb.table.LogFixtures.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.ArrowFooters;
import io.vectordb.table.file.Crc32c;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorStats;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.LogNames;
import io.vectordb.testing.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path directory;

  private Table fresh() {
    return Table.at(directory.toString());
  }

  private Table tableOfVersions(int newest, String interval) {
    Table table = createTable(directory, Map.of("checkpointInterval", interval));
    for (int version = 1; version <= newest; version++) {
      DataFile file = file("f" + version, version % 3 == 0 ? null : "day" + version % 3);
      Transaction transaction = table.begin("APPEND", Map.of()).add(file);
      transaction.identifiedBy("app", version).commit();
    }
    return table;
  }

  private static void assertSameTable(Snapshot expected, Snapshot actual) {
    assertEquals(expected.version(), actual.version());
    assertEquals(expected.timestampMillis(), actual.timestampMillis());
    assertEquals(expected.metadata(), actual.metadata());
    assertEquals(expected.protocol(), actual.protocol());
    assertEquals(expected.transactions(), actual.transactions());
    assertEquals(expected.files(), actual.files());
  }

  @Test
  void writtenAtTheIntervalAndUsed() throws IOException {
    Table table = tableOfVersions(8, "3");
    for (int version = 0; version <= 8; version++) {
      assertEquals(
          version == 3 || version == 6, Files.exists(checkpoint(directory, version)), "" + version);
    }
    Snapshot expected = fresh().snapshot();
    Snapshot atSix = fresh().snapshot(6);
    for (int version = 0; version <= 6; version++) {
      Files.delete(commit(directory, version));
    }
    assertSameTable(expected, fresh().snapshot());
    assertSameTable(atSix, fresh().snapshot(6));
    assertEquals(OptionalLong.of(8), fresh().snapshot().transactionVersion("app"));
    assertFails(() -> fresh().snapshot(5), "has expired", "oldest version kept is 6");

    byte[] seven = Files.readAllBytes(commit(directory, 7));
    Files.delete(commit(directory, 7));
    assertFails(() -> fresh().snapshot(), "gap", "version 7");
    Files.write(commit(directory, 7), seven);
    assertEquals(9, append(table, file("more", "mon")));
  }

  @Test
  void opensWithTheCheckpointAlone() throws IOException {
    tableOfVersions(6, "3");
    Snapshot expected = fresh().snapshot();
    for (int version = 0; version <= 6; version++) {
      Files.delete(commit(directory, version));
    }
    assertTrue(fresh().exists());
    assertSameTable(expected, fresh().snapshot());
    assertEquals(7, append(fresh(), file("more", "mon")));
    assertEquals(7, fresh().snapshot().files().size());
  }

  @Test
  void damagedCheckpointIsIgnored() throws IOException {
    tableOfVersions(8, "3");
    Snapshot expected = fresh().snapshot();
    byte[] content = Files.readAllBytes(checkpoint(directory, 6));
    content[content.length / 2] ^= 1;
    Files.write(checkpoint(directory, 6), content);
    assertSameTable(expected, fresh().snapshot());
    // The older checkpoint serves, not the whole log.
    Files.delete(commit(directory, 2));
    assertSameTable(expected, fresh().snapshot());
    Files.write(checkpoint(directory, 3), new byte[0]);
    assertFails(() -> fresh().snapshot(), "gap", "version 2", "ignored a checkpoint");
  }

  @Test
  void unreadableCheckpointIsIgnored() throws IOException {
    tableOfVersions(8, "3");
    Snapshot expected = fresh().snapshot();
    Files.delete(checkpoint(directory, 6));
    Files.createDirectory(checkpoint(directory, 6));
    assertSameTable(expected, fresh().snapshot());
    Files.delete(commit(directory, 5));
    assertFails(() -> fresh().snapshot(), "gap", "version 5", "ignored", "Cannot read", "06.arrow");
  }

  @Test
  void everyDamageIsNoticed() throws Exception {
    tableOfVersions(3, "3");
    byte[] content = Files.readAllBytes(checkpoint(directory, 3));
    Snapshot expected = Checkpoint.decode(content, 3, "c");
    for (int length = 0; length < content.length; length++) {
      byte[] truncated = Arrays.copyOf(content, length);
      assertThrows(Checkpoint.UnusableException.class, () -> Checkpoint.decode(truncated, 3, "c"));
    }
    long seed = Seed.of(CheckpointTest.class);
    Random random = new Random(seed);
    int unnoticed = 0;
    for (int position = 0; position < content.length; position++) {
      byte[] flipped = content.clone();
      flipped[position] ^= (byte) (1 << random.nextInt(8));
      try {
        // Parts of the footer repeat what the summed part says, and are not looked at.
        assertSameTable(expected, Checkpoint.decode(flipped, 3, "c"));
        unnoticed++;
      } catch (Checkpoint.UnusableException e) {
        assertTrue(e.getMessage().startsWith("c cannot be read"));
      }
    }
    assertTrue(unnoticed < content.length / 2, unnoticed + " of " + content.length);
    assertThrows(Checkpoint.UnusableException.class, () -> Checkpoint.decode(content, 4, "c"));
  }

  @Test
  void unwritableCheckpointDoesNotFailTheCommit() throws IOException {
    Files.createDirectories(directory.resolve("_vectordb"));
    Files.writeString(directory.resolve(LogNames.CHECKPOINT_DIRECTORY), "in the way");
    tableOfVersions(4, "2");
    assertEquals(4, fresh().snapshot().version());
    assertFalse(Files.exists(checkpoint(directory, 2)));
  }

  @Test
  void newerProtocolIsRefusedNotIgnored() throws IOException {
    tableOfVersions(3, "3");
    Snapshot s = fresh().snapshot();
    Snapshot newer =
        new Snapshot(3, 0, new Action.Protocol(2, 2), s.metadata(), s.files(), s.transactions());
    Files.write(checkpoint(directory, 3), Checkpoint.encode(newer));
    assertFails(() -> fresh().snapshot(), "00000000000000000003.arrow", "version 2", "up to 1");
  }

  @Test
  void isAnArrowFileForOthers() throws IOException {
    tableOfVersions(3, "3");
    try (RootAllocator allocator = new RootAllocator();
        ArrowFileReader reader =
            new ArrowFileReader(Files.newByteChannel(checkpoint(directory, 3)), allocator)) {
      assertTrue(reader.loadNextBatch());
      var root = reader.getVectorSchemaRoot();
      assertEquals(3, root.getRowCount());
      assertEquals("data/day=day1/f1.arrow", root.getVector("path").getObject(0).toString());
      assertEquals("{\"day\":\"day1\"}", root.getVector("partitionValues").getObject(0).toString());
      assertEquals("{}", root.getVector("codes").getObject(0).toString());
      assertEquals("3", root.getSchema().getCustomMetadata().get("vectordb.version"));
      assertEquals("{\"app\":3}", root.getSchema().getCustomMetadata().get("vectordb.txn"));
    }
  }

  @Test
  void checkpointOfAnotherWriterIsRead() throws Exception {
    tableOfVersions(3, "3");
    byte[] own = Files.readAllBytes(checkpoint(directory, 3));
    byte[] unsealed = rewritten(own, Map.of());
    String sum = Crc32c.hex(Crc32c.of(unsealed, ArrowFooters.offset(unsealed)));
    byte[] sealed = rewritten(own, Map.of("vectordb.crc32c", sum));
    assertFalse(Arrays.equals(own, sealed));
    assertSameTable(Checkpoint.decode(own, 3, "c"), Checkpoint.decode(sealed, 3, "c"));
    assertThrows(Checkpoint.UnusableException.class, () -> Checkpoint.decode(unsealed, 3, "c"));
  }

  /** What Arrow's own writer makes of the same rows, in batches of one. */
  private static byte[] rewritten(byte[] checkpoint, Map<String, String> footer)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RootAllocator allocator = new RootAllocator();
        ArrowFileReader reader =
            new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(checkpoint), allocator)) {
      VectorSchemaRoot rows = reader.getVectorSchemaRoot();
      try (VectorSchemaRoot some = VectorSchemaRoot.create(rows.getSchema(), allocator);
          ArrowFileWriter writer =
              new ArrowFileWriter(some, null, Channels.newChannel(out), footer)) {
        while (reader.loadNextBatch()) {
          for (int row = 0; row < rows.getRowCount(); row++) {
            try (VectorSchemaRoot one = rows.slice(row, 1);
                ArrowRecordBatch batch = new VectorUnloader(one).getRecordBatch()) {
              new VectorLoader(some).load(batch);
              writer.writeBatch();
            }
          }
        }
      }
    }
    return out.toByteArray();
  }

  @Test
  void manyFilesAndAllTypesSurvive() throws Exception {
    long seed = Seed.of(CheckpointTest.class);
    Random random = new Random(seed);
    TableMetadata metadata =
        new TableMetadata("id", allTypes(), List.of("s", "d"), Map.of("\u00e4", "\n"), 5);
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Map<String, Object> partition = new HashMap<>();
      partition.put("s", random.nextInt(4) == 0 ? null : "x" + random.nextInt());
      partition.put("d", random.nextDouble());
      Map<String, ColumnStats> columns = new HashMap<>();
      columns.put("b", new ColumnStats(false, random.nextBoolean(), random.nextInt(9), 0, true));
      columns.put("l", new ColumnStats(random.nextLong(), null, 0, 0, false));
      columns.put("d", new ColumnStats(-0.0, random.nextGaussian(), 0, random.nextInt(5), false));
      BigDecimal decimal = BigDecimal.valueOf(random.nextLong(), 2);
      columns.put("m", new ColumnStats(decimal, decimal, 0, 0, false));
      columns.put("none", new ColumnStats(null, null, 77, 0, false));
      Map<String, VectorStats> vectors =
          Map.of("v", new VectorStats(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3, 4));
      files.add(
          new DataFile(
              "data/" + i,
              partition,
              i,
              random.nextLong(),
              random.nextInt(),
              columns,
              vectors,
              i % 3 == 0 ? Map.of() : codes("c" + i, i % 3 == 1)));
    }
    byte[] bytes = {0, -1, 5};
    files.add(
        new DataFile(
            "data/binary",
            Map.of("s", "", "d", Double.NaN),
            1,
            1,
            1,
            Map.of("y", new ColumnStats(bytes, null, 0, 0, false)),
            Map.of(),
            Map.of()));
    Snapshot snapshot =
        new Snapshot(42, 7, Action.Protocol.CURRENT, metadata, files, Map.of("a", -1L, "\"", 5L));
    Snapshot read = Checkpoint.decode(Checkpoint.encode(snapshot), 42, "c");
    assertEquals(files.subList(0, 20_000), read.files().subList(0, 20_000));
    DataFile last = read.files().get(20_000);
    assertArrayEquals(bytes, (byte[]) last.columns().get("y").min());
    assertEquals(Double.NaN, last.partitionValues().get("d"));
    assertEquals(snapshot.transactions(), read.transactions());
    assertEquals(metadata, read.metadata());
  }

  @Test
  void whatHasNotBeenReadTravels() throws Exception {
    tableOfVersions(3, "3");
    List<DataFile> expected = fresh().snapshot(3).files();
    byte[] checkpoint = Files.readAllBytes(checkpoint(directory, 3));
    for (int i = 0; i < 3; i++) {
      DataFile file = Checkpoint.decode(checkpoint, 3, "c").files().get(i);
      assertEquals(expected.get(i), SerializationUtils.roundtrip(file));
    }
  }

  private static TableSchema allTypes() {
    ArrowType floating = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    return new TableSchema(
        new Schema(
            List.of(
                Field.nullable("b", ArrowType.Bool.INSTANCE),
                Field.nullable("l", new ArrowType.Int(64, true)),
                Field.nullable("d", floating),
                Field.nullable("m", new ArrowType.Decimal(20, 2, 128)),
                Field.nullable("s", ArrowType.Utf8.INSTANCE),
                Field.nullable("y", ArrowType.Binary.INSTANCE),
                TableSchema.vectorField(new VectorColumn("v", VectorType.DOUBLE_ARRAY, 3)))));
  }
}

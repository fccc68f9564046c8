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

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.ArrowFooters;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.SchemaEvolution;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.LogNames;
import io.vectordb.testing.Seed;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/**
 * Logs that other programs have written: the checksums are right, and anything may be wrong. Each
 * is read, or refused by an error that names the file.
 */
class ForgedLogTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int FORGERIES = 2000;

  private final long seed = Seed.of(ForgedLogTest.class);
  private final Random random = new Random(seed);

  @TempDir Path directory;
  private Table table;

  /** A table whose log has every action and every kind of column. */
  private void createTable() {
    table = Table.at(directory.toString());
    Field nested =
        new Field(
            "nested",
            FieldType.nullable(ArrowType.Struct.INSTANCE),
            List.of(
                Field.nullable("x", new ArrowType.Int(32, true)),
                new Field(
                    "list",
                    FieldType.nullable(ArrowType.List.INSTANCE),
                    List.of(Field.nullable("element", ArrowType.Utf8.INSTANCE)))));
    Schema schema =
        new Schema(
            List.of(
                Field.nullable("id", new ArrowType.Int(64, true)),
                Field.nullable("day", ArrowType.Utf8.INSTANCE),
                Field.nullable("price", new ArrowType.Decimal(10, 2, 128)),
                nested,
                TableSchema.vectorField(new VectorColumn("v", VectorType.FLOAT_ARRAY, 2)),
                TableSchema.vectorField(new VectorColumn("w", VectorType.DOUBLE_ARRAY, 0))));
    TableMetadata metadata =
        new TableMetadata(
            UUID.randomUUID().toString(),
            new TableSchema(schema),
            List.of("day"),
            Map.of("checkpointInterval", "100"),
            1_700_000_000_000L);
    table.begin("CREATE", Map.of("how", "x")).create(metadata).commit();
    LogFixtures.append(table, LogFixtures.file("a", "mon"), LogFixtures.file("b", "tue"));
    table
        .begin("ENCODE", Map.of())
        .replaceCodes(LogFixtures.file("a", "mon"), LogFixtures.codes("a", true))
        .commit();
    DataFile file = table.snapshot().files().get(1);
    table
        .begin("DELETE", Map.of())
        .identifiedBy("app", 3)
        .delete(file, RoaringBitmap.bitmapOf(1, 4))
        .commit();
    TableMetadata wider =
        SchemaEvolution.of(metadata)
            .drop(List.of("price"))
            .add(
                List.of(),
                Field.nullable("stock", new ArrowType.Int(32, true)),
                7L,
                new SchemaEvolution.Position.Last())
            .widen(List.of("nested", "x"), new ArrowType.Int(64, true))
            .metadata();
    table.begin("ALTER", Map.of()).alter(wider).commit();
    LogFixtures.append(table, LogFixtures.file("c", "mon"));
    table.begin("REMOVE", Map.of()).remove(LogFixtures.file("c", "mon")).commit();
  }

  @Test
  void forgedCommitsAreReadOrRefusedByName() throws IOException {
    createTable();
    List<byte[]> commits = new ArrayList<>();
    long newest = table.newestVersion();
    for (long version = 0; version <= newest; version++) {
      commits.add(Files.readAllBytes(LogFixtures.commit(directory, version)));
    }
    int refused = 0;
    for (int i = 0; i < FORGERIES; i++) {
      int version = random.nextInt(commits.size());
      List<String> lines = LogFixtures.lines(directory, version);
      String before = String.join("\n", lines);
      forge(lines);
      LogFixtures.rewrite(directory, version, lines);
      String what = "seed " + seed + ", forgery " + i + " of\n" + before + "\n" + lines;
      refused += isRefused(what) ? 1 : 0;
      Files.write(LogFixtures.commit(directory, version), commits.get(version));
    }
    assertTrue(refused > FORGERIES / 3, refused + " were refused");
    assertTrue(refused < FORGERIES, "unknown fields are ignored");
  }

  /** By the name of the file, or of a later one that contradicts it. */
  private boolean isRefused(String what) {
    try {
      read(Table.at(directory.toString()), random.nextInt(8) == 0);
      return false;
    } catch (VectorDbException e) {
      String log = directory.resolve(LogNames.DIRECTORY).toString();
      assertTrue(e.getMessage().contains(log), e.getMessage() + "\n" + what);
      return true;
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  /** All that is done with a log alone. */
  private static void read(Table fresh, boolean thoroughly) {
    Snapshot snapshot = fresh.snapshot();
    snapshot.metadata().partitionNames();
    snapshot.schema().vectorColumns();
    snapshot.rowCount();
    read(snapshot);
    if (!thoroughly) {
      return;
    }
    fresh.history();
    fresh.versionAt(Long.MAX_VALUE);
    fresh.changes(0, snapshot.version());
    Vacuum.of(fresh).dryRun().run();
    Checkpoint.encode(snapshot);
  }

  private static void read(Snapshot snapshot) {
    FileSkipping skipping = new FileSkipping(snapshot.schema(), Map.of());
    for (DataFile file : snapshot.files()) {
      for (Field field : snapshot.schema().fields()) {
        skipping.match(new Filter.IsNull(field.getName()), file);
        skipping.match(comparison(field), file);
      }
      file.codes().values().forEach(code -> assertFalse(code.file().path().isEmpty()));
    }
  }

  /** Bytes that are spoilt anywhere, with a right checksum. */
  @Test
  void forgedCheckpointsAreReadOrRefusedByName() {
    createTable();
    byte[] sound = Checkpoint.encode(table.snapshot());
    int read = 0;
    for (int i = 0; i < FORGERIES; i++) {
      byte[] forged = sound.clone();
      int footer = ArrowFooters.offset(forged);
      for (int spoilt = 0; spoilt <= random.nextInt(3); spoilt++) {
        forged[random.nextInt(footer)] = (byte) random.nextInt();
      }
      reseal(forged, footer);
      try {
        read(Checkpoint.decode(forged, table.newestVersion(), "NAME"));
        read++;
      } catch (VectorDbException | Checkpoint.UnusableException e) {
        assertTrue(e.getMessage().contains("NAME"), e.getMessage());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", forgery " + i, e);
      }
    }
    assertTrue(read > 0 && read < FORGERIES, read + " were read");
  }

  /** Replaces the checksum in the footer, which has the same length. */
  private static void reseal(byte[] checkpoint, int footer) {
    CRC32C crc = new CRC32C();
    crc.update(checkpoint, 0, footer);
    byte[] digits = Scalars.utf8(HexFormat.of().toHexDigits((int) crc.getValue()));
    String text = new String(checkpoint, footer, checkpoint.length - footer, ISO_8859_1);
    Matcher old = Pattern.compile("\\b[0-9a-f]{8}\\x00").matcher(text);
    assertTrue(old.find());
    System.arraycopy(digits, 0, checkpoint, footer + old.start(), digits.length);
    assertFalse(old.find());
  }

  private static Filter comparison(Field field) {
    Object literal =
        ScalarKind.of(field)
            .map(
                kind ->
                    switch (kind) {
                      case BOOLEAN -> (Object) true;
                      case LONG -> 5L;
                      case DOUBLE -> 5.0;
                      case DECIMAL -> new BigDecimal("5");
                      case STRING -> "m";
                      case BINARY -> new byte[] {5};
                    })
            .orElse(null);
    return literal == null
        ? new Filter.IsNull(field.getName())
        : new Filter.Compare(field.getName(), Filter.Operator.LESS, literal);
  }

  /** Changes one thing in one line, or the lines. */
  private void forge(List<String> lines) throws IOException {
    int at = random.nextInt(lines.size());
    switch (random.nextInt(12)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.set(at, lines.get(at).substring(0, random.nextInt(lines.get(at).length())));
      case 3 -> lines.set(at, text(strange()));
      default -> {
        JsonNode line = MAPPER.readTree(lines.get(at));
        change(line);
        lines.set(at, text(line));
      }
    }
  }

  private static String text(JsonNode json) {
    return json.toString();
  }

  /** Replaces, removes, doubles or renames something somewhere in {@code json}. */
  private void change(JsonNode json) {
    List<JsonNode> holders = new ArrayList<>();
    collect(json, holders);
    JsonNode holder = holders.get(random.nextInt(holders.size()));
    if (holder instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      if (names.isEmpty()) {
        object.set("new", strange());
        return;
      }
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(6)) {
        case 0 -> object.remove(name);
        case 1 -> object.set("other", object.remove(name));
        case 2 -> object.set(name, object.get(names.get(random.nextInt(names.size()))));
        default -> object.set(name, strange());
      }
    } else if (holder instanceof ArrayNode array) {
      switch (array.isEmpty() ? 0 : random.nextInt(3)) {
        case 0 -> array.add(strange());
        case 1 -> array.remove(random.nextInt(array.size()));
        default -> array.set(random.nextInt(array.size()), strange());
      }
    }
  }

  private static void collect(JsonNode json, List<JsonNode> holders) {
    if (json.isContainerNode()) {
      holders.add(json);
      json.forEach(child -> collect(child, holders));
    }
  }

  private JsonNode strange() {
    return switch (random.nextInt(16)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.numberNode(0);
      case 2 -> NODES.numberNode(-1);
      case 3 -> NODES.numberNode(Long.MAX_VALUE);
      case 4 -> NODES.numberNode(Long.MIN_VALUE);
      case 5 -> NODES.numberNode(new BigInteger("99999999999999999999"));
      case 6 -> NODES.numberNode(1.5);
      case 7 -> NODES.textNode("");
      case 8 -> NODES.textNode("x");
      case 9 -> NODES.textNode("[1,{\"a\":null}]");
      case 10 -> NODES.booleanNode(random.nextBoolean());
      case 11 -> NODES.arrayNode();
      case 12 -> NODES.arrayNode().add(7).add("y").addNull();
      case 13 -> NODES.objectNode();
      case 14 -> NODES.objectNode().put("a", 1).putNull("b");
      default -> NODES.numberNode(random.nextInt(1000));
    };
  }
}

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

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorStats;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.LogNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tables and files for tests of the log, which does not look into data files. */
public final class LogFixtures {
  public static final TableSchema SCHEMA =
      new TableSchema(
          new Schema(
              List.of(
                  Field.nullable("id", new ArrowType.Int(64, true)),
                  Field.nullable("day", ArrowType.Utf8.INSTANCE),
                  TableSchema.vectorField(vector("v", VectorColumn.UNDETERMINED)),
                  TableSchema.vectorField(vector("w", VectorColumn.UNDETERMINED)))));

  private LogFixtures() {}

  private static VectorColumn vector(String name, int dimension) {
    return new VectorColumn(name, VectorType.FLOAT_ARRAY, dimension);
  }

  /** A table partitioned by {@code day}. */
  public static TableMetadata metadata(Map<String, String> properties) {
    return new TableMetadata(
        UUID.randomUUID().toString(), SCHEMA, List.of("day"), properties, 1_700_000_000_000L);
  }

  public static Table createTable(Path directory, Map<String, String> properties) {
    Table table = Table.at(directory.toString());
    table.begin("CREATE", Map.of()).create(metadata(properties)).commit();
    return table;
  }

  /** An entry for a file that nobody reads. */
  public static DataFile file(String name, String day) {
    Map<String, Object> partition = new HashMap<>();
    partition.put("day", day);
    return new DataFile(
        "data/day=" + day + "/" + name + ".arrow",
        partition,
        10,
        100,
        -5,
        Map.of("id", new ColumnStats(1L, 10L, 0, 0, false)),
        Map.of("v", new VectorStats(0.5, 1.5, 1, 0)),
        Map.of());
  }

  /** An entry for a file that exists, with this content. */
  static DataFile realFile(Table table, String name, byte[] content) throws IOException {
    DataFile file = file(name, "real");
    create(table, file.path(), content);
    return new DataFile(
        file.path(), file.partitionValues(), 1, content.length, 0, Map.of(), Map.of(), Map.of());
  }

  static void create(Table table, String path, byte[] content) throws IOException {
    try (WritableByteChannel channel = table.store().create(path)) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  /** Codes of the vector column {@code v}, in files that nobody reads; some have a rotation. */
  public static Map<String, CodeFile> codes(String name, boolean rotated) {
    StoredFile rotation =
        rotated ? new StoredFile("codes/rotation-" + name + ".arrow", 1L << 40, -1) : null;
    StoredFile file = new StoredFile("codes/" + name + ".arrow", 50, -7);
    return Map.of("v", new CodeFile(file, rotated ? "pca-int8" : "int8", rotation));
  }

  public static long append(Table table, DataFile... files) {
    Transaction transaction = table.begin("APPEND", Map.of("mode", "append"));
    for (DataFile file : files) {
      transaction.add(file);
    }
    return transaction.commit();
  }

  public static List<String> paths(Snapshot snapshot) {
    return snapshot.files().stream().map(DataFile::path).toList();
  }

  public static List<String> paths(DataFile... files) {
    return Stream.of(files).map(DataFile::path).toList();
  }

  public static Path commit(Path table, long version) {
    return table.resolve(LogNames.commit(version));
  }

  static Path checkpoint(Path table, long version) {
    return table.resolve(LogNames.checkpoint(version));
  }

  /** Replaces the lines of a commit, with a right checksum. */
  public static void rewrite(Path table, long version, List<String> lines) throws IOException {
    Files.write(commit(table, version), CommitFile.seal(String.join("\n", lines) + "\n"));
  }

  /** The lines of a commit without the checksum. */
  public static List<String> lines(Path table, long version) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(commit(table, version)));
    assertTrue(lines.remove(lines.size() - 1).startsWith("{\"checksum\""));
    return lines;
  }

  /** Runs {@code action}, which must fail with a message that contains all of {@code parts}. */
  public static void assertFails(Runnable action, String... parts) {
    String message = assertThrows(VectorDbException.class, action::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
    }
  }
}

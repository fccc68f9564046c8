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
import static io.vectordb.table.LogFixtures.createTable;
import static io.vectordb.table.LogFixtures.file;
import static io.vectordb.table.LogFixtures.metadata;
import static io.vectordb.table.LogFixtures.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time. */
class TableTest {
  @TempDir Path directory;

  @Test
  void noTable() {
    Table table = Table.at(directory.toString());
    assertFalse(table.exists());
    assertFails(table::snapshot, "no vectordb table", directory.toString());
    assertFails(() -> table.snapshot(3), "no vectordb table", directory.toString());
    assertFails(() -> table.begin("APPEND", Map.of()).commit(), "there is no table");
    assertFails(() -> table.begin("OVERWRITE", Map.of()).overwriteAll(), "there is no table");
    assertFails(() -> Table.at(" "), "path is empty");
  }

  @Test
  void createAppendAndRead() {
    TableMetadata metadata = metadata(Map.of("owner", "me"));
    Table table = Table.at("file:" + directory);
    assertEquals(0, table.begin("CREATE", Map.of()).create(metadata).commit());
    assertTrue(table.exists());
    DataFile a = file("a", "mon");
    DataFile b = file("b", "tue");
    DataFile c = file("c", "mon");
    assertEquals(1, append(table, b, a));
    assertEquals(2, append(table, c));

    Snapshot snapshot = Table.at(directory.toString()).snapshot();
    assertEquals(2, snapshot.version());
    assertEquals(metadata, snapshot.metadata());
    assertEquals(List.of(b, a, c), snapshot.files());
    assertEquals(30, snapshot.rowCount());
    assertEquals(300, snapshot.byteCount());
    assertEquals(List.of(b, a), table.snapshot(1).files());
    assertEquals(List.of(), table.snapshot(0).files());
    assertFails(() -> table.snapshot(3), "Version 3", "up to 2");
    assertFails(() -> table.snapshot(-1), "Version -1");
  }

  @Test
  void snapshotsArePinnedAndShared() {
    Table table = createTable(directory, Map.of());
    Snapshot before = table.snapshot();
    assertSame(before, table.snapshot());
    append(table, file("a", "mon"));
    assertEquals(List.of(), before.files());
    assertEquals(1, table.snapshot().files().size());
  }

  @Test
  void tableMadeAnewAfterADropIsNotMistakenForTheOld() throws IOException {
    Table table = createTable(directory.resolve("t"), Map.of());
    append(table, file("a", "mon"));
    String id = table.snapshot().metadata().id();
    Transaction old = table.begin("APPEND", Map.of()).add(file("old", "mon"));
    Transaction olderStill = Table.at(table.path()).begin("APPEND", Map.of());
    try (Stream<Path> paths = Files.walk(directory.resolve("t"))) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    assertFalse(table.exists());
    assertFails(old::commit, "version 1".substring(1), "dropped or replaced", "Nothing was");
    createTable(directory.resolve("t"), Map.of());
    append(table, file("b", "mon"));
    assertFails(olderStill::commit, "dropped or replaced", "Nothing was");
    append(table, file("c", "mon"));
    assertFalse(id.equals(table.snapshot().metadata().id()));
    assertEquals(paths(file("b", "mon"), file("c", "mon")), paths(table.snapshot()));
  }

  @Test
  void overwriteAll() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"), file("b", "tue"));
    table.begin("OVERWRITE", Map.of()).overwriteAll().add(file("c", "wed")).commit();
    assertEquals(paths(file("c", "wed")), paths(table.snapshot()));
    assertEquals(2, table.snapshot(1).files().size());
  }

  @Test
  void overwritePartitionsIncludingNull() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"), file("b", null), file("c", "tue"), file("d", "mon"));
    Map<String, Object> nullDay = new HashMap<>();
    nullDay.put("day", null);
    table
        .begin("OVERWRITE", Map.of())
        .overwritePartitions(Set.of(Map.of("day", "mon"), nullDay))
        .add(file("e", "mon"))
        .commit();
    assertEquals(paths(file("c", "tue"), file("e", "mon")), paths(table.snapshot()));
    Transaction wrong = table.begin("OVERWRITE", Map.of());
    assertFails(() -> wrong.overwritePartitions(Set.of(Map.of("id", 1L))), "[id]", "[day]");
  }

  @Test
  void removeFiles() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"), file("b", "mon"));
    table.begin("DELETE", Map.of()).remove(file("a", "mon")).commit();
    assertEquals(paths(file("b", "mon")), paths(table.snapshot()));
    Transaction again = table.begin("DELETE", Map.of()).remove(file("a", "mon"));
    assertFails(again::commit, "a.arrow", "no file of version 2");
  }

  @Test
  void identifiedCommitsHappenOnce() {
    Table table = createTable(directory, Map.of());
    Transaction early = table.begin("STREAM", Map.of()).identifiedBy("query", 7);
    long version = table.begin("STREAM", Map.of()).identifiedBy("query", 7).commit();
    assertEquals(1, version);
    assertEquals(OptionalLong.of(7), table.snapshot().transactionVersion("query"));
    assertEquals(OptionalLong.empty(), table.snapshot().transactionVersion("other"));

    assertEquals(1, early.add(file("late", "mon")).commit(), "the retry found the first try");
    Transaction older = table.begin("STREAM", Map.of()).identifiedBy("query", 6);
    assertEquals(1, older.add(file("older", "mon")).commit());
    assertEquals(List.of(), table.snapshot().files());
    Transaction next = table.begin("STREAM", Map.of()).identifiedBy("query", 8);
    assertEquals(2, next.add(file("next", "mon")).commit());
  }

  @Test
  void dimensionsAreFixedOnce() {
    Table table = createTable(directory, Map.of());
    table.begin("APPEND", Map.of()).fixDimensions(Map.of("v", 3)).commit();
    assertEquals(3, table.snapshot().schema().vectorColumn("v").orElseThrow().dimension());
    assertFalse(table.snapshot().schema().vectorColumn("w").orElseThrow().isDetermined());
    table.begin("APPEND", Map.of()).fixDimensions(Map.of("v", 3)).commit();
    Transaction other = table.begin("APPEND", Map.of()).fixDimensions(Map.of("v", 4));
    assertFails(other::commit, "'v'", "has dimension 3", "of dimension 4");
    Transaction scalar = table.begin("APPEND", Map.of()).fixDimensions(Map.of("id", 4));
    assertFails(scalar::commit, "'id' is no vector column");
    Transaction zero = table.begin("APPEND", Map.of()).fixDimensions(Map.of("w", 0));
    assertFails(zero::commit, "'w'", "dimension 0");
  }

  @Test
  void createWithDimensionsAndFiles() {
    Table table = Table.at(directory.toString());
    table
        .begin("CTAS", Map.of())
        .create(metadata(Map.of()))
        .fixDimensions(Map.of("v", 5))
        .add(file("a", "mon"))
        .commit();
    assertEquals(5, table.snapshot().schema().vectorColumn("v").orElseThrow().dimension());
    assertEquals(1, table.snapshot().files().size());
    Transaction second = table.begin("CREATE", Map.of());
    assertFails(() -> second.create(metadata(Map.of())), "it exists", "at version 0");
  }

  @Test
  void alter() {
    Table table = createTable(directory, Map.of("checkpointInterval", "2"));
    TableMetadata old = table.snapshot().metadata();
    TableMetadata altered =
        new TableMetadata(
            old.id(), old.schema(), old.partitionColumns(), Map.of("k", "v"), old.createdMillis());
    table.begin("ALTER", Map.of()).alter(altered).commit();
    assertEquals(altered, table.snapshot().metadata());
    Transaction stranger = table.begin("ALTER", Map.of());
    assertFails(() -> stranger.alter(metadata(Map.of())), old.id());
  }

  @Test
  void badRequestsAreRefused() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"));
    Transaction transaction = table.begin("APPEND", Map.of());
    transaction.add(file("b", "mon"));
    assertFails(() -> transaction.add(file("b", "mon")), "b.arrow", "twice");
    DataFile outside = new DataFile("../x", Map.of(), 1, 1, 0, Map.of(), Map.of(), Map.of());
    assertFails(() -> transaction.add(outside), "Path outside the table", "../x");
    Transaction again = table.begin("APPEND", Map.of()).add(file("a", "mon"));
    assertFails(again::commit, "a.arrow", "already");
    DataFile noPartition =
        new DataFile("data/x", Collections.emptyMap(), 1, 1, 0, Map.of(), Map.of(), Map.of());
    Transaction unpartitioned = table.begin("APPEND", Map.of()).add(noPartition);
    assertFails(unpartitioned::commit, "[day]");
    DataFile wrongType =
        new DataFile("data/x", Map.of("day", 1L), 1, 1, 0, Map.of(), Map.of(), Map.of());
    Transaction mistyped = table.begin("APPEND", Map.of()).add(wrongType);
    assertFails(mistyped::commit, "'day'", "java.lang.Long", "STRING");
    assertEquals(1, table.snapshot().version());
    transaction.commit();
    assertThrows(IllegalStateException.class, transaction::commit);

    Table other = Table.at(directory.resolve("other").toString());
    Transaction create = other.begin("CREATE", Map.of());
    assertFails(
        () -> create.create(metadata(Map.of("checkpointInterval", "0"))), "checkpointInterval=0");
    TableMetadata byVector = new TableMetadata("x", LogFixtures.SCHEMA, List.of("v"), Map.of(), 0);
    assertFails(() -> create.create(byVector), "'v' is no scalar column", "[id, day]");
  }

  @Test
  void timeNeverRunsBackwards() throws IOException {
    Table table = createTable(directory, Map.of());
    List<String> lines = LogFixtures.lines(directory, 0);
    long future = System.currentTimeMillis() + 1_000_000_000L;
    lines.set(
        0, lines.get(0).replaceAll("\"timestampMillis\":\\d+", "\"timestampMillis\":" + future));
    LogFixtures.rewrite(directory, 0, lines);
    append(table, file("a", "mon"));
    assertEquals(future, Table.at(directory.toString()).snapshot().timestampMillis());
  }

  @Test
  void openingManyCommitsReadsFewFiles() throws IOException {
    Table table = createTable(directory, Map.of());
    for (int i = 0; i < 205; i++) {
      append(table, file("f" + i, "mon"));
    }
    // What opening must not read is unreadable.
    for (int version = 0; version < 200; version++) {
      Files.write(LogFixtures.commit(directory, version), new byte[] {1});
    }
    for (int version = 10; version < 200; version += 10) {
      Files.write(LogFixtures.checkpoint(directory, version), new byte[] {1});
    }
    Snapshot snapshot = Table.at(directory.toString()).snapshot();
    assertEquals(205, snapshot.version());
    assertEquals(205, snapshot.files().size());
    assertEquals("data/day=mon/f0.arrow", snapshot.files().get(0).path());
    assertEquals("data/day=mon/f204.arrow", snapshot.files().get(204).path());
  }
}

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
package io.vectordb.table.store;

import static io.vectordb.table.LogFixtures.append;
import static io.vectordb.table.LogFixtures.assertFails;
import static io.vectordb.table.LogFixtures.file;
import static io.vectordb.table.LogFixtures.metadata;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises. */
abstract class TableStoreContract {
  @TempDir Path directory;

  /** A table whose files are in {@code directory}, by way of the store under test. */
  abstract Table table();

  private TableStore store() {
    return table().store();
  }

  /** What is stored at {@code path}, read by other means than the store's. */
  String stored(String path) throws IOException {
    return Files.readString(directory.resolve(path));
  }

  /** A path inside the table that almost looks as if it were outside. */
  String strangePath() {
    return "data/p=a:b..c/...x";
  }

  /** How often writers race in {@link #oneOfManyPutsWins}. */
  int races() {
    return 30;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void write(TableStore store, String path, String content) throws IOException {
    try (WritableByteChannel channel = store.create(path)) {
      assertTrue(channel.isOpen());
      channel.write(ByteBuffer.wrap(bytes(content)));
    }
  }

  /** What every store does whose directories can hold symbolic links. */
  static void assertNothingBehindLinksIsDeleted(TableStore store, Path root) throws IOException {
    Path outside = Files.createDirectories(root.resolve("outside/p"));
    Path precious = Files.writeString(outside.resolve("x"), "precious");
    Path table = Files.createDirectories(root.resolve("table"));
    Files.createSymbolicLink(table.resolve("data"), root.resolve("outside"));
    Files.createDirectory(table.resolve("codes"));
    Files.createSymbolicLink(table.resolve("codes/p"), outside);
    Files.createSymbolicLink(table.resolve("codes/x"), precious);

    assertFalse(store.isOwn("data"));
    assertFalse(store.isOwn("data/p"));
    assertFalse(store.isOwn("codes/p"));
    assertTrue(store.isOwn("codes"));
    assertTrue(store.isOwn("none/at/all"));
    assertEquals(List.of("x"), store.list("codes").stream().map(FileEntry::name).toList());
    assertArrayEquals(bytes("precious"), store.read("data/p/x"));
    for (String path : List.of("data/p", "data/p/x", "codes/p/x")) {
      assertFails(() -> store.delete(path), path, "symbolic link", "not deleted");
      assertFails(() -> store.deleteDirectory(path), path, "symbolic link");
      assertFails(() -> store.moveDirectory(path, "new"), path, "symbolic link");
      assertFails(() -> store.moveDirectory("codes", path), path, "symbolic link");
    }
    // The links themselves are the table's.
    assertTrue(store.delete("codes/x"));
    store.deleteDirectory("codes");
    store.deleteDirectory("data");
    assertFalse(Files.exists(table.resolve("codes"), LinkOption.NOFOLLOW_LINKS));
    assertFalse(Files.exists(table.resolve("data"), LinkOption.NOFOLLOW_LINKS));
    assertEquals("precious", Files.readString(precious));
  }

  @Test
  void createdFilesAreThere() throws IOException {
    TableStore store = store();
    assertEquals(Optional.empty(), store.readIfExists("data/p=1 %/x.arrow"));
    assertFalse(store.exists("data"));
    write(store, "data/p=1 %/x.arrow", "hello");
    assertTrue(store.exists("data/p=1 %/x.arrow"));
    assertEquals("hello", stored("data/p=1 %/x.arrow"));
    assertArrayEquals(bytes("hello"), store.read("data/p=1 %/x.arrow"));
    assertFails(() -> store.create("data/p=1 %/x.arrow"), "x.arrow", "exists already");
    assertFails(() -> store.read("data/none"), "data/none", "does not exist");
  }

  @Test
  void listsNamesLengthsAndDirectories() throws IOException {
    TableStore store = store();
    assertEquals(List.of(), store.list("data"));
    long before = System.currentTimeMillis() - 2000;
    write(store, "data/a", "12345");
    write(store, "data/d/b", "1");
    List<FileEntry> entries = new ArrayList<>(store.list("data"));
    entries.sort((x, y) -> x.name().compareTo(y.name()));
    assertEquals(List.of("a", "d/"), entries.stream().map(FileEntry::name).toList());
    assertEquals(5, entries.get(0).bytes());
    assertTrue(entries.get(0).modifiedMillis() > before);
    assertFalse(entries.get(0).isDirectory());
    assertTrue(entries.get(1).isDirectory());
  }

  @Test
  void deletes() throws IOException {
    TableStore store = store();
    write(store, "data/a", "12345");
    assertTrue(store.delete("data/a"));
    assertFalse(store.delete("data/a"));
    assertFalse(store.exists("data/a"));
  }

  @Test
  void listsTheRoot() throws IOException {
    TableStore store = store();
    assertEquals(List.of(), store.list());
    write(store, "data/a", "1");
    assertEquals(List.of("data/"), store.list().stream().map(FileEntry::name).toList());
  }

  @Test
  void deletesDirectories() throws IOException {
    TableStore store = store();
    write(store, "data/p=1/a", "1");
    write(store, "data/b", "2");
    store.deleteDirectory("data/p=1");
    assertFalse(store.exists("data/p=1/a"));
    assertTrue(store.exists("data/b"));
    store.deleteDirectory("data");
    store.deleteDirectory("data");
    assertFalse(store.exists("data"));
  }

  @Test
  void movesDirectoriesOrSaysThatItCannot() throws IOException {
    TableStore store = store();
    write(store, "a/data/x", "1");
    write(store, "b/y", "2");
    if (!store.canMoveDirectories()) {
      assertFails(() -> store.moveDirectory("a", "c"), "Cannot rename", "in one step");
      assertTrue(store.exists("a/data/x"));
      return;
    }
    assertFalse(store.moveDirectory("a", "b"));
    assertFalse(store.moveDirectory("missing", "c"));
    assertTrue(store.moveDirectory("a", "new/data"));
    assertFalse(store.exists("a"));
    assertArrayEquals(bytes("1"), store.read("new/data/data/x"));
    assertArrayEquals(bytes("2"), store.read("b/y"));
  }

  @Test
  void putsOnceAndWhole() {
    TableStore store = store();
    assertTrue(store.putIfAbsent("log/1", bytes("first")));
    assertFalse(store.putIfAbsent("log/1", bytes("second, which is longer")));
    assertArrayEquals(bytes("first"), store.read("log/1"));
    assertEquals(1, store.list("log").size(), "no temporary file is left");
  }

  @Test
  void oneOfManyPutsWins() throws Exception {
    int rounds = races();
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < rounds; round++) {
        String path = "log/" + round;
        List<Callable<Boolean>> puts = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          byte[] content = new byte[10_000];
          Arrays.fill(content, (byte) writer);
          puts.add(() -> store().putIfAbsent(path, content));
        }
        int winner = -1;
        List<Future<Boolean>> results = threads.invokeAll(puts);
        for (int writer = 0; writer < writers; writer++) {
          if (results.get(writer).get()) {
            assertEquals(-1, winner, "two winners of round " + round);
            winner = writer;
          }
        }
        byte[] expected = new byte[10_000];
        Arrays.fill(expected, (byte) winner);
        assertArrayEquals(expected, store().read(path));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void localFileHasTheContent() throws IOException {
    TableStore store = store();
    write(store, "data/a", "12345");
    assertEquals("12345", Files.readString(store.localFile("data/a", 5)));
    assertEquals("12345", Files.readString(store.localFile("data/a", 5)));
    assertFails(() -> store.localFile("data/a", 6), "data/a", "has 5 bytes", "says 6");
    assertFails(() -> store.localFile("data/b", 6), "data/b", "is missing", "restore");
  }

  @Test
  void pathsStayInside() {
    TableStore store = store();
    for (String path :
        List.of("../x", "a/../../x", "/x", "file:x", "a\\b", "", ".", "a//b", "C:x")) {
      assertFails(() -> store.create(path), "Path outside the table", store.location());
      assertFails(() -> store.putIfAbsent(path, new byte[0]), "Path outside the table");
      assertThrows(VectorDbException.class, () -> store.read(path));
      assertThrows(VectorDbException.class, () -> store.list(path));
      assertThrows(VectorDbException.class, () -> store.exists(path));
      assertThrows(VectorDbException.class, () -> store.delete(path));
      assertThrows(VectorDbException.class, () -> store.deleteDirectory(path));
      assertThrows(VectorDbException.class, () -> store.moveDirectory(path, "new"));
      assertThrows(VectorDbException.class, () -> store.moveDirectory("new", path));
      assertThrows(VectorDbException.class, () -> store.localFile(path, 0));
    }
    store.putIfAbsent(strangePath(), new byte[0]);
    assertTrue(store.exists(strangePath()));
    assertTrue(store.describe(strangePath()).endsWith(strangePath()));
  }

  @Test
  void holdsATable() {
    Table table = table();
    assertFalse(table.exists());
    table.begin("CREATE", Map.of()).create(metadata(Map.of("checkpointInterval", "2"))).commit();
    Transaction late = table.begin("APPEND", Map.of()).add(file("late", "mon"));
    for (int i = 0; i < 5; i++) {
      append(table(), file("f" + i, "mon"));
    }
    assertEquals(6, late.commit());
    assertEquals(6, table.snapshot().files().size());
    assertEquals(6, table().snapshot().files().size());
    assertEquals(3, store().list(LogNames.CHECKPOINT_DIRECTORY).size());
  }
}

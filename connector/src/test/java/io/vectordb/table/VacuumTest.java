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

import static io.vectordb.table.LogFixtures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.file.MappedFiles;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.Search;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.RemoteFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** Files that nobody needs go, and no others. */
class VacuumTest {
  private static final int DIMENSION = 3;

  @TempDir Path directory;

  private Path root() {
    return directory.resolve("table");
  }

  private Table createTable() {
    return VectorFixtures.createTable(root(), VectorType.FLOAT_ARRAY, DIMENSION, "v");
  }

  private static double[][] vectors(int count) {
    double[][] vectors = new double[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = new double[] {i, 1, -i};
    }
    return vectors;
  }

  private static VacuumResult vacuumAll(Table table) {
    return Vacuum.of(table).olderThan(Duration.ZERO).force().run();
  }

  private static void expireAllButNewest(Table table) {
    SnapshotExpiry.of(table).olderThan(Duration.ZERO).force().run();
  }

  /** All files of the table, with their directories relative to its root. */
  private Set<String> files() throws IOException {
    try (Stream<Path> paths = Files.walk(root())) {
      Set<String> files = new TreeSet<>();
      paths
          .filter(Files::isRegularFile)
          .forEach(path -> files.add(root().relativize(path).toString()));
      return files;
    }
  }

  private void makeOld(Duration age) throws IOException {
    FileTime time = FileTime.fromMillis(System.currentTimeMillis() - age.toMillis());
    for (String file : files()) {
      Files.setLastModifiedTime(root().resolve(file), time);
    }
  }

  private void write(String path) throws IOException {
    Files.createDirectories(root().resolve(path).getParent());
    Files.write(root().resolve(path), new byte[7]);
  }

  /** What the table answers about its newest version, from the files. */
  private static String content(Table table) {
    return content(table, table.snapshot());
  }

  private static String content(Table table, Snapshot snapshot) {
    return Search.of(table, snapshot)
        .select("id")
        .score("v", Measure.DOT_PRODUCT, new float[] {1, 0, 0})
        .run()
        .toString();
  }

  @Test
  void everyRetainedVersionKeepsItsFiles() throws IOException {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(30));
    VectorFixtures.append(table, 50, vectors(20));
    Optimization.of(table).run(Encoding.PCA_INT8);
    Optimization.of(table).run(Encoding.INT8);
    DataFile other = VectorFixtures.write(table, 50, vectors(10));
    table.begin("OVERWRITE", Map.of()).overwriteAll().add(other).commit();
    Optimization.of(table).run(Encoding.INT8);
    makeOld(Duration.ofDays(8));
    Set<String> before = files();
    assertEquals(0, Vacuum.of(table).run().files());
    assertEquals(before, files());

    String content = content(table);
    expireAllButNewest(table);
    VacuumResult dry = Vacuum.of(table).dryRun().run();
    VacuumResult result = Vacuum.of(table).run();
    // Two data files, two code files for each, and a rotation.
    assertEquals(new VacuumResult(2, 5, 0, 0, result.bytes(), false), result);
    assertEquals(new VacuumResult(2, 5, 0, 0, result.bytes(), true), dry);
    assertTrue(result.bytes() > 2000);
    Set<String> mentioned = new HashSet<>(table.snapshot().files().get(0).ownPaths());
    assertEquals(mentioned, filesBelow("data", "codes"));
    assertEquals(content, content(Table.at(root().toString())));
  }

  private Set<String> filesBelow(String... directories) throws IOException {
    Set<String> files = files();
    files.removeIf(file -> Stream.of(directories).noneMatch(part -> file.startsWith(part + "/")));
    return new HashSet<>(files);
  }

  @Test
  void rotationsStayAsLongAsACodeNeedsThem() {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(30));
    Optimization.of(table).run(Encoding.PCA_INT8);
    expireAllButNewest(table);
    assertEquals(0, vacuumAll(table).files());
    assertTrue(content(table).contains("29"));
    Optimization.of(table).run(Encoding.NONE);
    assertEquals(0, vacuumAll(table).files());
    expireAllButNewest(table);
    assertEquals(2, vacuumAll(table).codeFiles());
  }

  @Test
  void deletionVectorsStayAsLongAsAVersionHasThem() throws IOException {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(30));
    for (int row = 27; row < 30; row++) {
      DataFile file = table.snapshot().files().get(0);
      table.begin("DELETE", Map.of()).delete(file, RoaringBitmap.bitmapOf(row)).commit();
    }
    assertEquals(0, vacuumAll(table).files());
    String content = content(table);
    SnapshotExpiry.of(table).olderThan(Duration.ZERO).keepNewest(2).force().run();
    assertEquals(1, vacuumAll(table).deletionVectors());
    assertEquals(28, table.snapshot(3).rowCount());
    expireAllButNewest(table);
    assertEquals(1, vacuumAll(table).files());
    assertEquals(content, content(Table.at(root().toString())));
    assertEquals(1, filesBelow("deletes").size());
  }

  @Test
  void onlyOldLeftoversOfKnownPlacesGo() throws IOException {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(30));
    List<String> leftovers =
        List.of(
            "data/day=mon/left.arrow",
            "data/left",
            "codes/left.arrow",
            "deletes/left.bin",
            "_vectordb/log/.00000000000000000007.json.2ace9bb0-d43e-4101-9fed-7af788785009.tmp",
            "_vectordb/checkpoint/.00000000000000000010.arrow.2ace9bb0-d43e-4101-9fed-7af788785009.tmp",
            "_vectordb/.clock-2ace9bb0-d43e-4101-9fed-7af788785009.tmp");
    List<String> strangers =
        List.of(
            "README",
            "other/data/x.arrow",
            "_vectordb/notes.txt",
            "_vectordb/log/.hidden",
            "_vectordb/log/00000000000000000007.json.bak",
            "_vectordb/checkpoint/x.tmp");
    for (String path : leftovers) {
      write(path);
    }
    for (String path : strangers) {
      write(path);
    }
    makeOld(Duration.ofHours(2));
    write("data/young.arrow");
    assertEquals(0, Vacuum.of(table).run().files());
    VacuumResult result = Vacuum.of(table).olderThan(Duration.ofHours(1)).run();
    assertEquals(new VacuumResult(2, 1, 1, 3, 7 * 7, false), result);
    Set<String> files = files();
    leftovers.forEach(path -> assertFalse(files.contains(path), path));
    strangers.forEach(path -> assertTrue(files.contains(path), path));
    assertTrue(files.contains("data/young.arrow"));
    assertTrue(content(table).contains("29"));
  }

  @Test
  void versionsStayWhateverIsCommittedWhileTheLogIsListed() {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(30));
    DataFile other = VectorFixtures.write(table, 50, vectors(1));
    table.begin("OVERWRITE", Map.of()).overwriteAll().add(other).commit();
    for (int version = 3; version < 10; version++) {
      VectorFixtures.append(table, 50, vectors(1));
    }
    Table remote = remote();
    // This commit is missing in a list that was made before, but its checkpoint is there.
    RemoteFileSystem.afterLogIsListed(() -> VectorFixtures.append(table, 50, vectors(1)));
    assertEquals(0, vacuumAll(remote).files());
    assertTrue(Files.exists(LogFixtures.checkpoint(root(), 10)));
    assertTrue(content(table, table.snapshot(1)).contains("29"));
  }

  @Test
  void directoriesThatAreLinkedInAreNotEntered() throws IOException {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(3));
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.write(outside.resolve("precious"), new byte[] {1});
    Files.createSymbolicLink(root().resolve("data").resolve("link"), outside);
    Files.createSymbolicLink(root().resolve("data").resolve("file"), outside.resolve("precious"));
    vacuumAll(table);
    assertTrue(Files.exists(outside.resolve("precious")));
  }

  private Table remote() {
    return Table.at(
        "remote://" + root(), RemoteFileSystem.configuration(directory.resolve("copies")));
  }

  @Test
  void nothingBehindALinkGoes() throws IOException {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(3));
    Optimization.of(table).run(Encoding.INT8);
    String content = content(table);
    String leftover =
        "_vectordb/checkpoint/.00000000000000000010.arrow.2ace9bb0-d43e-4101-9fed-7af788785009.tmp";
    List<String> files = List.of("data/left", "codes/left", "deletes/left", leftover);
    for (String file : files) {
      write(file);
    }
    makeOld(Duration.ofDays(8));
    for (String linked : List.of("data", "codes", "deletes", "_vectordb/checkpoint")) {
      Path outside = directory.resolve(linked.replace('/', '-'));
      Files.move(root().resolve(linked), outside);
      Files.createSymbolicLink(root().resolve(linked), outside);
    }
    for (Table each : List.of(table, remote())) {
      assertEquals(0, Vacuum.of(each).dryRun().run().files());
      assertEquals(0, Vacuum.of(each).run().files());
    }
    for (String file : files) {
      assertTrue(Files.exists(root().resolve(file)), file);
    }
    assertEquals(content, content(table));

    table.drop();
    assertFalse(table.exists());
    assertTrue(Files.exists(directory.resolve("data/left")));
    assertTrue(Files.exists(directory.resolve("_vectordb-checkpoint")));
  }

  @Test
  void directoriesThatAreNoTableStay() throws IOException {
    write("data/precious");
    Table none = Table.at(root().toString());
    assertFails(none::drop, "no vectordb table");
    assertEquals(Set.of("data/precious"), files());
  }

  @Test
  void roomIsMadeOnADiskThatIsFull() throws Exception {
    Files.createDirectory(root());
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", root().toString())
            .redirectErrorStream(true)
            .start();
    assumeTrue(mount.waitFor() == 0, "only root can mount a small disk");
    try {
      Table table = createTable();
      VectorFixtures.append(table, 50, vectors(3));
      write("data/left");
      makeOld(Duration.ofDays(8));
      Path filling = root().resolve("filling");
      try (OutputStream out = Files.newOutputStream(filling)) {
        assertThrows(
            IOException.class,
            () -> {
              while (true) {
                out.write(new byte[4096]);
              }
            });
      }
      assertFails(() -> VectorFixtures.write(table, 50, vectors(3)), "No space left", "data/");
      assertEquals(1, filesBelow("data").stream().filter(file -> file.endsWith(".arrow")).count());
      assertEquals(1, Vacuum.of(table).dryRun().run().dataFiles());
      assertEquals(1, Vacuum.of(table).run().dataFiles());
      assertTrue(content(table).contains("2"));
    } finally {
      new ProcessBuilder("umount", "-l", root().toString()).start().waitFor();
    }
  }

  @Test
  void storeThatTakesNoFileCanBeVacuumed() throws IOException {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(3));
    write("data/left");
    makeOld(Duration.ofDays(8));
    write("data/young");
    Configuration conf = RemoteFileSystem.configuration(directory.resolve("copies"));
    conf.setBoolean(RemoteFileSystem.FULL, true);
    Table full = Table.at("remote://" + root(), conf);
    assertFails(() -> VectorFixtures.append(full, 50, vectors(3)), "no space left", "data/");
    assertEquals(1, Vacuum.of(full).dryRun().run().files());
    // By the time of the newest commit, the leftover is not older than it.
    assertEquals(0, Vacuum.of(full).run().files());
    Path commit = LogFixtures.commit(root(), 1);
    Files.setLastModifiedTime(commit, FileTime.fromMillis(System.currentTimeMillis()));
    Set<String> before = files();
    assertEquals(1, Vacuum.of(full).run().files());
    before.remove("data/left");
    assertEquals(before, files());
  }

  @Test
  void agesAreChecked() {
    Table table = createTable();
    Vacuum hasty = Vacuum.of(table).olderThan(Duration.ofMinutes(1));
    assertFails(hasty::run, "60 seconds", "force");
    assertFails(() -> Vacuum.of(table).olderThan(Duration.ofDays(-7)).force().run(), "negative");
    Table none = Table.at(directory.resolve("none").toString());
    assertFails(() -> Vacuum.of(none).run(), "no vectordb table");
    assertFalse(Files.exists(directory.resolve("none")));
  }

  @Test
  void nothingGoesIfAVersionCannotBeRead() throws IOException {
    Table table = createTable();
    for (int i = 0; i < 3; i++) {
      VectorFixtures.append(table, 50, vectors(3));
    }
    write("data/left");
    byte[] commit = Files.readAllBytes(LogFixtures.commit(root(), 2));
    Files.write(LogFixtures.commit(root(), 2), new byte[] {'x'});
    assertFails(() -> vacuumAll(table), "00000000000000000002.json", "damaged");
    Files.delete(LogFixtures.commit(root(), 2));
    assertFails(() -> vacuumAll(table), "00000000000000000002.json", "missing");
    assertTrue(files().contains("data/left"));
    Files.write(LogFixtures.commit(root(), 2), commit);
    assertEquals(1, vacuumAll(table).dataFiles());
  }

  @Test
  void pinnedReadersOfExpiredVersionsFailClearly() {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(3));
    DataFile file = VectorFixtures.write(table, 50, vectors(5));
    table.begin("OVERWRITE", Map.of()).overwriteAll().add(file).commit();
    Snapshot pinned = table.snapshot(1);
    expireAllButNewest(table);
    assertEquals(1, vacuumAll(table).dataFiles());
    assertFails(
        () -> MappedFiles.open(table.store(), Segment.of(pinned.files().get(0)).file()),
        "is missing",
        "has expired",
        "read a newer version");
  }

  @Test
  void besideWritersAndExpiries() throws Exception {
    Table table = createTable();
    VectorFixtures.append(table, 50, vectors(5));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> writer =
          threads.submit(
              () -> {
                Table own = Table.at(root().toString());
                for (int i = 0; i < 40; i++) {
                  DataFile file = VectorFixtures.write(own, 50, vectors(5));
                  // What is not yet committed is protected by its age: an hour.
                  own.begin("OVERWRITE", Map.of()).overwriteAll().add(file).commit();
                }
              });
      Future<?> expiry =
          threads.submit(
              () -> {
                while (!writer.isDone()) {
                  expireAllButNewest(Table.at(root().toString()));
                }
              });
      while (!writer.isDone()) {
        try {
          Vacuum.of(table).olderThan(Duration.ofHours(1)).run();
        } catch (VectorDbException e) {
          // Forced expiries of versions that are a moment old can overtake it.
          assertTrue(e.getMessage().contains("has not just expired"), e.getMessage());
        }
        Table fresh = Table.at(root().toString());
        assertTrue(content(fresh).contains("4"));
      }
      writer.get();
      expiry.get();
    } finally {
      threads.shutdownNow();
    }
    expireAllButNewest(table);
    assertEquals(40, vacuumAll(table).dataFiles());
    assertEquals(1, filesBelow("data").size());
    assertTrue(content(table).contains("4"));
  }
}

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
package io.vectordb.table.rewrite;

import static io.vectordb.table.LogFixtures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.ConflictException;
import io.vectordb.table.HistoryEntry;
import io.vectordb.table.LogFixtures;
import io.vectordb.table.MentionedFiles;
import io.vectordb.table.Snapshot;
import io.vectordb.table.SnapshotExpiry;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.Vacuum;
import io.vectordb.table.VacuumResult;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletedRows;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.file.MappedArrowFile;
import io.vectordb.table.file.MappedFiles;
import io.vectordb.table.file.VectorBlock;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import io.vectordb.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** Fewer, larger files with the same rows, whatever happens meanwhile. */
class CompactionTest {
  private static final int DIMENSION = 40;

  /** Its score is the first element. */
  private static final float[] QUERY = new float[DIMENSION];

  static {
    QUERY[0] = 1;
  }

  @TempDir Path directory;

  private final long seed = Seed.of(CompactionTest.class);
  private final Random random = new Random(seed);

  private Table createTable(int dimension) {
    return VectorFixtures.createTable(
        directory.resolve("table"), VectorType.FLOAT_ARRAY, dimension, "v");
  }

  /** Each has its own first element, so that rows can be told apart. */
  private double[][] vectors(int count) {
    double[][] vectors = new double[count][DIMENSION];
    for (double[] vector : vectors) {
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  /** How often which id has which score: the rows, in no order. */
  private Map<String, Integer> rows(Table table) {
    Map<String, Integer> rows = new TreeMap<>();
    for (Search.Match match :
        Search.of(table).select("id").score("v", Measure.DOT_PRODUCT, QUERY).run()) {
      rows.merge(match.columns().get("id") + ":" + match.score(), 1, Integer::sum);
    }
    return rows;
  }

  private void assertExact(Table table) {
    float[] query = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      query[i] = (float) random.nextGaussian();
    }
    Search search = Search.of(table).select("id").score("v", Measure.COSINE_SIMILARITY, query);
    assertEquals(
        search.withoutCodes().top(9).run().toString(),
        search.top(9).run().toString(),
        "seed " + seed);
  }

  private static DataFile delete(Table table, DataFile file, int... rows) {
    table.begin("DELETE", Map.of()).delete(file, RoaringBitmap.bitmapOf(rows)).commit();
    return table.snapshot().files().stream()
        .filter(f -> f.path().equals(file.path()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void smallFilesBecomeOne() {
    Table table = createTable(DIMENSION);
    for (int i = 0; i < 7; i++) {
      VectorFixtures.append(table, 3 + random.nextInt(30), vectors(20 + random.nextInt(60)));
    }
    Snapshot before = table.snapshot();
    Map<String, Integer> rows = rows(table);
    CompactionResult result = Compaction.of(table).run();
    Snapshot after = table.snapshot();
    assertEquals(1, after.files().size());
    assertEquals(
        new CompactionResult(
            1, 0, 7, 1, before.rowCount(), 0, before.byteCount(), after.byteCount()),
        result);
    assertEquals(rows, rows(table));
    assertEquals(before.rowCount(), after.rowCount());
    DataFile file = after.files().get(0);
    assertEquals(Set.of("v"), file.codes().keySet());
    assertExact(table);
    // Bounds are those of all rows.
    assertEquals(0L, file.columns().get("id").min());
    assertEquals(
        before.files().stream().mapToLong(f -> (long) f.columns().get("id").max()).max().orElse(-1),
        file.columns().get("id").max());
    HistoryEntry entry = table.history(1).get(0);
    assertEquals("COMPACT", entry.operation());
    assertFalse(entry.changesRows());
    assertEquals(CompactionResult.NOTHING, Compaction.of(table).run());
    assertEquals(after.version(), table.snapshot().version());
    // What was replaced is still there for its readers, until it is vacuumed.
    assertEquals(before.rowCount(), Table.at(table.path()).snapshot(7).rowCount());
  }

  @Test
  void rowsKeepTheirOrder() {
    Table table = createTable(DIMENSION);
    List<Float> expected = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double[][] vectors = vectors(20);
      VectorFixtures.append(table, 7, vectors);
      Stream.of(vectors).forEach(vector -> expected.add((float) vector[0]));
    }
    Compaction.of(table).run();
    DataFile file = table.snapshot().files().get(0);
    MappedArrowFile mapped = MappedFiles.open(table.store(), Segment.of(file).file());
    List<Float> found = new ArrayList<>();
    for (int batch = 0; batch < mapped.batchCount(); batch++) {
      VectorBlock block = mapped.vectors(batch, "v");
      for (int row = 0; row < mapped.rows(batch); row++) {
        found.add(((float[]) block.vector(row))[0]);
      }
    }
    assertEquals(expected, found);
    assertEquals(1, mapped.batchCount(), "batches are merged, too");
  }

  @Test
  void deletedRowsAreDropped() throws IOException {
    Table table = createTable(DIMENSION);
    DataFile some = VectorFixtures.append(table, 50, vectors(100));
    DataFile few = VectorFixtures.append(table, 50, vectors(100));
    VectorFixtures.append(table, 50, vectors(100));
    delete(table, some, 0, 1, 2, 49, 50, 51, 52, 77, 98, 99);
    delete(table, few, 5);
    Map<String, Integer> rows = rows(table);
    // Each file is as large as wanted.
    long bytes = few.bytes();
    CompactionResult result = Compaction.of(table).targetFileBytes(bytes).run();
    assertEquals(1, result.groups());
    assertEquals(10, result.deletedRows());
    assertEquals(90, result.rows());
    assertEquals(rows, rows(table));
    assertEquals(
        1, Compaction.of(table).targetFileBytes(bytes).deletedShare(0).run().deletedRows());
    assertEquals(rows, rows(table));
    assertTrue(table.snapshot().files().stream().allMatch(file -> file.deletes() == null));
    assertEquals(289, table.snapshot().files().stream().mapToLong(DataFile::rows).sum());
    assertExact(table);
    SnapshotExpiry.of(table).olderThan(Duration.ZERO).force().run();
    VacuumResult vacuumed = Vacuum.of(table).olderThan(Duration.ZERO).force().run();
    assertEquals(2, vacuumed.deletionVectors());
    assertEquals(rows, rows(Table.at(table.path())));
  }

  @Test
  void partitionsStayApartAndLargeFilesAreLeftAlone() {
    Table table = LogFixtures.createTable(directory, Map.of());
    Snapshot snapshot = null;
    for (String day : List.of("mon", "tue", "mon", "wed", "mon", "tue", "mon")) {
      long bytes = snapshot == null ? 800 : 100;
      DataFile file = LogFixtures.file("f" + random.nextInt(), day);
      LogFixtures.append(table, withBytes(file, bytes));
      snapshot = table.snapshot();
    }
    List<List<DataFile>> groups = new CompactionPlan(1000, 0.1).groups(snapshot, "t");
    List<DataFile> files = snapshot.files();
    assertEquals(
        List.of(
            List.of(files.get(1), files.get(5)), List.of(files.get(2), files.get(4), files.get(6))),
        groups);
    assertEquals(
        List.of(List.of(files.get(1), files.get(5)), List.of(files.get(2), files.get(4))),
        new CompactionPlan(250, 0.1).groups(snapshot, "t"));
    assertEquals(List.of(), new CompactionPlan(120, 0.1).groups(snapshot, "t"));
  }

  private static DataFile withBytes(DataFile file, long bytes) {
    return new DataFile(
        file.path(),
        file.partitionValues(),
        file.rows(),
        bytes,
        file.footerChecksum(),
        file.columns(),
        file.vectors(),
        file.codes());
  }

  @Test
  void filesFromBeforeTheDimensionWasKnown() {
    Table table = createTable(VectorColumn.UNDETERMINED);
    VectorFixtures.append(table, 2, null, null, null);
    DataFile file = VectorFixtures.write(table, 2, null, null, null);
    table.begin("APPEND", Map.of()).fixDimensions(Map.of("v", DIMENSION)).add(file).commit();
    double[][] vectors = vectors(3);
    vectors[1] = null;
    VectorFixtures.append(table, 50, vectors);
    VectorFixtures.append(table, 2, null, null);
    Map<String, Integer> rows = rows(table);
    Compaction.of(table).run();
    assertEquals(rows, rows(table));
    assertEquals(11, table.snapshot().rowCount());
    assertEquals(1, table.snapshot().files().size());
    assertEquals(9, table.snapshot().files().get(0).vectors().get("v").nullCount());
    assertExact(table);
  }

  @Test
  void settingsAreChecked() {
    Table table = createTable(DIMENSION);
    assertFails(() -> Compaction.of(table).targetFileBytes(0), "0 bytes", "give 1 to");
    assertFails(() -> Compaction.of(table).targetFileBytes(2L << 30), "give 1 to 1073741824");
    assertFails(() -> Compaction.of(table).deletedShare(1.5), "1.5");
    assertFails(() -> Compaction.of(table).deletedShare(Double.NaN), "NaN");
    assertEquals(CompactionResult.NOTHING, Compaction.of(table).run());
    Table none = Table.at(directory.resolve("none").toString());
    assertFails(() -> Compaction.of(none).run(), "no vectordb table");
  }

  @Test
  void propertiesOfTheTableCount() {
    Table table = createTable(DIMENSION);
    TableMetadata metadata = table.snapshot().metadata();
    Map<String, String> properties = Map.of("targetFileBytes", "many", "codes", "none");
    setProperties(table, properties);
    VectorFixtures.append(table, 50, vectors(10));
    VectorFixtures.append(table, 50, vectors(10));
    assertFails(() -> Compaction.of(table).run(), "targetFileBytes=many", "number of bytes");
    setProperties(table, Map.of("targetFileBytes", "1", "codes", "none"));
    assertEquals(0, Compaction.of(table).run().groups());
    assertEquals(1, Compaction.of(table).targetFileBytes(1 << 20).run().groups());
    assertEquals(Map.of(), table.snapshot().files().get(0).codes());
    assertEquals(metadata.id(), table.snapshot().metadata().id());
  }

  private static void setProperties(Table table, Map<String, String> properties) {
    TableMetadata metadata = table.snapshot().metadata();
    table
        .begin("ALTER", Map.of())
        .alter(
            new TableMetadata(
                metadata.id(),
                metadata.schema(),
                metadata.partitionColumns(),
                properties,
                metadata.createdMillis()))
        .commit();
  }

  @Test
  void concurrentDeletionsAreNotLost() {
    Table table = createTable(DIMENSION);
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(VectorFixtures.append(table, 50, vectors(10)));
    }
    int[] runs = {0};
    CompactionResult result =
        Compaction.of(table)
            .run(
                task -> {
                  DataFile merged = task.run(table);
                  // While the first attempt works, rows of one file go.
                  if (runs[0]++ == 0) {
                    delete(table, files.get(1), 3, 4);
                  }
                  return merged;
                },
                1);
    assertEquals(2, runs[0]);
    assertEquals(1, result.groups());
    assertEquals(2, result.deletedRows());
    assertEquals(28, table.snapshot().rowCount());
    assertEquals(28, rows(table).values().stream().mapToInt(i -> i).sum());
    assertEquals(Set.of(), unmentioned(table));
  }

  @Test
  void groupsThatAreAlwaysInConflictAreLeft() {
    Table table = createTable(DIMENSION);
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(VectorFixtures.append(table, 50, vectors(10)));
    }
    int[] runs = {0};
    CompactionResult result =
        Compaction.of(table)
            .run(
                task -> {
                  DataFile merged = task.run(table);
                  delete(table, files.get(1), runs[0]++);
                  return merged;
                },
                1);
    assertEquals(CompactionResult.conflict(), result);
    assertEquals(30 - runs[0], table.snapshot().rowCount());
    assertEquals(3, table.snapshot().files().size());
    assertEquals(Set.of(), unmentioned(table));
  }

  /** Files that no version mentions. */
  private Set<String> unmentioned(Table table) {
    try (Stream<Path> paths = Files.walk(Path.of(table.path()))) {
      Set<String> files =
          paths
              .filter(Files::isRegularFile)
              .map(path -> Path.of(table.path()).relativize(path).toString())
              .filter(path -> !path.startsWith("_vectordb"))
              .collect(Collectors.toCollection(TreeSet::new));
      MentionedFiles mentioned = MentionedFiles.of(table);
      files.removeIf(mentioned::contains);
      return files;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void damagedFilesAreNamedAndNothingIsLeftBehind() throws IOException {
    Table table = createTable(DIMENSION);
    VectorFixtures.append(table, 50, vectors(10));
    DataFile damaged = VectorFixtures.append(table, 50, vectors(10));
    Path path = Path.of(table.path(), damaged.path());
    byte[] content = Files.readAllBytes(path);
    content[(int) (content.length * 0.6)] ^= 1;
    Files.write(path, content);
    assertFails(() -> Compaction.of(table).run(), damaged.path(), "damaged");
    assertEquals(2, table.snapshot().files().size());
    assertEquals(Set.of(), unmentioned(table));
  }

  @Test
  void besideAppendsDeletionsOverwritesAndEncodings() throws Exception {
    Table table = createTable(DIMENSION);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    int steps = 40;
    try {
      Callable<Long> writer =
          () -> {
            Table own = Table.at(table.path());
            Random choice = new Random(seed);
            long rows = 0;
            for (int i = 0; i < steps; i++) {
              Transaction transaction = own.begin("WRITE", Map.of());
              List<DataFile> files = transaction.base().orElseThrow().files();
              try {
                if (i % 3 == 2 && !files.isEmpty()) {
                  DataFile file = files.get(choice.nextInt(files.size()));
                  RoaringBitmap lost = DeletedRows.of(own.store(), file);
                  int row = 0;
                  while (lost.contains(row)) {
                    row++;
                  }
                  transaction.delete(file, RoaringBitmap.bitmapOf(row)).commit();
                  rows--;
                } else {
                  DataFile file = VectorFixtures.write(own, 50, vectors(10));
                  boolean overwrites = i % 13 == 12;
                  (overwrites ? transaction.overwriteAll() : transaction).add(file).commit();
                  rows = file.rows() + (overwrites ? 0 : rows);
                }
              } catch (ConflictException e) {
                assertNotEquals("", e.getMessage());
              }
            }
            return rows;
          };
      Future<Long> rows = threads.submit(writer);
      Future<?> encoder =
          threads.submit(
              () -> {
                Table own = Table.at(table.path());
                while (!rows.isDone()) {
                  Optimization.of(own).run(Encoding.INT8);
                }
              });
      while (!rows.isDone()) {
        Compaction.of(table).run();
        Table reader = Table.at(table.path());
        Snapshot snapshot = reader.snapshot();
        Search search = Search.of(reader, snapshot).score("v", Measure.DOT_PRODUCT, QUERY);
        assertEquals(snapshot.rowCount(), search.count());
      }
      encoder.get();
      assertEquals(rows.get(), table.snapshot().rowCount(), "seed " + seed);
      assertEquals(rows.get(), rows(table).values().stream().mapToLong(i -> i).sum());
    } finally {
      threads.shutdownNow();
    }
    Compaction.of(table).deletedShare(0).run();
    assertEquals(1, table.snapshot().files().size());
    assertExact(table);
  }
}

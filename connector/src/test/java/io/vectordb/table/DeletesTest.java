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
import static io.vectordb.table.LogFixtures.codes;
import static io.vectordb.table.LogFixtures.createTable;
import static io.vectordb.table.LogFixtures.file;
import static io.vectordb.table.LogFixtures.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** What the log says about deleted rows, and when that conflicts. The files have ten rows each. */
class DeletesTest {
  private static final DataFile A = file("a", "mon");
  private static final DataFile B = file("b", "tue");
  private static final DataFile C = file("c", "mon");

  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void tableOfTwoFiles() {
    table = createTable(directory, Map.of("checkpointInterval", "4"));
    append(table, A, B);
  }

  private Transaction begin(String operation) {
    return table.begin(operation, Map.of());
  }

  private Transaction delete(DataFile file, int... rows) {
    return begin("DELETE").delete(file, RoaringBitmap.bitmapOf(rows));
  }

  private Table reopened() {
    return Table.at(directory.toString());
  }

  /** The deleted rows of a file, for a reader that replays the log from the beginning too. */
  private int[] deleted(DataFile file) {
    int[] rows = deleted(table.snapshot(), file);
    assertEquals(Arrays.toString(rows), Arrays.toString(deleted(reopened().snapshot(), file)));
    return rows;
  }

  private int[] deleted(Snapshot snapshot, DataFile file) {
    DataFile now =
        snapshot.files().stream().filter(f -> f.path().equals(file.path())).findFirst().get();
    RoaringBitmap rows = DeletedRows.of(table.store(), now);
    assertEquals(file.rows() - rows.getCardinality(), now.liveRows());
    return rows.toArray();
  }

  private static void assertRows(int[] actual, int... expected) {
    assertEquals(Arrays.toString(expected), Arrays.toString(actual));
  }

  private List<Path> vectors() throws IOException {
    Path deletes = directory.resolve("deletes");
    if (!Files.exists(deletes)) {
      return List.of();
    }
    try (var files = Files.list(deletes)) {
      return files.toList();
    }
  }

  @Test
  void deletionsAddUp() throws IOException {
    assertEquals(2, delete(A, 9, 0).commit());
    delete(A, 0, 3, 4).delete(B, RoaringBitmap.bitmapOf(5)).commit();
    assertRows(deleted(A), 0, 3, 4, 9);
    assertRows(deleted(B), 5);
    assertRows(deleted(table.snapshot(1), A));
    assertRows(deleted(table.snapshot(2), A), 0, 9);
    assertEquals(20, table.snapshot(1).rowCount());
    assertEquals(15, table.snapshot().rowCount());
    assertEquals(paths(A, B), paths(table.snapshot()));
    assertEquals(3, vectors().size());
    assertEquals(Optional.of(new CommitCounts(0, 0, 0, 2)), table.history().get(1).counts());
    assertEquals(Optional.of(new CommitCounts(0, 0, 0, 3)), table.history().get(0).counts());
  }

  @Test
  void rowsOfOneFileMayBeDeletedInParts() {
    RoaringBitmap rows = RoaringBitmap.bitmapOf(1);
    Transaction transaction = begin("DELETE").delete(A, rows);
    rows.add(2);
    transaction.delete(A, RoaringBitmap.bitmapOf(7)).commit();
    assertRows(deleted(A), 1, 7);
  }

  @Test
  void fileWithoutRowsIsRemoved() throws IOException {
    delete(A, 0, 1, 2, 3, 4).commit();
    delete(A, 5, 6, 7, 8, 9).commit();
    assertEquals(paths(B), paths(table.snapshot()));
    assertEquals(Optional.of(new CommitCounts(0, 1, 0, 5)), table.history().get(0).counts());
    assertEquals(10, table.snapshot().rowCount());
    assertEquals(1, vectors().size());
    assertTrue(LogFixtures.lines(directory, 3).get(1).startsWith("{\"remove\""));
  }

  @Test
  void removedFileNeedsNoVector() throws IOException {
    delete(A, 1).remove(A).add(C).commit();
    assertEquals(paths(B, C), paths(table.snapshot()));
    assertEquals(List.of(), vectors());
  }

  @Test
  void deletingDeletedRowsChangesNothing() throws IOException {
    delete(A, 1, 2).commit();
    delete(A, 2).commit();
    assertRows(deleted(A), 1, 2);
    assertEquals(1, vectors().size());
    assertEquals(1, LogFixtures.lines(directory, 3).size());
  }

  @Test
  void checkpointHoldsTheVectors() throws IOException {
    delete(A, 1).commit();
    begin("ENCODE").replaceCodes(A, codes("a", true)).commit();
    delete(A, 8).commit();
    for (int version = 0; version <= 4; version++) {
      Files.delete(LogFixtures.commit(directory, version));
    }
    assertRows(deleted(A), 1, 8);
    assertRows(deleted(B));
    assertEquals(codes("a", true), reopened().snapshot().files().get(0).codes());
  }

  @Test
  void addedFileMayHaveDeletedRows() throws IOException {
    delete(A, 4).commit();
    DataFile shrunk = table.snapshot().files().get(0);
    assertFalse(LogFixtures.lines(directory, 1).toString().contains("deletes"));
    begin("DELETE").remove(shrunk).commit();
    begin("RESTORE").add(shrunk).commit();
    assertRows(deleted(A), 4);
    assertEquals(Set.of(shrunk.path(), shrunk.deletes().path()), Set.copyOf(shrunk.ownPaths()));
  }

  @Test
  void badRequestsAreRefused() {
    assertFails(() -> delete(A, 10), "row 10", A.path(), "10 rows");
    assertFails(() -> delete(A, -1), "row 4294967295", A.path());
    Transaction stranger = delete(C, 1);
    assertFails(stranger::commit, "delete rows of", C.path(), "no file of version 1");
  }

  @Test
  void logThatContradictsItselfIsRefused() throws IOException {
    delete(A, 1, 2).commit();
    List<String> lines = LogFixtures.lines(directory, 2);
    String action = lines.get(1);
    lines.set(1, action.replace("data/day=mon/a.arrow", "data/day=mon/z.arrow"));
    LogFixtures.rewrite(directory, 2, lines);
    assertFails(() -> reopened().snapshot(), "contradicts", "z.arrow", "not in the table");
    lines.set(1, action.replace("\"rows\":2", "\"rows\":11"));
    LogFixtures.rewrite(directory, 2, lines);
    assertFails(() -> reopened().snapshot(), "contradicts", "11 rows", "10 of 10");
    lines.set(1, action);
    lines.add(action.replace("\"rows\":2", "\"rows\":1"));
    LogFixtures.rewrite(directory, 2, lines);
    assertFails(() -> reopened().snapshot(), "contradicts", "1 rows", "8 of 10");
    lines.set(1, action.replace("\"deletes/", "\"../deletes/"));
    LogFixtures.rewrite(directory, 2, lines);
    assertFails(() -> reopened().snapshot(), "outside the table");
  }

  @Test
  void damagedVectorIsNamed() throws IOException {
    delete(A, 1, 2).commit();
    DataFile file = table.snapshot().files().get(0);
    Path vector = vectors().get(0);
    byte[] content = Files.readAllBytes(vector);
    for (int bit = 0; bit < content.length * 8; bit++) {
      byte[] flipped = content.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(vector, flipped);
      assertFails(
          () -> DeletedRows.of(table.store(), file), vector.toString(), "damaged", "come back");
    }
    Files.write(vector, Arrays.copyOf(content, content.length - 1));
    assertFails(
        () -> DeletedRows.of(table.store(), file), vector.toString(), "bytes instead of", "backup");
    Files.delete(vector);
    assertFails(() -> DeletedRows.of(table.store(), file), vector.toString(), "missing");
    Files.write(vector, content);
    assertRows(DeletedRows.of(table.store(), file).toArray(), 1, 2);
  }

  /** The late transaction fails, changes nothing, and leaves no file behind. */
  private void assertConflict(Transaction late, String... parts) throws IOException {
    Snapshot before = table.snapshot();
    int vectors = vectors().size();
    assertFails(late::commit, parts);
    assertEquals(before.files(), table.snapshot().files());
    assertEquals(vectors, vectors().size());
  }

  @Test
  void deletionsOfOneFileConflict() throws IOException {
    Transaction late = delete(A, 1);
    Transaction other = delete(B, 1);
    delete(A, 2).commit();
    assertConflict(
        late, A.path(), "deletion of rows", "version 1", "version 2 (DELETE)", "safe to retry");
    other.commit();
    assertRows(deleted(A), 2);
    assertRows(deleted(B), 1);
  }

  @Test
  void deletionConflictsWithARemoval() throws IOException {
    Transaction late = delete(A, 1);
    Transaction removal = begin("COMPACT").remove(B).add(C);
    begin("COMPACT").remove(A).commit();
    assertConflict(late, A.path(), "removed concurrently");
    delete(B, 1).commit();
    assertConflict(removal, B.path(), "deletion of rows", "version 3 (DELETE)");
  }

  @Test
  void deletionConflictsWithAnOverwrite() throws IOException {
    Transaction all = begin("OVERWRITE").overwriteAll();
    Transaction monday = begin("OVERWRITE").overwritePartitions(Set.of(Map.of("day", "mon")));
    Transaction tuesday = begin("OVERWRITE").overwritePartitions(Set.of(Map.of("day", "tue")));
    delete(A, 1).commit();
    assertConflict(all, A.path(), "deletion of rows");
    assertConflict(monday, A.path(), "deletion of rows");
    tuesday.commit();
    assertEquals(paths(A), paths(table.snapshot()));
  }

  @Test
  void deletionConflictsWithNeitherAppendsNorCodes() throws IOException {
    Transaction late = delete(A, 1);
    Transaction encode = begin("ENCODE").replaceCodes(A, codes("a2", false));
    append(table, C);
    begin("ENCODE").replaceCodes(A, codes("a1", false)).commit();
    late.commit();
    encode.commit();
    assertRows(deleted(A), 1);
    assertEquals(codes("a2", false), table.snapshot().files().get(0).codes());
  }

  @Test
  void repeatedDeletionFindsItself() throws IOException {
    Transaction first = delete(A, 1).identifiedBy("job", 1);
    Transaction retry = delete(A, 1).identifiedBy("job", 1);
    assertEquals(2, first.commit());
    assertEquals(2, retry.commit());
    assertEquals(1, vectors().size());
  }
}

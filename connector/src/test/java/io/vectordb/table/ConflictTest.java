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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.ConflictException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Constant;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.VectorColumn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** A transaction that began before another one committed. */
class ConflictTest {
  private static final DataFile A = file("a", "mon");
  private static final DataFile B = file("b", "tue");
  private static final DataFile C = file("c", "mon");
  private static final DataFile D = file("d", "wed");

  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void tableOfTwoFiles() {
    table = createTable(directory, Map.of());
    append(table, A, B);
  }

  private Transaction begin(String operation) {
    return table.begin(operation, Map.of());
  }

  /** The late transaction fails, tells the versions, and changes nothing; a retry is invited. */
  private void assertConflict(Transaction late, String... parts) {
    Snapshot before = table.snapshot();
    assertFails(late::commit, parts);
    assertEquals(before.version(), table.snapshot().version());
    assertEquals(before.files(), table.snapshot().files());
  }

  @Test
  void appendsNeverConflict() {
    Transaction late = begin("APPEND").add(C);
    append(table, D);
    append(table, file("e", "mon"));
    assertEquals(4, late.commit());
    assertEquals(paths(A, B, D, file("e", "mon"), C), paths(table.snapshot()));
  }

  @Test
  void appendLandsAfterAnOverwrite() {
    Transaction late = begin("APPEND").add(C);
    begin("OVERWRITE").overwriteAll().add(D).commit();
    late.commit();
    assertEquals(paths(D, C), paths(table.snapshot()));
  }

  @Test
  void createConflictsWithCreate() {
    Table other = Table.at(directory.resolve("other").toString());
    Transaction late = other.begin("CREATE", Map.of()).create(metadata(Map.of()));
    other.begin("CTAS", Map.of()).create(metadata(Map.of())).commit();
    assertFails(
        late::commit, "created concurrently", "no table", "version 0 (CTAS)", "Begin again");
  }

  @Test
  void overwriteAllConflictsWithAnAppend() {
    Transaction late = begin("OVERWRITE").overwriteAll().add(C);
    append(table, D);
    assertConflict(
        late, D.path(), "added", "based on version 1", "version 2 (APPEND)", "safe to retry");
  }

  @Test
  void overwriteAllConflictsWithADelete() {
    Transaction late = begin("OVERWRITE").overwriteAll().add(C);
    begin("DELETE").remove(A).commit();
    assertConflict(late, A.path(), "removed concurrently", "version 2 (DELETE)", "safe to retry");
  }

  @Test
  void overwriteOfPartitionsConflictsOnlyWithThose() {
    Set<Map<String, Object>> monday = Set.of(Map.of("day", "mon"));
    Transaction fine = begin("OVERWRITE").overwritePartitions(monday).add(C);
    begin("DELETE").remove(B).commit();
    append(table, D);
    fine.commit();
    assertEquals(paths(D, C), paths(table.snapshot()));

    Transaction late = begin("OVERWRITE").overwritePartitions(monday);
    append(table, file("e", "mon"));
    assertConflict(late, "{day=mon}", "added", "version 4", "version 5 (APPEND)", "safe to retry");
    Transaction later = begin("OVERWRITE").overwritePartitions(Set.of(Map.of("day", "new")));
    append(table, file("f", "new"));
    assertConflict(later, "{day=new}", "added");
  }

  @Test
  void overwriteOfPartitionsConflictsWithADeleteOfAFileThatCameLater() {
    Transaction late = begin("OVERWRITE").overwritePartitions(Set.of(Map.of("day", "mon"))).add(C);
    begin("DELETE").remove(A).commit();
    assertConflict(late, A.path(), "removed concurrently");
  }

  @Test
  void aTableThatWasMadeAnewHasOtherVersions() {
    Transaction late = begin("APPEND").add(C);
    Snapshot read = table.snapshot();
    do {
      table.drop();
      createTable(directory, Map.of());
      append(table, D);
    } while (table.snapshot().timestampMillis() == read.timestampMillis());
    append(table, file("e", "mon"));
    assertConflict(late, "Version 1 of", "dropped or replaced meanwhile");
    assertConflict(table.begin(read, "DELETE", Map.of()).remove(A), "dropped or replaced");
  }

  @Test
  void twoRemovesOfOneFileConflict() {
    Transaction late = begin("DELETE").remove(A);
    begin("DELETE").remove(B).commit();
    Transaction same = begin("UPDATE").remove(A).add(C);
    assertEquals(3, late.commit());
    assertConflict(same, A.path(), "removed concurrently", "version 2", "version 3 (DELETE)");
  }

  @Test
  void alterConflictsWithEverythingConcurrent() {
    TableMetadata old = table.snapshot().metadata();
    TableMetadata altered =
        new TableMetadata(
            old.id(), old.schema(), old.partitionColumns(), Map.of("k", "v"), old.createdMillis());
    Transaction append = begin("APPEND").add(C);
    Transaction alter = begin("ALTER").alter(old);
    Transaction dimensions = begin("APPEND").fixDimensions(Map.of("v", 3));
    begin("ALTER").alter(altered).commit();
    assertConflict(append, "schema or properties", "version 2 (ALTER)", "safe to retry");
    assertConflict(alter, "schema or properties");
    assertConflict(dimensions, "schema or properties");
    begin("APPEND").add(C).commit();
  }

  @Test
  void dimensionsFixedTwiceMustAgree() {
    Transaction same = begin("APPEND").fixDimensions(Map.of("v", 3)).add(C);
    Transaction otherColumn = begin("APPEND").fixDimensions(Map.of("w", 8)).add(D);
    Transaction none = begin("APPEND").add(file("e", "mon"));
    Transaction different = begin("APPEND").fixDimensions(Map.of("w", 9, "v", 4));
    Transaction alter = begin("ALTER").alter(table.snapshot().metadata());
    begin("APPEND").fixDimensions(Map.of("v", 3)).commit();
    same.commit();
    otherColumn.commit();
    none.commit();
    List<VectorColumn> columns = table.snapshot().schema().vectorColumns();
    assertEquals(List.of(3, 8), columns.stream().map(VectorColumn::dimension).toList());
    assertEquals(5, table.snapshot().files().size());
    assertConflict(different, "has dimension", "of dimension");
    assertConflict(alter, "schema or properties", "version 2 (APPEND)");
  }

  private static final Filter MONDAY = new Compare("day", Operator.EQUAL, "mon");

  private Transaction reading(String operation, Filter filter) {
    return begin(operation).read(filter, List.of());
  }

  private static RoaringBitmap rows(int... rows) {
    return RoaringBitmap.bitmapOf(rows);
  }

  @Test
  void whatWasReadMustNotGrow() {
    Transaction late = reading("DELETE", MONDAY).delete(A, rows(1));
    Transaction tuesday = reading("DELETE", new Not(MONDAY)).delete(B, rows(1));
    append(table, C);
    assertConflict(
        late,
        C.path(),
        "added concurrently",
        "(day = 'mon')",
        "based on version 1",
        "version 2 (APPEND)",
        "safe to retry");
    tuesday.commit();
    assertEquals(29, table.snapshot().rowCount());
  }

  @Test
  void whatWasReadMustNotShrink() {
    Transaction removed = reading("UPDATE", MONDAY).add(C);
    Transaction robbed = reading("UPDATE", MONDAY).add(C);
    Transaction all = reading("MERGE", new Constant(true)).add(C);
    Transaction fine = reading("UPDATE", new Not(MONDAY)).add(D);
    begin("DELETE").delete(A, rows(1)).commit();
    assertConflict(robbed, A.path(), "deletion of rows", "version 2 (DELETE)", "safe to retry");
    assertConflict(all, A.path(), "deletion of rows", "(all rows)");
    begin("DELETE").remove(A).commit();
    assertConflict(removed, A.path(), "deletion of rows");
    fine.commit();
    assertConflict(reading("DELETE", MONDAY).remove(A), "no file of version 4");
  }

  @Test
  void statisticsTellWhatMattersToAReader() {
    Transaction large = reading("DELETE", new Compare("id", Operator.GREATER, 10L));
    Transaction small = reading("DELETE", new Compare("id", Operator.LESS_OR_EQUAL, 1L));
    ScoreColumn norm =
        new ScoreColumn("_norm", "v", Measure.L2_NORM, new double[0], Precision.DOUBLE);
    Transaction longVectors =
        begin("DELETE").read(new Compare("_norm", Operator.GREATER, 2.0), List.of(norm));
    Transaction shortVectors =
        begin("DELETE").read(new Compare("_norm", Operator.LESS, 2.0), List.of(norm));
    append(table, C);
    large.remove(B).commit();
    assertConflict(small, C.path(), "added", "id <= 1");
    longVectors.remove(A).commit();
    assertConflict(shortVectors, C.path(), "added", "_norm < 2.0");
  }

  @Test
  void readersDoNotMindThatRowsAreRearranged() {
    Transaction untouched = reading("DELETE", MONDAY).delete(A, rows(1));
    Transaction touched = reading("DELETE", MONDAY).delete(B, rows(1));
    begin("OPTIMIZE").keepsRows().remove(B).add(D).commit();
    untouched.commit();
    assertConflict(touched, B.path(), "removed concurrently", "version 2 (OPTIMIZE)");
    Transaction compaction = begin("OPTIMIZE").keepsRows().remove(A).add(C);
    Transaction append = begin("APPEND").add(file("e", "mon"));
    begin("DELETE").delete(D, rows(1)).commit();
    compaction.commit();
    append.commit();
    assertEquals(paths(D, C, file("e", "mon")), paths(table.snapshot()));
  }

  @Test
  void aTransactionMayBeginOnAnOlderVersion() {
    Snapshot read = table.snapshot();
    append(table, C);
    Transaction late = table.begin(read, "DELETE", Map.of()).read(MONDAY, List.of());
    assertEquals(1, late.base().orElseThrow().version());
    assertConflict(late.remove(A), C.path(), "added", "based on version 1");
    assertEquals(3, table.begin(read, "APPEND", Map.of()).add(D).commit());
  }

  @Test
  void retriedCommitFindsItselfEvenIfItConflicts() {
    Transaction first = begin("MERGE").identifiedBy("job", 1).remove(A).add(C);
    Transaction retry = begin("MERGE").identifiedBy("job", 1).remove(A).add(C);
    assertEquals(2, first.commit());
    append(table, D);
    assertEquals(2, retry.commit());
    assertEquals(paths(B, C, D), paths(table.snapshot()));
  }

  private static Table tableOf(Path directory, String level) {
    Table table = createTable(directory, Map.of("isolationlevel", level));
    append(table, A, B);
    return table;
  }

  @Test
  void snapshotIsolationLetsRowsPassThatOthersAdd() {
    Table snapshot = tableOf(directory.resolve("snapshot"), "Snapshot");
    Transaction late = snapshot.begin("MERGE", Map.of()).read(new Constant(true), List.of());
    append(snapshot, D);
    assertEquals(3, late.add(C).commit());
    assertEquals(paths(A, B, D, C), paths(snapshot.snapshot()));

    Transaction removing = snapshot.begin("MERGE", Map.of()).read(new Constant(true), List.of());
    snapshot.begin("DELETE", Map.of()).remove(A).commit();
    assertFails(removing.add(file("e", "mon"))::commit, A.path(), "removed concurrently");

    Transaction strict = snapshot.begin("UPSERT", Map.of()).readSerializably(new Constant(true));
    append(snapshot, A);
    assertFails(strict.add(file("e", "mon"))::commit, A.path(), "added concurrently", "all rows");
  }

  @Test
  void serializableIsTheDefault() {
    Table serializable = tableOf(directory.resolve("serializable"), "serializable");
    for (Table each : List.of(table, serializable)) {
      Transaction late = each.begin("MERGE", Map.of()).read(new Constant(true), List.of());
      append(each, D);
      assertFails(late.add(C)::commit, D.path(), "added concurrently");
    }
  }

  @Test
  void anotherIsolationLevelIsRefused() {
    Path other = directory.resolve("other");
    assertFails(
        () -> createTable(other, Map.of("isolationLevel", "dirty")),
        "isolationLevel=dirty",
        "snapshot, serializable");
    TableMetadata before = table.snapshot().metadata();
    TableMetadata after = before.withProperties(Map.of("isolationLevel", ""));
    assertFails(() -> begin("ALTER").alter(after), "isolationLevel=", "choose from");
  }

  @Test
  void aLongListOfKeysIsCutShortInMessages() {
    KeyRanges keys = new KeyRanges();
    for (long id = 0; id < 1000; id++) {
      keys.add(7 * id);
    }
    Transaction late = begin("MERGE").read(keys.filter("id", ScalarKind.LONG), List.of()).add(C);
    append(table, D);
    String message = assertThrows(ConflictException.class, late::commit).getMessage();
    assertTrue(message.contains("id IN (0, 7, 14") && message.length() < 1000, message);
  }
}

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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Table other = Table.at(directory.resolve("other").toString(), null);
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

  @Test
  void retriedCommitFindsItselfEvenIfItConflicts() {
    Transaction first = begin("MERGE").identifiedBy("job", 1).remove(A).add(C);
    Transaction retry = begin("MERGE").identifiedBy("job", 1).remove(A).add(C);
    assertEquals(2, first.commit());
    append(table, D);
    assertEquals(2, retry.commit());
    assertEquals(paths(B, C, D), paths(table.snapshot()));
  }
}

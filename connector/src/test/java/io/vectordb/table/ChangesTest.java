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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What versions have changed, by the log. */
class ChangesTest {
  @TempDir Path directory;

  private static List<String> added(VersionChanges changes) {
    return changes.added().stream().map(DataFile::path).toList();
  }

  @Test
  void addedAndRemovedFiles() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"), file("b", "tue"));
    table.begin("OVERWRITE", Map.of()).overwriteAll().add(file("c", "mon")).commit();
    table
        .begin("COMPACT", Map.of())
        .keepsRows()
        .remove(file("c", "mon"))
        .add(file("d", "mon"))
        .commit();

    List<VersionChanges> changes = table.changes(0, 3);
    assertEquals(List.of(0L, 1L, 2L, 3L), changes.stream().map(VersionChanges::version).toList());
    assertTrue(changes.get(0).metadata().isPresent());
    assertTrue(changes.get(1).metadata().isEmpty());
    assertEquals(List.of(file("a", "mon"), file("b", "tue")), changes.get(1).added());
    assertFalse(changes.get(1).takesRowsAway());
    assertEquals(List.of(file("c", "mon").path()), added(changes.get(2)));
    assertEquals(2, changes.get(2).removed().size());
    assertTrue(changes.get(2).takesRowsAway());
    assertEquals("OVERWRITE", changes.get(2).operation());
    assertFalse(changes.get(3).changesRows());
    assertFalse(changes.get(3).takesRowsAway());
    assertEquals(changes.subList(2, 4), table.changes(2, 3));
    assertEquals(table.snapshot(2).timestampMillis(), changes.get(2).timestampMillis());
  }

  @Test
  void schemaAndApplications() {
    Table table = createTable(directory, Map.of());
    table
        .begin("WRITE", Map.of())
        .fixDimensions(Map.of("v", 3))
        .identifiedBy("app", 7)
        .add(file("a", "mon"))
        .commit();
    append(table, file("b", "mon"));

    List<VersionChanges> changes = table.changes(0, 2);
    assertEquals(0, changes.get(0).schema().vectorColumn("v").orElseThrow().dimension());
    assertEquals(3, changes.get(1).schema().vectorColumn("v").orElseThrow().dimension());
    assertEquals(3, changes.get(2).schema().vectorColumn("v").orElseThrow().dimension());
    assertEquals(Map.of("app", 7L), changes.get(1).transactions());
    assertEquals(changes.subList(2, 3), table.changes(2, 2, changes.get(1).schema()));
  }

  @Test
  void versionsThatAreNotThere() throws IOException {
    Table table = createTable(directory, Map.of("checkpointInterval", "2"));
    append(table, file("a", "mon"));
    append(table, file("b", "mon"));
    append(table, file("c", "mon"));
    assertFails(() -> table.changes(2, 4), "Version 4", "go up to 3");
    Files.delete(LogFixtures.commit(directory, 0));
    Files.delete(LogFixtures.commit(directory, 1));
    Files.delete(LogFixtures.commit(directory, 2));
    assertFails(() -> table.changes(2, 3, LogFixtures.SCHEMA), "version 2", "expired", "is 2");
    assertEquals(List.of(file("c", "mon").path()), added(table.changes(3, 3).get(0)));
  }

  @Test
  void versionsByTime() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"));
    long first = table.snapshot(0).timestampMillis();
    long second = table.snapshot(1).timestampMillis();
    assertEquals(0, table.versionSince(first));
    assertEquals(0, table.versionSince(0));
    assertEquals(second == first ? 0 : 1, table.versionSince(second));
    assertEquals(2, table.versionSince(second + 1));
    assertEquals(1, table.newestVersion());
  }
}

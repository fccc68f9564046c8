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

import static io.vectordb.table.LogFixtures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vectordb.table.LogFixtures;
import io.vectordb.table.Table;
import io.vectordb.table.TableLog;
import io.vectordb.table.schema.TableMetadata;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object store with conditional writes. */
class ObjectTableStoreTest extends TableStoreContract {
  @TempDir Path copies;

  @Override
  Table table() {
    return Table.at("object://" + directory, ObjectStoreFileSystem.configuration(copies));
  }

  @Test
  void refusalCausedByOurOwnRetryIsNoConflict() {
    Configuration conf = ObjectStoreFileSystem.configuration(copies);
    conf.setBoolean(ObjectStoreFileSystem.RETRIES, true);
    Table table = Table.at("object://" + directory, conf);
    TableMetadata metadata = LogFixtures.metadata(Map.of());
    assertEquals(0, table.begin("CREATE", Map.of()).create(metadata).commit());
    assertEquals(1, LogFixtures.append(table, LogFixtures.file("a", "mon")));
  }

  @Test
  void conflictThatLeavesNothingIsTriedAgain() {
    Table table = table();
    table.begin("CREATE", Map.of()).create(LogFixtures.metadata(Map.of())).commit();
    ObjectStoreFileSystem.CONFLICTS.set(2);
    assertEquals(1, LogFixtures.append(table, LogFixtures.file("a", "mon")));
    ObjectStoreFileSystem.CONFLICTS.set(100);
    assertFails(
        () -> LogFixtures.append(table, LogFixtures.file("b", "mon")),
        "Cannot write",
        TableLog.commitName(2),
        "409");
    ObjectStoreFileSystem.CONFLICTS.set(0);
    assertEquals(2, LogFixtures.append(table, LogFixtures.file("b", "mon")));
  }

  @Test
  void storeWithoutConditionalWritesIsReadOnly() {
    LogFixtures.createTable(directory, Map.of());
    Configuration conf = ObjectStoreFileSystem.configuration(copies);
    conf.setBoolean(ObjectStoreFileSystem.OLD, true);
    Table table = Table.at("object://" + directory, conf);
    assertEquals(0, table.snapshot().version());
    assertFails(
        () -> LogFixtures.append(table, LogFixtures.file("a", "mon")), "not supported", "'object'");
  }
}

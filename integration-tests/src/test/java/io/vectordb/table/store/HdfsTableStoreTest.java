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
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vectordb.services.Service;
import io.vectordb.table.LogFixtures;
import io.vectordb.table.Table;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.Test;

class HdfsTableStoreTest extends ServiceTableStoreContract {
  HdfsTableStoreTest() {
    super(Services.hdfs());
  }

  /** HDFS refuses names with a colon. */
  @Override
  String strangePath() {
    return super.strangePath().replace(':', '_');
  }

  private static void create(Table table) {
    table.begin("CREATE", Map.of()).create(LogFixtures.metadata(Map.of())).commit();
  }

  @Test
  void safeModeRefusesWritersAndServesReaders() throws IOException {
    Table table = table();
    create(table);
    DistributedFileSystem hdfs =
        (DistributedFileSystem) FileSystem.get(URI.create(table.path()), configuration());
    hdfs.setSafeMode(SafeModeAction.ENTER);
    try {
      assertFails(() -> append(table, file("a", "mon")), "Cannot write", "safe mode");
      assertEquals(0, table().snapshot().version());
    } finally {
      hdfs.setSafeMode(SafeModeAction.LEAVE);
    }
    assertEquals(1, append(table, file("a", "mon")));
    assertEquals(2, table.store().list(LogNames.DIRECTORY).size(), "no temporary file is left");
  }

  @Test
  void serviceThatDiesLosesNothingThatWasCommitted() {
    Table table;
    try (Service own = Service.hdfs(directory)) {
      table = Table.at(own.root() + "/t", impatient(own));
      create(table);
      append(table, file("a", "mon"));
    }
    String log = table.path() + "/" + LogNames.DIRECTORY;
    assertFails(() -> append(table, file("b", "mon")), "Cannot look up", log, "localhost");
    assertFails(table::newestVersion, "Cannot list", log, "Connect");
    assertFails(() -> table.store().create("data/b"), "Cannot create", table.path() + "/data/b");
    try (Service again = Service.hdfs(directory)) {
      Table reopened = Table.at(again.root() + "/t", impatient(again));
      assertEquals(1, reopened.snapshot().version());
      assertEquals(2, append(reopened, file("b", "mon")));
    }
  }

  /** One that gives up soon. */
  private Configuration impatient(Service service) {
    Configuration conf = service.configuration(copies);
    conf.set("ipc.client.connect.max.retries", "1");
    return conf;
  }
}

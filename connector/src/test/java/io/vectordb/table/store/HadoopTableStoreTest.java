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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.LogFixtures;
import io.vectordb.table.Table;
import io.vectordb.table.schema.TableMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system whose rename is atomic and refuses an existing target. */
class HadoopTableStoreTest extends TableStoreContract {
  @TempDir Path copies;

  @Override
  Table table() {
    return Table.at("remote://" + directory, RemoteFileSystem.configuration(copies));
  }

  @Test
  void nothingBehindLinksIsDeleted() throws IOException {
    Configuration conf = RemoteFileSystem.configuration(copies);
    TableStore store = TableLocation.open("remote://" + directory.resolve("table"), conf);
    assertNothingBehindLinksIsDeleted(store, directory);
  }

  @Test
  void nothingBehindLinksOfAMountedDirectoryIsDeleted() throws IOException {
    Configuration conf = RemoteFileSystem.configuration(copies);
    conf.set("fs.viewfs.impl", "org.apache.hadoop.fs.viewfs.ViewFileSystem");
    conf.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
    conf.setBoolean("fs.viewfs.impl.disable.cache", true);
    conf.set("fs.viewfs.mounttable.test.link./mounted", "file://" + directory);
    conf.set("vectordb.commit.file", "rename");
    TableStore store = TableLocation.open("viewfs://test/mounted/table", conf);
    assertNothingBehindLinksIsDeleted(store, directory);
  }

  @Test
  void lostAnswerIsNoConflict() {
    Configuration conf = RemoteFileSystem.configuration(copies);
    conf.setBoolean(RemoteFileSystem.LOSE_ANSWERS, true);
    Table table = Table.at("remote://" + directory, conf);
    TableMetadata metadata = LogFixtures.metadata(Map.of());
    assertEquals(0, table.begin("CREATE", Map.of()).create(metadata).commit());
    assertEquals(1, LogFixtures.append(table, LogFixtures.file("a", "mon")));
    assertEquals(1, table.snapshot().files().size());
  }

  @Test
  void fileSystemOfUnknownGuaranteesIsReadOnly() {
    LogFixtures.createTable(directory, Map.of());
    Configuration conf = RemoteFileSystem.configuration(copies);
    conf.unset("vectordb.commit.remote");
    Table table = Table.at("remote://" + directory, conf);
    assertEquals(0, table.snapshot().version());
    assertFails(
        () -> LogFixtures.append(table, LogFixtures.file("a", "mon")),
        "not supported",
        "'remote'",
        "fs.option.create.conditional.overwrite",
        "Hadoop 3.4.2",
        "vectordb.commit.remote=rename");
    conf.set("vectordb.commit.remote", "hope");
    assertFails(
        () -> LogFixtures.append(table, LogFixtures.file("a", "mon")),
        "vectordb.commit.remote=hope",
        "use rename");
  }

  @Test
  void mountTableUsesTheGuaranteesOfWhatIsMounted() {
    Configuration conf = RemoteFileSystem.configuration(copies);
    conf.set("fs.viewfs.impl", "org.apache.hadoop.fs.viewfs.ViewFileSystem");
    conf.setBoolean("fs.viewfs.impl.disable.cache", true);
    conf.set("fs.viewfs.mounttable.test.link./mounted", "remote://" + directory);
    Table table = Table.at("viewfs://test/mounted/t", conf);
    table.begin("CREATE", Map.of()).create(LogFixtures.metadata(Map.of())).commit();
    LogFixtures.append(table, LogFixtures.file("a", "mon"));
    Table direct = Table.at(directory.resolve("t").toString());
    assertEquals(1, direct.snapshot().version());
    assertTrue(direct.store().exists(LogNames.commit(1)));
    conf.unset("vectordb.commit.remote");
    Table refused = Table.at("viewfs://test/mounted/t", conf);
    assertFails(() -> LogFixtures.append(refused, LogFixtures.file("b", "mon")), "'remote'");
  }
}

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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vectordb.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class LocalTableStoreTest extends TableStoreContract {
  @Override
  Table table() {
    return Table.at(directory.toString());
  }

  @Test
  void localFileIsTheFileItself() throws IOException {
    write(table().store(), "data/a", "1");
    assertEquals(directory.resolve("data/a"), table().store().localFile("data/a", 1));
  }

  @Test
  void directoryThatIsNotEmptyStays() throws IOException {
    write(table().store(), "data/a", "1");
    assertFails(() -> table().store().delete("data"), "data", "not empty");
  }

  @Test
  void nothingBehindLinksIsDeleted() throws IOException {
    TableStore store = TableLocation.open(directory.resolve("table").toString(), null);
    assertNothingBehindLinksIsDeleted(store, directory);
  }

  @Test
  void pathsThatNobodyUnderstandsAreNamed() {
    for (String path : new String[] {"s3a:", "foo://[x"}) {
      assertFails(() -> TableLocation.open(path, null), path, "is not understood");
    }
    assertFails(
        () -> TableLocation.open("/a\0b", null), "/a\0b", "cannot be the name of a local file");
  }

  @Test
  void fileInTheWayOfADirectoryIsNoLostRace() throws IOException {
    Files.writeString(directory.resolve("log"), "x");
    assertFails(() -> table().store().putIfAbsent("log/1", new byte[1]), "Cannot write", "log");
  }

  @Test
  void localPathsAreRecognised() throws IOException {
    Configuration local = new Configuration(false);
    Configuration remote = new Configuration(false);
    remote.set("fs.defaultFS", "hdfs://nowhere:8020");
    Path blank = Files.createDirectory(directory.resolve("a b%20\u00e4"));
    for (TableStore store :
        new TableStore[] {
          TableLocation.open(blank.toString(), null),
          TableLocation.open(blank.toString(), local),
          TableLocation.open("file:" + blank, null),
          TableLocation.open("file://" + blank, remote),
          TableLocation.open("FILE:///" + blank, remote)
        }) {
      assertInstanceOf(LocalTableStore.class, store);
      assertEquals(blank.resolve("x").toString(), store.describe("x"));
    }
    assertInstanceOf(HadoopTableStore.class, TableLocation.open("/x", remote));
    assertInstanceOf(HadoopTableStore.class, TableLocation.open("s3a://bucket/x", null));
  }
}

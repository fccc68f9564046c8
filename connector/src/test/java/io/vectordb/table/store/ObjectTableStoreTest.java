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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vectordb.table.LogFixtures;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.VectorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        LogNames.commit(2),
        "409");
    ObjectStoreFileSystem.CONFLICTS.set(0);
    assertEquals(2, LogFixtures.append(table, LogFixtures.file("b", "mon")));
  }

  private Set<String> filesRead() {
    return ObjectStoreFileSystem.READ.stream()
        .filter(path -> path.toString().contains("/data/"))
        .map(org.apache.hadoop.fs.Path::getName)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"INT8", "PCA_INT8"})
  void dataFileIsEncodedFromWhatIsWritten(Encoding encoding) throws IOException {
    Table table = table();
    VectorFixtures.create(table, VectorType.FLOAT_ARRAY, 33, "v");
    double[][] vectors = new double[60][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new double[33];
      vectors[i][i % 33] = 1 + i;
    }
    ObjectStoreFileSystem.READ.clear();
    DataFile file = VectorFixtures.write(table, CodePolicy.untrained(encoding), 25, vectors);
    assertEquals(encoding.label(), file.codes().get("v").encoder());
    table.begin("APPEND", Map.of()).add(file).commit();
    Search search = Search.of(table).select("id").score("v", Measure.DOT_PRODUCT, vectors[3]);
    String found = search.top(5).run().toString();
    assertEquals(Set.of(), filesRead());
    // Somebody else downloads the same bytes.
    Path local = table.store().localFile(file.path(), file.bytes());
    byte[] kept = Files.readAllBytes(local);
    Files.delete(local);
    assertArrayEquals(kept, Files.readAllBytes(table.store().localFile(file.path(), file.bytes())));
    assertEquals(1, filesRead().size());
    assertEquals(found, search.withoutCodes().top(5).run().toString());
  }

  @Test
  void fileIsWrittenWhateverTheLocalDiskDoes() throws IOException {
    TableStore store = table().store();
    ObjectStoreFileSystem.READ.clear();
    Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (WritableByteChannel channel = store.createToRead("data/a")) {
      channel.write(ByteBuffer.wrap(bytes("12345")));
    }
    Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwx------"));
    try (WritableByteChannel channel = store.createToRead("data/b")) {
      channel.write(ByteBuffer.wrap(bytes("123")));
      try (Stream<Path> files = Files.list(copies)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      channel.write(ByteBuffer.wrap(bytes("45")));
    }
    for (String name : List.of("data/a", "data/b")) {
      assertEquals("12345", stored(name));
      assertEquals("12345", Files.readString(store.localFile(name, 5)));
    }
    assertEquals(Set.of("a", "b"), filesRead());
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

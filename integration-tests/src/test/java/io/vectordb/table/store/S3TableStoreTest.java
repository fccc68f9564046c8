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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.services.Service;
import io.vectordb.table.LogFixtures;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.schema.VectorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class S3TableStoreTest extends ServiceTableStoreContract {
  S3TableStoreTest() {
    super(Services.s3());
  }

  /** One that gives up soon and is nobody else's. */
  private Configuration impatient(Service service) {
    Configuration conf = service.configuration(copies);
    conf.set("fs.s3a.retry.limit", "1");
    conf.set("fs.s3a.attempts.maximum", "1");
    conf.setBoolean("fs.s3a.impl.disable.cache", true);
    return conf;
  }

  private static void create(Table table) {
    table.begin("CREATE", Map.of()).create(LogFixtures.metadata(Map.of())).commit();
  }

  @Test
  void lostAnswerIsNoConflict() {
    Table table = table();
    create(table);
    service.loseAnswers(1, LogNames.commit(1));
    service.requests();
    assertEquals(1, append(table, file("a", "mon")));
    assertEquals(0, service.answersToLose());
    List<String> puts =
        service.requests().stream().filter(request -> request.startsWith("PUT")).toList();
    assertEquals(2, puts.size(), () -> "the client has tried again: " + puts);
    assertEquals(1, table().snapshot().files().size());
  }

  @Test
  void commitTakesOneRequest() {
    Table table = table();
    create(table);
    byte[] content = bytes("x");
    service.requests();
    assertTrue(table.store().putIfAbsent("log/1", content));
    List<String> requests = service.requests();
    assertEquals(1, requests.size(), requests::toString);
    assertArrayEquals(content, table.store().read("log/1"));
    assertEquals(2, service.requests().size(), "a look and a read");
  }

  @Test
  void serviceThatDiesLosesNothingThatWasCommitted() throws IOException {
    Files.createDirectories(directory);
    Table table;
    try (Service own = Service.s3(directory)) {
      table = Table.at(own.root() + "/t", impatient(own));
      create(table);
      append(table, file("a", "mon"));
    }
    String log = table.path() + "/" + LogNames.DIRECTORY;
    assertFails(() -> append(table, file("b", "mon")), "Cannot look up", log, "Connect");
    assertFails(table::newestVersion, "Cannot list", log, "Connect");
    assertFails(() -> table.store().create("data/b"), "Cannot create", table.path() + "/data/b");
    try (Service again = Service.s3(directory)) {
      Table reopened = Table.at(again.root() + "/t", impatient(again));
      assertEquals(1, reopened.snapshot().version());
      assertEquals(2, append(reopened, file("b", "mon")));
    }
  }

  @Test
  void whoMayNotIsToldAtOnce() {
    Configuration wrong = impatient(service);
    wrong.set("fs.s3a.secret.key", "wrong");
    Table table = Table.at(table().path(), wrong);
    assertFails(() -> create(table), "Cannot list", "AccessDenied", "SignatureDoesNotMatch");
    assertFails(() -> table.store().putIfAbsent("a", new byte[1]), "Cannot write", "AccessDenied");
    Table nowhere = Table.at("s3a://no-such-bucket/t", impatient(service));
    assertFails(nowhere::snapshot, "no-such-bucket", "bucket does not exist");
  }

  @Test
  void filesOfManyPartsArriveWhole() throws IOException {
    byte[] part = new byte[1 << 20];
    new Random(1).nextBytes(part); // the same in every run: only their order and number matter
    TableStore store = table().store();
    service.requests();
    try (WritableByteChannel channel = store.create("data/big")) {
      for (int i = 0; i < 12; i++) {
        part[0] = (byte) i;
        channel.write(ByteBuffer.wrap(part));
      }
      assertFalse(store.exists("data/big"), "nobody sees a file that is not closed");
    }
    List<String> requests = service.requests();
    assertEquals(3, requests.stream().filter(put -> put.contains("partNumber")).count());
    byte[] copy = Files.readAllBytes(store.localFile("data/big", 12L << 20));
    assertEquals(12 << 20, copy.length);
    for (int i = 0; i < 12; i++) {
      part[0] = (byte) i;
      assertArrayEquals(part, java.util.Arrays.copyOfRange(copy, i << 20, (i + 1) << 20));
    }
  }

  @Test
  void dataFileIsEncodedWithoutBeingReadBack() {
    Table table = table();
    VectorFixtures.create(table, VectorType.FLOAT_ARRAY, 33, "v");
    double[][] vectors = new double[60][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = VectorFixtures.unit(33, 1 + i);
    }
    service.requests();
    DataFile file = VectorFixtures.write(table, CodePolicy.untrained(Encoding.INT8), 25, vectors);
    assertEquals("int8", file.codes().get("v").encoder());
    List<String> requests =
        service.requests().stream().filter(request -> request.contains(file.path())).toList();
    assertTrue(requests.stream().anyMatch(put -> put.startsWith("PUT")), requests::toString);
    assertFalse(requests.stream().anyMatch(get -> get.startsWith("GET /")), requests::toString);
  }

  @Test
  void serverThatOverwritesIsReadOnly() {
    try (Service old = Service.oldS3(directory)) {
      Table table = Table.at(old.root() + "/t", impatient(old));
      assertFails(
          () -> create(table), "not supported", "http://127.0.0.1", "If-None-Match", "Reading");
      assertEquals(List.of(), table.store().list(LogNames.DIRECTORY), "nothing is left behind");
    }
  }
}

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

import io.vectordb.table.file.Encoding;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.schema.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was done to a table, and what it was at some time. */
class HistoryTest {
  @TempDir Path directory;

  /** Gives commit {@code version} a time. */
  private void setTimestamp(long version, long millis) throws IOException {
    List<String> lines = new ArrayList<>(LogFixtures.lines(directory, version));
    String time = "\"timestampMillis\":" + millis;
    lines.set(0, lines.get(0).replaceFirst("\"timestampMillis\":\\d+", time));
    LogFixtures.rewrite(directory, version, lines);
  }

  @Test
  void newestFirst() {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"), file("b", "tue"));
    table.begin("OVERWRITE", Map.of("by", "me")).overwriteAll().add(file("c", "mon")).commit();
    table.begin("COMPACT", Map.of()).keepsRows().remove(file("c", "mon")).commit();

    List<HistoryEntry> history = table.history();
    assertEquals(List.of(3L, 2L, 1L, 0L), history.stream().map(HistoryEntry::version).toList());
    HistoryEntry overwrite = history.get(1);
    assertEquals("OVERWRITE", overwrite.operation());
    assertEquals(Map.of("by", "me"), overwrite.operationParameters());
    assertEquals(Optional.of(new CommitCounts(1, 2, 10, 20)), overwrite.counts());
    assertEquals("vectordb", overwrite.engine());
    assertTrue(overwrite.changesRows());
    assertEquals(table.snapshot(2).timestampMillis(), overwrite.timestampMillis());
    assertFalse(history.get(0).changesRows());
    assertEquals(history.subList(0, 2), table.history(2));
    assertEquals(List.of(), table.history(0));
    assertEquals("CREATE", history.get(3).operation());
    assertEquals(OptionalLong.empty(), history.get(3).readVersion());
  }

  @Test
  void readVersionTellsWhatOthersCommittedMeanwhile() {
    Table table = createTable(directory, Map.of());
    Transaction slow = table.begin("WRITE", Map.of()).add(file("a", "mon"));
    append(table, file("b", "mon"));
    append(table, file("c", "mon"));
    assertEquals(3, slow.commit());
    List<OptionalLong> reads = table.history().stream().map(HistoryEntry::readVersion).toList();
    assertEquals(
        List.of(OptionalLong.of(0), OptionalLong.of(1), OptionalLong.of(0), OptionalLong.empty()),
        reads);
  }

  @Test
  void optimizationKeepsRows() {
    Table table =
        VectorFixtures.createTable(directory.resolve("v"), VectorType.FLOAT_ARRAY, 2, "v");
    VectorFixtures.append(table, 5, new double[] {1, 2}, new double[] {3, 4});
    Optimization.of(table).run(Encoding.INT8);
    assertFalse(table.history(1).get(0).changesRows());
    assertTrue(table.history(2).get(1).changesRows());
  }

  @Test
  void limitedHistoryReadsNoOtherFile() throws IOException {
    Table table = createTable(directory, Map.of("checkpointInterval", "3"));
    for (int i = 1; i <= 5; i++) {
      append(table, file("f" + i, "mon"));
    }
    Files.write(LogFixtures.commit(directory, 3), new byte[] {'x'});
    assertEquals(2, table.history(2).size());
    assertFails(() -> table.history(3), "00000000000000000003.json", "damaged");
  }

  @Test
  void commitsOfOthersMayLackWhatIsOptional() throws IOException {
    Table table = createTable(directory, Map.of());
    append(table, file("a", "mon"));
    List<String> lines = new ArrayList<>(LogFixtures.lines(directory, 1));
    lines.set(0, lines.get(0).replaceFirst("\"counts\":\\{[^}]*},", ""));
    lines.set(0, lines.get(0).replace("\"readVersion\":0,", ""));
    LogFixtures.rewrite(directory, 1, lines);
    assertEquals(Optional.empty(), table.history(1).get(0).counts());
    assertEquals(OptionalLong.empty(), table.history(1).get(0).readVersion());
    assertTrue(table.history(1).get(0).changesRows());
    lines.set(0, lines.get(0).replace("\"engine\"", "\"changesRows\":1,\"engine\""));
    LogFixtures.rewrite(directory, 1, lines);
    assertFails(() -> table.history(1), "changesRows", "damaged");
  }

  @Test
  void versionAtATime() throws IOException {
    Table table = createTable(directory, Map.of("checkpointInterval", "1000"));
    long[] times = {1000, 2000, 2000, 2000, 5000, 6000, 7000};
    for (int i = 1; i < times.length; i++) {
      append(table, file("f" + i, "mon"));
    }
    for (int i = 0; i < times.length; i++) {
      setTimestamp(i, times[i]);
    }
    assertEquals(0, table.versionAt(1000));
    assertEquals(0, table.versionAt(1999));
    assertEquals(3, table.versionAt(2000));
    assertEquals(3, table.versionAt(4999));
    assertEquals(4, table.versionAt(5000));
    assertEquals(5, table.versionAt(6999));
    assertEquals(6, table.versionAt(7000));
    assertEquals(6, table.versionAt(Long.MAX_VALUE));
    assertFails(() -> table.versionAt(999), "1970-01-01T00:00:00.999Z", "1970-01-01T00:00:01Z");
    assertFails(() -> table.versionAt(Long.MIN_VALUE / 1_000_000), "oldest version, 0,");
  }

  @Test
  void whatCheckpointsReplaceMayBeGone() throws IOException {
    Table table = createTable(directory, Map.of("checkpointInterval", "2"));
    for (int i = 1; i <= 7; i++) {
      append(table, file("f" + i, "mon"));
    }
    for (int i = 0; i <= 4; i++) {
      Files.delete(LogFixtures.commit(directory, i));
    }
    Files.delete(LogFixtures.checkpoint(directory, 2));
    assertEquals(List.of(7L, 6L, 5L), table.history().stream().map(HistoryEntry::version).toList());
    long oldest = table.snapshot(4).timestampMillis();
    assertTrue(table.versionAt(oldest) >= 4);
    assertFails(() -> table.versionAt(oldest - 1), "that has not expired, 4,");

    Files.write(LogFixtures.checkpoint(directory, 4), new byte[] {'x'});
    assertFails(() -> table.versionAt(oldest), "version 4", "name a version");
  }

  @Test
  void withoutATable() {
    Table none = Table.at(directory.toString());
    assertFails(none::history, "no vectordb table");
    assertFails(() -> none.versionAt(5), "no vectordb table");
  }
}

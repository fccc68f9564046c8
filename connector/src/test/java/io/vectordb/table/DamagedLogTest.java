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
import static io.vectordb.table.LogFixtures.codes;
import static io.vectordb.table.LogFixtures.commit;
import static io.vectordb.table.LogFixtures.createTable;
import static io.vectordb.table.LogFixtures.file;
import static io.vectordb.table.LogFixtures.lines;
import static io.vectordb.table.LogFixtures.rewrite;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that disks, people or other programs have spoilt, and logs of the future. */
class DamagedLogTest {
  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void threeCommits() {
    createTable(directory, Map.of());
    table = Table.at(directory.toString());
    append(table, file("a", "mon"));
    append(table, file("b", "mon"));
    // A table that has seen nothing yet.
    table = Table.at(directory.toString());
  }

  @Test
  void gapIsNamed() throws IOException {
    Files.delete(commit(directory, 1));
    assertFails(table::snapshot, "gap", "version 1", "00000000000000000001.json", "version 2");
    assertEquals(0, table.snapshot(0).version());
    Files.delete(commit(directory, 0));
    assertFails(table::snapshot, "gap", "version 0");
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    Path commit = commit(directory, 1);
    byte[] content = Files.readAllBytes(commit);
    for (int length = 0; length < content.length; length++) {
      Files.write(commit, Arrays.copyOf(content, length));
      assertFails(table::snapshot, commit.toString(), "damaged", "restore");
    }
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    Path commit = commit(directory, 1);
    byte[] content = Files.readAllBytes(commit);
    for (int bit = 0; bit < content.length * 8; bit++) {
      byte[] flipped = content.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFails(
          () -> CommitFile.decode(flipped, 1, LogFixtures.SCHEMA, commit.toString()),
          commit.toString(),
          "damaged");
    }
    Files.write(commit, longer(content, (byte) '\n'));
    assertFails(table::snapshot, commit.toString(), "damaged");
  }

  private static byte[] longer(byte[] content, byte more) {
    byte[] longer = Arrays.copyOf(content, content.length + 1);
    longer[content.length] = more;
    return longer;
  }

  @Test
  void commitUnderTheNameOfAnotherIsNoticed() throws IOException {
    Files.copy(commit(directory, 2), commit(directory, 3));
    assertFails(table::snapshot, "00000000000000000003.json", "copy of version 2");
  }

  @Test
  void newerReaderProtocolIsRefused() throws IOException {
    List<String> lines = lines(directory, 0);
    lines.replaceAll(line -> line.replace("\"minReaderVersion\":1", "\"minReaderVersion\":2"));
    rewrite(directory, 0, lines);
    assertFails(
        table::snapshot, "00000000000000000000.json", "version 2", "up to 1", "newer version");
  }

  @Test
  void newerWriterProtocolIsReadOnly() throws IOException {
    List<String> lines = lines(directory, 0);
    lines.replaceAll(line -> line.replace("\"minWriterVersion\":1", "\"minWriterVersion\":2"));
    rewrite(directory, 0, lines);
    assertEquals(2, table.snapshot().files().size());
    assertFails(
        () -> append(table, file("c", "mon")), "protocol version 2", "up to 1", "Reading works");
  }

  @Test
  void unknownActionIsRefusedButUnknownFieldsAreNot() throws IOException {
    List<String> lines = lines(directory, 1);
    lines.replaceAll(line -> line.replace("\"path\":", "\"fromTheFuture\":{\"x\":[1]},\"path\":"));
    rewrite(directory, 1, lines);
    assertEquals(2, table.snapshot().files().size());
    lines.add("{\"deletionVector\":{\"path\":\"x\"}}");
    rewrite(directory, 1, lines);
    Table fresh = Table.at(directory.toString());
    assertFails(fresh::snapshot, "00000000000000000001.json", "'deletionVector'", "newer version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.arrow",
        "data/../../outside.arrow",
        "/etc/passwd",
        "file:/etc/passwd",
        "s3a://bucket/x",
        "C:/x",
        "data//x",
        "data/./x",
        "data/",
        "",
        "data\\\\..\\\\x",
        "data/\\u0000x"
      })
  void pathOutsideTheTableIsRefused(String path) throws IOException {
    List<String> lines = lines(directory, 1);
    lines.replaceAll(line -> line.replace("data/day=mon/a.arrow", path));
    rewrite(directory, 1, lines);
    assertFails(table::snapshot, "Path outside the table", "00000000000000000001.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/day=mon/a.arrow", "codes/a.arrow", "codes/rotation-a.arrow"})
  void pathOfCodesOutsideTheTableIsRefused(String path) throws IOException {
    table.begin("ENCODE", Map.of()).replaceCodes(file("a", "mon"), codes("a", true)).commit();
    List<String> lines = lines(directory, 3);
    lines.replaceAll(line -> line.replace(path, "codes/../../x"));
    rewrite(directory, 3, lines);
    Table fresh = Table.at(directory.toString());
    assertFails(fresh::snapshot, "Path outside the table", "00000000000000000003.json");
  }

  /**
   * What is missing in one field of {@code codes}, be it an action or the field of an {@code add}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is no object | 7",
        "'path' | {\"v\":{\"bytes\":1,\"footerChecksum\":1,\"encoder\":\"e\"}}",
        "'bytes' | {\"v\":{\"path\":\"x\",\"footerChecksum\":1,\"encoder\":\"e\"}}",
        "'footerChecksum' | {\"v\":{\"path\":\"x\",\"bytes\":1,\"encoder\":\"e\"}}",
        "'encoder' | {\"v\":{\"path\":\"x\",\"bytes\":1,\"footerChecksum\":1}}",
        "'path' |"
            + " {\"v\":{\"path\":\"x\",\"bytes\":1,\"footerChecksum\":1,\"encoder\":\"e\",\"rotation\":{}}}",
      })
  void spoiltCodesAreNamed(String what, String json) throws IOException {
    List<String> good = lines(directory, 1);
    String action = "{\"codes\":{\"path\":\"data/day=mon/a.arrow\",\"codes\":" + json + "}}";
    rewrite(directory, 1, List.of(good.get(0), good.get(1), action));
    assertFails(table::snapshot, "00000000000000000001.json", "damaged", what);
    String add = good.get(1).replace("\"vectors\":", "\"codes\":" + json + ",\"vectors\":");
    rewrite(directory, 1, List.of(good.get(0), add));
    assertFails(table::snapshot, "00000000000000000001.json", "damaged", what);
  }

  @Test
  void linesThatMakeNoSenseAreNamed() throws IOException {
    List<String> good = lines(directory, 1);
    for (String bad :
        List.of(
            "",
            "[]",
            "{}",
            "{\"add\":{}}",
            "{\"add\":{\"path\":7}}",
            "{\"remove\":{\"path\":\"x\",\"deletedMillis\":\"y\"}}",
            "{\"codes\":{\"path\":\"x\"}}",
            "{\"codes\":{\"codes\":{}}}",
            "{\"txn\":{},\"add\":{}}",
            "{\"txn\":null}",
            "{\"metaData\":{\"id\":\"x\",\"schema\":{\"fields\":7}}}",
            "{\"txn\":{\"appId\":\"a\",\"version\":1}} {\"txn\":{}}",
            "not json")) {
      rewrite(directory, 1, List.of(good.get(0), bad));
      assertFails(table::snapshot, "00000000000000000001.json", "damaged");
    }
    rewrite(directory, 1, List.of("{\"txn\":{}}"));
    assertFails(table::snapshot, "00000000000000000001.json", "damaged", "commitInfo");
  }

  @Test
  void contradictionsAreNamed() throws IOException {
    List<String> first = lines(directory, 1);
    List<String> second = lines(directory, 2);
    rewrite(directory, 2, List.of(second.get(0), first.get(1)));
    assertFails(table::snapshot, "00000000000000000002.json", "contradicts", "a.arrow");
    rewrite(
        directory,
        2,
        List.of(second.get(0), "{\"remove\":{\"path\":\"data/none\",\"deletedMillis\":1}}"));
    assertFails(table::snapshot, "00000000000000000002.json", "contradicts", "data/none");
    rewrite(directory, 0, List.of(lines(directory, 0).get(0)));
    assertFails(table::snapshot, "00000000000000000000.json", "contradicts", "no metaData");
  }

  @Test
  void leftoversAndStrangersInTheLogAreIgnored() throws IOException {
    Path log = commit(directory, 0).getParent();
    Files.writeString(log.resolve(".00000000000000000003.json.x.tmp"), "part of a com");
    Files.writeString(log.resolve("00000000000000000003.json.bak"), "x");
    Files.writeString(log.resolve("README"), "x");
    Files.writeString(log.resolve("99999999999999999999.json"), "x");
    Files.writeString(log.resolve("09999999999999999999.json"), "x");
    Files.createDirectory(log.resolve("4.json"));
    assertEquals(2, table.snapshot().version());
    assertEquals(3, append(table, file("c", "mon")));
  }
}

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
package io.vectordb.table.file;

import static io.vectordb.table.LogFixtures.append;
import static io.vectordb.table.LogFixtures.assertFails;
import static io.vectordb.table.LogFixtures.codes;
import static io.vectordb.table.LogFixtures.createTable;
import static io.vectordb.table.LogFixtures.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vectordb.table.Action;
import io.vectordb.table.ActionJson;
import io.vectordb.table.Checkpoint;
import io.vectordb.table.LogFixtures;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.schema.TableMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which codes a data file has, by one writer and by several. */
class CodesTest {
  private static final DataFile A = file("a", "mon");
  private static final DataFile B = file("b", "tue").withCodes(codes("b", true));
  private static final DataFile C = file("c", "mon");

  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void tableOfTwoFiles() {
    table = createTable(directory, Map.of("checkpointInterval", "4"));
    append(table, A, B);
  }

  private Transaction begin(String operation) {
    return table.begin(operation, Map.of());
  }

  private Transaction encode(DataFile file, String name) {
    return begin("ENCODE").replaceCodes(file, codes(name, false));
  }

  private static DataFile encoded(DataFile file, String name) {
    return file.withCodes(codes(name, false));
  }

  /** The table's files are these, for a reader that replays the log from the beginning too. */
  private void assertFiles(DataFile... files) {
    assertEquals(List.of(files), table.snapshot().files());
    assertEquals(List.of(files), Table.at(directory.toString()).snapshot().files());
  }

  @Test
  void codesAreAddedReplacedAndDropped() {
    assertFiles(A, B);
    assertEquals(2, encode(A, "a1").commit());
    assertFiles(encoded(A, "a1"), B);
    encode(A, "a2").replaceCodes(B, Map.of()).commit();
    assertFiles(encoded(A, "a2"), B.withCodes(Map.of()));
    assertEquals(List.of(A, B), table.snapshot(1).files());
    assertEquals(List.of(encoded(A, "a1"), B), table.snapshot(2).files());
  }

  @Test
  void checkpointHoldsTheCodes() throws IOException {
    encode(A, "a1").commit();
    encode(A, "a2").commit();
    append(table, encoded(C, "c"));
    for (int version = 0; version <= 4; version++) {
      Files.delete(LogFixtures.commit(directory, version));
    }
    assertFiles(encoded(A, "a2"), B, encoded(C, "c"));
  }

  @Test
  void fileWithoutCodesHasNoFieldForThem() throws IOException {
    List<String> lines = LogFixtures.lines(directory, 1);
    assertFalse(lines.get(1).contains("\"codes\""));
    assertEquals(
        "{\"v\":{\"path\":\"codes/b.arrow\",\"bytes\":50,\"footerChecksum\":4294967289,"
            + "\"encoder\":\"pca-int8\",\"rotation\":{\"path\":\"codes/rotation-b.arrow\","
            + "\"bytes\":1099511627776,\"footerChecksum\":4294967295}}}}}",
        lines.get(2).substring(lines.get(2).indexOf("\"codes\":") + "\"codes\":".length()));
    encode(A, "a").commit();
    assertEquals(
        "{\"codes\":{\"path\":\"data/day=mon/a.arrow\",\"codes\":{\"v\":"
            + "{\"path\":\"codes/a.arrow\",\"bytes\":50,\"footerChecksum\":4294967289,"
            + "\"encoder\":\"int8\"}}}}",
        LogFixtures.lines(directory, 2).get(1));
  }

  @Test
  void onlyFilesOfTheBaseGetCodes() {
    Transaction stranger = encode(C, "c");
    assertFails(stranger::commit, "replace the codes of", C.path(), "no file of version 1");
    begin("DELETE").remove(A).commit();
    Transaction gone = encode(A, "a");
    assertFails(gone::commit, "replace the codes of", A.path(), "no file of version 2");
    Transaction added = begin("APPEND").add(C).replaceCodes(C, codes("c", false));
    assertFails(added::commit, "replace the codes of", C.path(), "no file of version 2");
    assertFiles(B);
    Table none = Table.at(directory.resolve("none").toString());
    assertFails(
        () -> none.begin("ENCODE", Map.of()).replaceCodes(A, Map.of()), "there is no table");
  }

  @Test
  void codesOutsideTheTableAreRefused() {
    StoredFile inside = new StoredFile("codes/x.arrow", 1, 1);
    StoredFile outside = new StoredFile("codes/../../x.arrow", 1, 1);
    String[] message = {"Path outside the table", "'codes/../../x.arrow'"};
    Snapshot s = table.snapshot();
    for (CodeFile code :
        List.of(new CodeFile(outside, "int8", null), new CodeFile(inside, "pca-int8", outside))) {
      Map<String, CodeFile> codes = Map.of("v", code);
      Transaction transaction = begin("ENCODE");
      assertFails(() -> transaction.replaceCodes(A, codes), message);
      assertFails(() -> transaction.add(C.withCodes(codes)), message);
      List<DataFile> files = List.of(A.withCodes(codes));
      byte[] checkpoint =
          Checkpoint.encode(
              new Snapshot(1, 0, s.protocol(), s.metadata(), files, s.transactions()));
      DataFile file = decode(checkpoint).files().get(0);
      assertFails(() -> assertEquals(codes, file.codes()), message);
    }
  }

  private static Snapshot decode(byte[] checkpoint) {
    try {
      return Checkpoint.decode(checkpoint, 1, "c");
    } catch (Checkpoint.UnusableException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void laterStepsOfOneCommitCount() throws IOException {
    begin("DELETE").remove(A).replaceCodes(A, codes("a", false)).commit();
    assertFiles(B);
    append(table, C);
    List<String> lines = LogFixtures.lines(directory, 3);
    lines.add("{\"codes\":{\"path\":\"" + C.path() + "\",\"codes\":{}}}");
    lines.add(encodedLine(C, "c"));
    LogFixtures.rewrite(directory, 3, lines);
    Snapshot read = Table.at(directory.toString()).snapshot();
    assertEquals(List.of(B, encoded(C, "c")), read.files());
  }

  private static String encodedLine(DataFile file, String name) {
    Action action = new Action.Codes(file.path(), codes(name, false));
    return new ActionJson(LogFixtures.SCHEMA).encode(action);
  }

  @Test
  void codesOfAFileThatIsGoneAreIgnored() throws IOException {
    begin("DELETE").remove(A).commit();
    List<String> lines = LogFixtures.lines(directory, 2);
    lines.add(encodedLine(A, "a"));
    lines.add(encodedLine(C, "c"));
    LogFixtures.rewrite(directory, 2, lines);
    Snapshot read = Table.at(directory.toString()).snapshot();
    assertEquals(List.of(B), read.files());
  }

  @Test
  void encodingAndAppendsDoNotConflict() {
    Transaction late = encode(A, "a");
    append(table, C);
    late.commit();
    assertFiles(encoded(A, "a"), B, C);
    Transaction append = begin("APPEND").add(file("d", "wed"));
    encode(C, "c").commit();
    append.commit();
    assertFiles(encoded(A, "a"), B, encoded(C, "c"), file("d", "wed"));
  }

  @Test
  void encodingAfterARemovalIsWithoutEffect() throws IOException {
    Transaction one = encode(A, "a").replaceCodes(B, Map.of());
    Transaction both = encode(A, "a").replaceCodes(B, Map.of());
    begin("DELETE").remove(A).commit();
    assertEquals(3, one.commit());
    assertFiles(B.withCodes(Map.of()));
    assertEquals(2, LogFixtures.lines(directory, 3).size(), "codes of a file that is gone");
    begin("OVERWRITE").overwriteAll().add(C).commit();
    assertEquals(5, both.commit());
    assertEquals(1, LogFixtures.lines(directory, 5).size());
    assertFiles(C);
  }

  @Test
  void overwriteAndDeleteDoNotConflictWithEncoding() {
    Transaction overwrite = begin("OVERWRITE").overwriteAll().add(C);
    Transaction delete = begin("DELETE").remove(A);
    encode(A, "a").commit();
    delete.commit();
    assertFiles(B);
    assertFails(overwrite::commit, "removed concurrently");
    Transaction again = begin("OVERWRITE").overwriteAll().add(C);
    encode(B, "b").commit();
    again.commit();
    assertFiles(C);
  }

  @Test
  void lastOfTwoEncodingsCounts() {
    Transaction late = encode(A, "late");
    encode(A, "early").replaceCodes(B, Map.of()).commit();
    late.commit();
    assertFiles(encoded(A, "late"), B.withCodes(Map.of()));
  }

  @Test
  void encodingConflictsWithAChangeOfTheSchemaOnly() {
    Transaction late = encode(A, "a");
    begin("APPEND").fixDimensions(Map.of("v", 3)).add(C).commit();
    late.commit();
    assertFiles(encoded(A, "a"), B, C);
    Transaction later = encode(A, "later");
    TableMetadata old = table.snapshot().metadata();
    begin("ALTER")
        .alter(
            new TableMetadata(
                old.id(),
                old.schema(),
                old.partitionColumns(),
                Map.of("k", "v"),
                old.createdMillis()))
        .commit();
    assertFails(later::commit, "schema or properties", "safe to retry");
    assertFiles(encoded(A, "a"), B, C);
  }
}

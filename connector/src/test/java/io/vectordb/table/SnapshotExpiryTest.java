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
import static io.vectordb.table.LogFixtures.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.store.LogNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old versions go; what is kept can be read by itself. */
class SnapshotExpiryTest {
  @TempDir Path directory;

  /** A table whose newest version is {@code commits}, with a file for each. */
  private Table table(int commits, int interval) {
    Table table = createTable(directory, Map.of("checkpointInterval", "" + interval));
    for (int i = 1; i <= commits; i++) {
      append(table, file("f" + i, "mon"));
    }
    return table;
  }

  private static ExpiryResult expireAllBut(Table table, int newest) {
    return SnapshotExpiry.of(table).olderThan(Duration.ZERO).keepNewest(newest).force().run();
  }

  private void setAge(long version, Duration age) throws IOException {
    List<String> lines = new ArrayList<>(LogFixtures.lines(directory, version));
    long millis = System.currentTimeMillis() - age.toMillis();
    String time = "\"timestampMillis\":" + millis;
    lines.set(0, lines.get(0).replaceFirst("\"timestampMillis\":\\d+", time));
    LogFixtures.rewrite(directory, version, lines);
    Files.setLastModifiedTime(LogFixtures.commit(directory, version), FileTime.fromMillis(millis));
  }

  private List<String> log() throws IOException {
    List<String> names = new ArrayList<>();
    for (String part : List.of(LogNames.DIRECTORY, LogNames.CHECKPOINT_DIRECTORY)) {
      if (Files.exists(directory.resolve(part))) {
        try (var files = Files.list(directory.resolve(part))) {
          files
              .map(file -> file.getFileName().toString().substring(18))
              .sorted()
              .forEach(names::add);
        }
      }
    }
    return names;
  }

  @Test
  void newestVersionsStay() throws IOException {
    Table table = table(6, 4);
    Snapshot newest = table.snapshot();
    ExpiryResult dry =
        SnapshotExpiry.of(table).olderThan(Duration.ZERO).keepNewest(2).force().dryRun().run();
    assertEquals(8, log().size());
    ExpiryResult result = expireAllBut(table, 2);
    assertEquals(new ExpiryResult(5, 5, 6, result.bytesDeleted(), false), result);
    assertEquals(new ExpiryResult(5, 5, 6, result.bytesDeleted(), true), dry);
    assertTrue(result.bytesDeleted() > 1000);
    assertEquals(List.of("05.json", "06.json", "05.arrow", "05.oldest"), log());

    Table fresh = Table.at(directory.toString());
    assertEquals(newest.files(), fresh.snapshot().files());
    assertEquals(newest.files().subList(0, 5), fresh.snapshot(5).files());
    assertFails(() -> fresh.snapshot(4), "Version 4", "has expired", "oldest version kept is 5");
    assertFails(() -> table.snapshot(0), "Version 0", "has expired");
    assertEquals(List.of(6L, 5L), table.history().stream().map(HistoryEntry::version).toList());
    assertEquals(7, append(table, file("more", "mon")));
    assertEquals(7, fresh.snapshot().files().size());
    assertEquals(2, expireAllBut(table, 1).versionsExpired());
    assertEquals(0, expireAllBut(table, 1).logFilesDeleted());
  }

  @Test
  void whatWasTheNewestUntilRecentlyStays() throws IOException {
    Table table = table(5, 100);
    for (int i = 0; i <= 5; i++) {
      setAge(i, Duration.ofDays(new int[] {30, 20, 10, 6, 4, 1}[i]));
    }
    // Version 3 is 6 days old, but was the newest until 4 days ago.
    assertEquals(3, SnapshotExpiry.of(table).run().oldestVersion());
    assertEquals(3, SnapshotExpiry.of(table).keepNewest(1).run().oldestVersion());
    assertEquals(List.of("03.json", "04.json", "05.json", "03.arrow", "03.oldest"), log());
    assertEquals(5, SnapshotExpiry.of(table).olderThan(Duration.ofHours(2)).run().oldestVersion());
    assertEquals(5, paths(table.snapshot()).size());
  }

  @Test
  void clockOfAWriterThatIsLateLetsNothingExpireEarly() throws IOException {
    Table table = table(4, 100);
    for (int i = 0; i <= 3; i++) {
      setAge(i, Duration.ofDays(30 - i));
    }
    // Its writer believes that it is 20 days ago.
    FileTime now = Files.getLastModifiedTime(LogFixtures.commit(directory, 4));
    setAge(4, Duration.ofDays(20));
    Files.setLastModifiedTime(LogFixtures.commit(directory, 4), now);
    assertEquals(3, SnapshotExpiry.of(table).run().oldestVersion());
    assertEquals(3, table.snapshot(3).files().size());
  }

  @Test
  void manyNewestVersionsKeepOldOnes() throws IOException {
    Table table = table(3, 2);
    for (int i = 0; i <= 3; i++) {
      setAge(i, Duration.ofDays(30));
    }
    assertEquals(0, SnapshotExpiry.of(table).keepNewest(100).run().logFilesDeleted());
    assertEquals(2, SnapshotExpiry.of(table).keepNewest(2).run().oldestVersion());
    assertEquals(2, table.snapshot(2).files().size());
  }

  @Test
  void youngVersionsNeedForce() {
    Table table = table(3, 2);
    SnapshotExpiry hasty = SnapshotExpiry.of(table).olderThan(Duration.ofMinutes(59));
    assertFails(hasty::run, "3540 seconds", "force");
    assertFails(() -> SnapshotExpiry.of(table).olderThan(Duration.ofDays(-1)).run(), "negative");
    assertFails(() -> SnapshotExpiry.of(table).keepNewest(0), "at least 1");
    assertEquals(3, table.snapshot(3).files().size());
    Table none = Table.at(directory.resolve("none").toString());
    assertFails(() -> SnapshotExpiry.of(none).run(), "no vectordb table");
  }

  @Test
  void damagedCheckpointKeepsEverything() throws IOException {
    Table table = table(6, 4);
    Files.write(LogFixtures.checkpoint(directory, 4), new byte[] {'x'});
    assertFails(() -> expireAllBut(table, 3), "Nothing", "00000000000000000004.arrow", "delete");
    assertEquals(8, log().size());
    assertEquals(2, table.snapshot(2).files().size());
    Files.delete(LogFixtures.checkpoint(directory, 4));
    assertEquals(4, expireAllBut(table, 3).oldestVersion());
    assertEquals(6, Table.at(directory.toString()).snapshot().files().size());

    // Now it cannot be made anew.
    Files.write(LogFixtures.checkpoint(directory, 4), new byte[] {'x'});
    Table fresh = Table.at(directory.toString());
    assertFails(() -> expireAllBut(fresh, 2), "gap", "00000000000000000000.json");
    assertEquals(List.of("04.json", "05.json", "06.json", "04.arrow", "04.oldest"), log());
  }

  @Test
  void anExpiryThatWasKilledIsFinishedByTheNext() throws IOException {
    Table table = table(9, 3);
    expireAllBut(table, 4);
    // As if it had been killed after some deletions.
    Files.write(LogFixtures.commit(directory, 2), new byte[] {'x'});
    Files.write(LogFixtures.commit(directory, 3), new byte[] {'x'});
    Files.write(LogFixtures.checkpoint(directory, 3), new byte[] {'x'});
    assertEquals(9, Table.at(directory.toString()).snapshot().files().size());
    assertFails(() -> table.snapshot(3), "has expired: the oldest version kept is 6");
    assertEquals(new ExpiryResult(6, 0, 3, 3, false), expireAllBut(table, 4));
    assertEquals(
        List.of("06.json", "07.json", "08.json", "09.json", "06.arrow", "06.oldest", "09.arrow"),
        log());
  }

  @Test
  void writersWhoseVersionExpiredCommitNothing() throws IOException {
    Table table = table(2, 100);
    byte[] left = Files.readAllBytes(LogFixtures.commit(directory, 2));
    FileTime leftTime = Files.getLastModifiedTime(LogFixtures.commit(directory, 2));
    Table other = Table.at(directory.toString());
    Snapshot base = other.snapshot();
    Transaction gone = other.begin("APPEND", Map.of()).add(file("late", "mon"));
    append(table, file("x", "mon"));
    append(table, file("y", "mon"));
    Transaction slow =
        other.begin(base, "APPEND", Map.of()).begunAt(System.nanoTime() - 3_700_000_000_000L);
    expireAllBut(table, 1);
    assertFails(gone::commit, "Version 2", "expired", "Nothing was committed");
    // An expiry that was killed between two deletions may leave this behind.
    Files.write(LogFixtures.commit(directory, 2), left);
    Files.setLastModifiedTime(LogFixtures.commit(directory, 2), leftTime);
    assertFails(slow::commit, "version 2", "since has expired", "Nothing was committed");
    assertEquals(4, Table.at(directory.toString()).snapshot().files().size());
  }

  @Test
  void writersThatTookLongSeeWhetherTheirFilesAreStillThere() throws IOException {
    Table table = table(1, 100);
    DataFile lost = LogFixtures.realFile(table, "lost", new byte[] {1});
    DataFile kept = LogFixtures.realFile(table, "kept", new byte[] {1});
    long hourAgo = System.nanoTime() - Duration.ofMinutes(61).toNanos();
    Snapshot base = table.snapshot();
    Transaction slow = table.begin(base, "APPEND", Map.of()).begunAt(hourAgo);
    slow.add(kept).add(lost);
    Files.delete(directory.resolve(lost.path()));
    assertFails(slow::commit, lost.path(), "61 minutes", "Nothing was committed", "vacuum");
    append(table, file("other", "mon"));
    Transaction fine = table.begin(base, "APPEND", Map.of()).begunAt(hourAgo).add(kept);
    assertEquals(3, fine.commit());
  }

  @Test
  void writersThatTookLongSeeWhetherWhatTheirCodesShareIsStillThere() throws IOException {
    Table table = table(1, 100);
    DataFile file = LogFixtures.realFile(table, "coded", new byte[] {1});
    Map<String, CodeFile> codes = LogFixtures.codes("c", true);
    CodeFile code = codes.get("v");
    LogFixtures.create(table, code.file().path(), new byte[] {1});
    LogFixtures.create(table, code.rotation().path(), new byte[] {1});
    long hourAgo = System.nanoTime() - Duration.ofMinutes(61).toNanos();
    Files.delete(directory.resolve(code.rotation().path()));
    Transaction slow = table.begin("APPEND", Map.of()).begunAt(hourAgo).add(file.withCodes(codes));
    assertFails(slow::commit, code.rotation().path(), "61 minutes", "Nothing was committed");
  }

  @Test
  void workBeginsWhenWhatItReliesOnWasRead() {
    Table table = table(0, 100);
    Snapshot base = table.snapshot();
    long readNanos = System.nanoTime();
    for (int i = 1; i <= 5; i++) {
      append(table, file("f" + i, "mon"));
    }
    Transaction late = table.begin(base, "DELETE", Map.of());
    long age = System.nanoTime() - readNanos;
    assertTrue(late.changes().work().age().toNanos() >= age);
    assertTrue(late.begunAt(System.nanoTime()).changes().work().age().toNanos() >= age);
  }

  @Test
  void readersAndWritersGoOnMeanwhile() throws Exception {
    Table table = createTable(directory, Map.of("checkpointInterval", "3"));
    int commits = 150;
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<Long> writer =
          () -> {
            Table own = Table.at(directory.toString());
            for (int i = 1; i <= commits; i++) {
              append(own, file("f" + i, "mon"));
            }
            return own.snapshot().version();
          };
      Future<Long> written = threads.submit(writer);
      Callable<Long> reader =
          () -> {
            long last = 0;
            while (!written.isDone()) {
              Snapshot snapshot = Table.at(directory.toString()).snapshot();
              assertEquals(snapshot.version(), snapshot.files().size());
              assertTrue(snapshot.version() >= last);
              last = snapshot.version();
            }
            return last;
          };
      Future<Long> read = threads.submit(reader);
      Callable<Long> pinned =
          () -> {
            Table own = Table.at(directory.toString());
            while (!written.isDone()) {
              // Follows commit by commit from what it knows.
              assertFalse(own.snapshot().version() > commits);
              own.history(3);
              own.versionAt(Long.MAX_VALUE);
            }
            return own.snapshot().version();
          };
      Future<Long> follower = threads.submit(pinned);
      long expired = 0;
      while (!written.isDone()) {
        expired += expireAllBut(table, 2).versionsExpired();
      }
      assertEquals(commits, written.get(1, TimeUnit.MINUTES));
      assertTrue(read.get(1, TimeUnit.MINUTES) <= commits);
      assertEquals(commits, follower.get(1, TimeUnit.MINUTES));
      assertTrue(expired > 0);
    } finally {
      threads.shutdownNow();
    }
    assertEquals(commits, Table.at(directory.toString()).snapshot().files().size());
  }
}

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

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writers that stand still between any two of their steps while others commit and let versions
 * expire, by force, so that the number of a commit is free again.
 */
class ExpiredCommitTest {
  private static final DataFile LATE = file("late", "mon");

  @TempDir Path directory;
  private Table table;

  @BeforeEach
  void tableOfTwoVersions() {
    table = createTable(directory, Map.of("checkpointInterval", "1000"));
    append(table, file("first", "mon"));
  }

  private Table fresh() {
    return Table.at(directory.toString());
  }

  private void expireAllBut(int newest) {
    SnapshotExpiry.of(fresh()).olderThan(Duration.ZERO).keepNewest(newest).force().run();
  }

  private void appendOthers(int from, int to) {
    for (int i = from; i <= to; i++) {
      append(fresh(), file("other" + i, "mon"));
    }
  }

  /** What others do while the writer stands still. */
  private void othersCommitAndExpire() {
    appendOthers(1, 3);
    expireAllBut(1);
  }

  /** The log of a writer who stands still once before a call of its store. */
  private TableLog stalling(String method, String nameStart, Runnable meanwhile) {
    AtomicBoolean done = new AtomicBoolean();
    TableStore store = table.store();
    TableStore stalling =
        (TableStore)
            Proxy.newProxyInstance(
                TableStore.class.getClassLoader(),
                new Class<?>[] {TableStore.class},
                (proxy, called, arguments) -> {
                  if (called.getName().equals(method)
                      && ((String) arguments[0]).startsWith(nameStart)
                      && done.compareAndSet(false, true)) {
                    meanwhile.run();
                  }
                  try {
                    return called.invoke(store, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new TableLog(directory.toString(), stalling);
  }

  private TableLog stallingBeforeItsCommit(Runnable meanwhile) {
    return stalling("putIfAbsent", LogNames.DIRECTORY, meanwhile);
  }

  /** After a commit, a writer looks first what has expired. */
  private TableLog stallingAfterItsCommit(Runnable meanwhile) {
    return stalling("names", LogNames.CHECKPOINT_DIRECTORY, meanwhile);
  }

  private Transaction begin(TableLog log) {
    return new Transaction(log, Optional.of(table.snapshot()), "APPEND", Map.of());
  }

  private void assertFiles(DataFile... files) {
    Set<String> expected = new HashSet<>(paths(files));
    assertEquals(expected, new HashSet<>(paths(fresh().snapshot())));
    assertEquals(expected, new HashSet<>(paths(table.snapshot())));
  }

  private static DataFile[] files(String... names) {
    return List.of(names).stream().map(name -> file(name, "mon")).toArray(DataFile[]::new);
  }

  @Test
  void aNumberThatHasExpiredIsNotGivenAgain() {
    Transaction late = begin(stallingBeforeItsCommit(this::othersCommitAndExpire)).add(LATE);
    assertFails(late::commit, "Version 2", "4", "expired", "not known", "Look");
    assertFiles(files("first", "other1", "other2", "other3"));
    assertFalse(Files.exists(LogFixtures.commit(directory, 2)));
    assertEquals(5, append(table, LATE));
    assertFiles(files("first", "other1", "other2", "other3", "late"));
  }

  @Test
  void aNumberThatWasTakenAndExpiredIsNotGivenAgain() {
    Runnable meanwhile =
        () -> {
          othersCommitAndExpire();
          throw new VectorDbException("Cannot write: the name was taken");
        };
    Transaction late = begin(stallingBeforeItsCommit(meanwhile)).add(LATE);
    assertFails(late::commit, "Version 2", "expired", "not known", "Look");
    assertFiles(files("first", "other1", "other2", "other3"));
    Runnable broken =
        () -> {
          throw new VectorDbException("Cannot write: the disk is full");
        };
    assertFails(begin(stallingBeforeItsCommit(broken)).add(LATE)::commit, "the disk is full");
  }

  @Test
  void anApplicationKnowsThatItsStepWasNotDone() {
    Transaction late = begin(stallingBeforeItsCommit(this::othersCommitAndExpire)).add(LATE);
    late.identifiedBy("app", 7);
    assertFails(late::commit, "Version 2", "expired", "Nothing was committed", "retry");
    assertTrue(table.snapshot().transactionVersion("app").isEmpty());
    assertEquals(5, table.begin("APPEND", Map.of()).add(LATE).identifiedBy("app", 7).commit());
  }

  @Test
  void aCommitThatExpiredAtOnceCounts() {
    Transaction late = begin(stallingAfterItsCommit(this::othersCommitAndExpire)).add(LATE);
    assertEquals(2, late.commit());
    assertFiles(files("first", "late", "other1", "other2", "other3"));
    assertEquals(List.of(5L), fresh().history().stream().map(HistoryEntry::version).toList());
  }

  @Test
  void aDeletionThatExpiredAtOnceCounts() throws Exception {
    DataFile file = file("first", "mon");
    Transaction late = begin(stallingAfterItsCommit(this::othersCommitAndExpire));
    assertEquals(2, late.delete(file, RoaringBitmap.bitmapOf(3, 4)).commit());
    DataFile now = fresh().snapshot().files().get(0);
    assertEquals(2, now.deletedRows());
    assertTrue(Files.exists(directory.resolve(now.deletes().path())));
  }

  @Test
  void aDeletionThatWasLostLeavesNothing() throws Exception {
    Transaction late = begin(stallingBeforeItsCommit(this::othersCommitAndExpire));
    late.delete(file("first", "mon"), RoaringBitmap.bitmapOf(3, 4));
    assertFails(late::commit, "not known");
    assertEquals(0, fresh().snapshot().files().get(0).deletedRows());
    try (var left = Files.list(directory.resolve("deletes"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aCommitOfWhichNothingIsLeftIsUncertain() {
    Runnable meanwhile =
        () -> {
          fresh().begin("OVERWRITE", Map.of()).overwriteAll().add(file("other1", "mon")).commit();
          expireAllBut(1);
        };
    Transaction late = begin(stallingAfterItsCommit(meanwhile)).add(LATE);
    assertFails(late::commit, "Version 2", "not known", "Look");
    assertFiles(files("other1"));
  }

  @Test
  void aCommitIsUncertainIfNobodyCanLookWhatHasExpired() {
    Runnable broken =
        () -> {
          throw new VectorDbException("Cannot list: the network is down");
        };
    Transaction late = begin(stallingAfterItsCommit(broken)).add(LATE);
    assertFails(late::commit, "version 2", "written", "not known", "network is down", "Look");
    assertFiles(files("first", "late"));
  }

  @Test
  void commitsAfterTheOldestVersionCount() {
    appendOthers(1, 3);
    expireAllBut(1);
    assertEquals(5, append(table, LATE));
    Transaction late = begin(stallingAfterItsCommit(() -> expireAllBut(1)));
    assertEquals(6, late.add(file("more", "mon")).commit());
    assertFiles(files("first", "other1", "other2", "other3", "late", "more"));
  }

  @Test
  void aLostCommitIsNoVersionForOthers() throws Exception {
    Table follower = fresh();
    assertEquals(1, follower.snapshot().version());
    byte[] base = Files.readAllBytes(LogFixtures.commit(directory, 1));
    var time = Files.getLastModifiedTime(LogFixtures.commit(directory, 1));
    Path lost = LogFixtures.commit(directory, 2);
    byte[] content = commitOfOther();
    // The writer was killed before it could take its commit away, and an expiry before the base.
    Files.write(lost, content);
    Files.write(LogFixtures.commit(directory, 1), base);
    Files.setLastModifiedTime(LogFixtures.commit(directory, 1), time);
    assertEquals(4, follower.snapshot().version());
    assertEquals(5, append(follower, file("follows", "mon")));
    Table another = fresh();
    assertFails(() -> another.snapshot(2), "has expired: the oldest version kept is 4");
    TableSchema schema = another.snapshot().schema();
    assertFails(() -> another.changes(2, 2, schema), "version 2", "has expired");
    expireAllBut(1);
    assertFalse(Files.exists(lost));
    assertFiles(files("first", "other1", "other2", "other3", "follows"));
  }

  /** A commit of version 2 that the table has not; its versions 2 to 4 are others'. */
  private byte[] commitOfOther() throws Exception {
    byte[][] written = new byte[1][];
    Transaction late = begin(stallingBeforeItsCommit(this::othersCommitAndExpire)).add(LATE);
    TableStore store = table.store();
    TableLog log =
        new TableLog(
            directory.toString(),
            (TableStore)
                Proxy.newProxyInstance(
                    TableStore.class.getClassLoader(),
                    new Class<?>[] {TableStore.class},
                    (proxy, called, arguments) -> {
                      if (called.getName().equals("putIfAbsent")) {
                        written[0] = (byte[]) arguments[1];
                        throw new VectorDbException("killed");
                      }
                      return called.invoke(store, arguments);
                    }));
    assertFails(() -> begin(log).add(LATE).commit(), "killed");
    assertFails(late::commit, "not known");
    return written[0];
  }

  /** If it took a lost commit for one of others', it would not see that somebody removed a file. */
  @Test
  void aWriterDoesNotBuildOnALostCommit() throws Exception {
    DataFile first = file("first", "mon");
    Transaction late = table.begin("DELETE", Map.of()).remove(first);
    byte[] base = Files.readAllBytes(LogFixtures.commit(directory, 1));
    byte[] content = commitOfOther();
    Files.write(LogFixtures.commit(directory, 1), base);
    Files.write(LogFixtures.commit(directory, 2), content);
    assertFails(late::commit, "expired", "Nothing was committed");
    assertFiles(files("first", "other1", "other2", "other3"));
  }
}

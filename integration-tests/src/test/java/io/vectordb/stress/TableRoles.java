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
package io.vectordb.stress;

import io.vectordb.table.HistoryEntry;
import io.vectordb.table.Snapshot;
import io.vectordb.table.SnapshotExpiry;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.Vacuum;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.Optimization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** What processes do to the table without Spark, over and over. */
final class TableRoles {
  private TableRoles() {}

  /** The step of a role; null if there is no such role. */
  static Runnable role(String role, String name, Table table, Random random) {
    return switch (role) {
      case "append" -> () -> append(table, name, 1 + random.nextInt(5));
      case "trim" -> () -> trim(table, random);
      case "overwrite" -> () -> overwrite(table, random);
      case "pair" -> () -> pair(table, Long.parseLong(name));
      case "encode" ->
          () -> Optimization.of(table).run(random.nextBoolean() ? Encoding.INT8 : Encoding.NONE);
      case "compact" -> () -> Compaction.of(table).deletedShare(0).run();
      case "vacuum" -> () -> vacuum(table);
      case "read" -> new Reader(table, random);
      default -> null;
    };
  }

  /** The next rows of a writer; what it has committed stands in the table. */
  static void append(Table table, String writer, int rows) {
    Transaction transaction = table.begin("APPEND", Map.of("writer", writer));
    Snapshot base = transaction.base().orElseThrow();
    long next = base.transactionVersion(writer).orElse(-1) + 1;
    List<StressRow> written =
        LongStream.range(next, next + rows)
            .mapToObj(seq -> new StressRow("log", writer, seq, seq % 7))
            .toList();
    // Two files, so that half a commit could be told from a whole one.
    transaction.add(StressRow.write(table, base, written.subList(0, 1)));
    if (rows > 1) {
      transaction.add(StressRow.write(table, base, written.subList(1, rows)));
    }
    transaction.identifiedBy(writer, next + rows - 1).commit();
  }

  /** Deletes the oldest rows of some writer, but not all. */
  private static void trim(Table table, Random random) {
    Transaction transaction = table.begin("TRIM", Map.of());
    List<DataFile> files = new ArrayList<>();
    for (DataFile file : transaction.base().orElseThrow().files()) {
      if ("log".equals(file.partitionValues().get("kind"))) {
        files.add(file);
      }
    }
    if (files.size() < 10) {
      return;
    }
    String writer = (String) files.get(random.nextInt(files.size())).columns().get("writer").min();
    files.removeIf(
        file ->
            !writer.equals(file.columns().get("writer").min())
                || !writer.equals(file.columns().get("writer").max()));
    files.sort((a, b) -> Long.compare(min(a), min(b)));
    // A file that was merged may hold rows of several writers; only whole files at the front go.
    int count = 0;
    long end = files.isEmpty() ? 0 : min(files.get(0));
    while (count < files.size() / 2 && min(files.get(count)) == end) {
      end = (Long) files.get(count).columns().get("seq").max() + 1;
      transaction.remove(files.get(count++));
    }
    if (count > 0 && isOldest(transaction.base().orElseThrow(), table, writer, min(files.get(0)))) {
      transaction.commit();
    }
  }

  private static boolean isOldest(Snapshot snapshot, Table table, String writer, long seq) {
    return StressRow.read(table, snapshot).stream()
        .noneMatch(
            row -> row.kind().equals("log") && row.writer().equals(writer) && row.seq() < seq);
  }

  private static long min(DataFile file) {
    return (Long) file.columns().get("seq").min();
  }

  private static void overwrite(Table table, Random random) {
    Transaction transaction = table.begin("OVERWRITE", Map.of());
    long generation = random.nextInt(1_000_000);
    List<StressRow> rows =
        LongStream.range(0, StressRules.GENERATION_ROWS)
            .mapToObj(seq -> new StressRow("over", "over", seq, generation))
            .toList();
    transaction
        .overwritePartitions(Set.of(Map.of("kind", "over")))
        .add(StressRow.write(table, transaction.base().orElseThrow(), rows.subList(0, 5)))
        .add(StressRow.write(table, transaction.base().orElseThrow(), rows.subList(5, 10)))
        .commit();
  }

  /**
   * Half of a pair leaves only if the other is there, and comes back otherwise. Each touches its
   * own file only, so that nothing but what was read can tell that both leave.
   */
  private static void pair(Table table, long me) {
    Transaction transaction = table.begin("PAIR", Map.of());
    Snapshot base = transaction.base().orElseThrow();
    transaction.read(new Filter.Compare("kind", Filter.Operator.EQUAL, "pair"), List.of());
    Map<Long, DataFile> there = new HashMap<>();
    for (DataFile file : base.files()) {
      if ("pair".equals(file.partitionValues().get("kind"))) {
        for (long seq = min(file); seq <= (Long) file.columns().get("seq").max(); seq++) {
          there.put(seq, file);
        }
      }
    }
    if (!there.containsKey(me)) {
      List<StressRow> row = List.of(new StressRow("pair", "pair", me, 1));
      transaction.add(StressRow.write(table, base, row)).commit();
    } else if (there.size() == 2 && there.get(0L) != there.get(1L)) {
      transaction.remove(there.get(me)).commit();
    } else if (there.size() == 2) {
      // A compaction has merged them.
      transaction.remove(there.get(me));
      for (long seq = 0; seq < 2; seq++) {
        List<StressRow> row = List.of(new StressRow("pair", "pair", seq, 1));
        transaction.add(StressRow.write(table, base, row));
      }
      transaction.commit();
    }
  }

  /** All versions but the newest go, and what only they had. For when nobody else is at work. */
  static void vacuum(Table table) {
    SnapshotExpiry.of(table).olderThan(Duration.ZERO).force().run();
    Vacuum.of(table).olderThan(Duration.ZERO).force().run();
  }

  /** Checks the newest version, reads it again, and an older one that it has seen. */
  private static final class Reader implements Runnable {
    private final Table table;
    private final Random random;
    private final List<Long> seen = new ArrayList<>();
    private final Map<Long, Integer> hashes = new HashMap<>();

    Reader(Table table, Random random) {
      this.table = table;
      this.random = random;
    }

    @Override
    public void run() {
      Snapshot snapshot = table.snapshot();
      int hash = StressRules.check(table, snapshot).hashCode();
      if (hashes.put(snapshot.version(), hash) == null) {
        seen.add(snapshot.version());
      }
      requireSame(snapshot, hash);
      long older = seen.get(random.nextInt(seen.size()));
      requireSame(table.snapshot(older), hashes.get(older));
      checkHistory();
    }

    private void requireSame(Snapshot snapshot, int hash) {
      if (StressRules.check(table, snapshot).hashCode() != hash) {
        throw new AssertionError("version " + snapshot.version() + " reads differently");
      }
    }

    private void checkHistory() {
      List<HistoryEntry> entries = table.history(20);
      for (int i = 1; i < entries.size(); i++) {
        if (entries.get(i).version() != entries.get(i - 1).version() - 1
            || entries.get(i).timestampMillis() > entries.get(i - 1).timestampMillis()) {
          throw new AssertionError("a gap in the history: " + entries);
        }
      }
    }
  }
}

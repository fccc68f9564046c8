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
package io.vectordb.table.rewrite;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.store.ParallelTasks;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Merges small data files of a table into larger ones, and drops rows for good that were deleted.
 * The rows of the table stay what they are, those of one file in their order; codes are made anew.
 * Readers, writers and streams go on meanwhile: every group of files is replaced by a commit of its
 * own, and one that others change at the same time is tried again on the newest version. A
 * compaction that was killed can just be run again.
 *
 * <pre>{@code
 * CompactionResult result = Compaction.of(table).targetFileBytes(256 << 20).run();
 * }</pre>
 */
public final class Compaction {
  /** Table property: how large data files should become. */
  public static final String TARGET_FILE_BYTES = "targetFileBytes";

  private static final long DEFAULT_TARGET_FILE_BYTES = 256L << 20;

  /** Data files are mapped as a whole, which an int can address. */
  private static final long MAX_TARGET_FILE_BYTES = 1L << 30;

  private static final double DEFAULT_DELETED_SHARE = 0.1;

  private final Table table;
  private Long targetBytes;
  private double deletedShare = DEFAULT_DELETED_SHARE;
  private Encoding encoding;

  private Compaction(Table table) {
    this.table = table;
  }

  public static Compaction of(Table table) {
    return new Compaction(table);
  }

  /**
   * Files should become about so large, at most 1 GiB, instead of what the table's property {@link
   * #TARGET_FILE_BYTES} says.
   */
  public Compaction targetFileBytes(long bytes) {
    targetBytes = checkedTarget(bytes, bytes + " bytes");
    return this;
  }

  /**
   * Files that have lost at least this share of their rows are written anew, whatever their length.
   *
   * @param share between 0, for all that have lost any, and 1
   */
  public Compaction deletedShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "A share of " + share + " deleted rows; give one from 0 to 1");
    }
    deletedShare = share;
    return this;
  }

  /** New files get these codes instead of those that the table's property {@code codes} says. */
  public Compaction codes(Encoding newEncoding) {
    encoding = newEncoding;
    return this;
  }

  /** Runs in this process, on as many groups of files at a time as there are processors. */
  public CompactionResult run() {
    return run(task -> task.run(table), Runtime.getRuntime().availableProcessors());
  }

  /**
   * Runs with the work done elsewhere.
   *
   * @param worker runs a task, on any machine that reaches the table, and returns its result
   * @param tasks how many at a time
   */
  public CompactionResult run(Function<CompactionTask, DataFile> worker, int tasks) {
    long begunNanos = System.nanoTime();
    Snapshot snapshot = table.snapshot();
    CompactionPlan plan = plan(snapshot);
    List<List<DataFile>> groups = plan.groups(snapshot, table.path());
    if (groups.isEmpty()) {
      return CompactionResult.NOTHING;
    }
    Encoding wanted = encoding == null ? Encoding.of(snapshot.metadata()) : encoding;
    CodePolicy codes = CodePolicy.of(wanted, snapshot.files());
    ConcurrentLinkedQueue<CompactionResult> results = new ConcurrentLinkedQueue<>();
    ParallelTasks.run(
        "The compaction",
        Math.min(tasks, groups.size()),
        groups,
        group ->
            results.add(new GroupCompaction(table, plan, codes, worker, begunNanos).run(group)));
    return results.stream().reduce(CompactionResult.NOTHING, CompactionResult::plus);
  }

  /** How many data files of {@code snapshot} would be written anew. */
  public int filesToRewrite(Snapshot snapshot) {
    return plan(snapshot).groups(snapshot, table.path()).stream().mapToInt(List::size).sum();
  }

  private CompactionPlan plan(Snapshot snapshot) {
    return new CompactionPlan(targetBytes(snapshot.metadata()), deletedShare);
  }

  private long targetBytes(TableMetadata metadata) {
    if (targetBytes != null) {
      return targetBytes;
    }
    String value = metadata.properties().get(TARGET_FILE_BYTES);
    if (value == null) {
      return DEFAULT_TARGET_FILE_BYTES;
    }
    String given = "table property " + TARGET_FILE_BYTES + "=" + value;
    try {
      return checkedTarget(Long.parseLong(value.trim()), given);
    } catch (NumberFormatException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Not understood: " + given + "; give a number of bytes",
          e);
    }
  }

  private static long checkedTarget(long bytes, String given) {
    if (bytes < 1 || bytes > MAX_TARGET_FILE_BYTES) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Data files cannot become as large as "
              + given
              + "; give 1 to "
              + MAX_TARGET_FILE_BYTES
              + " bytes");
    }
    return bytes;
  }
}

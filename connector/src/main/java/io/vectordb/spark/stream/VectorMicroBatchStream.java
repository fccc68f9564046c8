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
package io.vectordb.spark.stream;

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.read.VectorBatch;
import io.vectordb.spark.read.VectorReaderFactory;
import io.vectordb.spark.read.VectorScan;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.scan.ScanPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;

/**
 * The rows that a table has, and then those that are added to it, as batches of a stream. A row is
 * returned as it is in the version that the stream takes it from: the first one, or the one that
 * added it.
 */
public final class VectorMicroBatchStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private final VectorScan scan;
  private final StreamOptions options;
  private final StreamFiles files;
  private Optional<Long> lastVersion = Optional.empty();
  private final StoredOffset first;

  /**
   * The stream of the rows that a scan is for.
   *
   * @throws VectorDbException if there are none yet, or the options do not go together
   */
  public static MicroBatchStream of(
      VectorScan scan, VectorOptions options, String checkpointLocation) {
    if (scan.table().snapshot().isEmpty()) {
      throw new VectorDbException(
          "There is nothing in " + scan.table().name() + " yet; write to it before it is streamed");
    }
    // With the session's settings, one of which says how the files of checkpoints are written.
    Configuration conf =
        ((org.apache.spark.sql.classic.SparkSession) SparkSession.active())
            .sessionState()
            .newHadoopConf();
    return new VectorMicroBatchStream(
        scan, new StreamOptions(options), new StoredOffset(checkpointLocation, conf));
  }

  private VectorMicroBatchStream(VectorScan scan, StreamOptions options, StoredOffset first) {
    this.scan = scan;
    this.options = options;
    this.first = first;
    this.files = new StreamFiles(scan.table(), options.skipsChangeCommits());
  }

  @Override
  public Offset initialOffset() {
    return SparkErrors.translating(() -> first.getOrStore(this::findFirst));
  }

  private TableOffset findFirst() {
    long newest = lastVersion();
    String tableId = scan.table().metadata().id();
    return options
        .firstVersion(files.table(), newest)
        .map(version -> TableOffset.before(tableId, version))
        .orElseGet(() -> new TableOffset(tableId, newest, 0, true));
  }

  @Override
  public Offset deserializeOffset(String json) {
    return SparkErrors.translating(() -> TableOffset.fromJson(json));
  }

  /** Trigger.AvailableNow reads what is there now, however many batches it takes. */
  @Override
  public void prepareForTriggerAvailableNow() {
    lastVersion = SparkErrors.translating(() -> Optional.of(files.newestVersion()));
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return options.readLimit();
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks with a limit");
  }

  @Override
  public Offset latestOffset(Offset startOffset, ReadLimit limit) {
    return SparkErrors.translating(() -> nextOffset(startOffset, limit));
  }

  private Offset nextOffset(Offset startOffset, ReadLimit limit) {
    TableOffset start = TableOffset.of(startOffset);
    long last = lastVersion();
    if (start.version() > last + 1) {
      files.requireReached(start);
    }
    Admission admission = new Admission(limit);
    TableOffset[] end = {start};
    boolean[] full = {false};
    files.visit(
        start,
        last,
        (file, next) -> {
          full[0] = !admission.admits(file);
          end[0] = full[0] ? end[0] : next;
          return !full[0];
        });
    return full[0] ? end[0] : end(start, last);
  }

  /** The position behind version {@code last}, so that versions without rows are passed as well. */
  private static TableOffset end(TableOffset start, long last) {
    return start.version() > last ? start : TableOffset.before(start.tableId(), last + 1);
  }

  private long lastVersion() {
    return lastVersion.orElseGet(files::newestVersion);
  }

  @Override
  public Offset reportLatestOffset() {
    return SparkErrors.translating(
        () -> TableOffset.before(scan.table().metadata().id(), lastVersion() + 1));
  }

  @Override
  public InputPartition[] planInputPartitions(Offset startOffset, Offset endOffset) {
    return SparkErrors.translating(() -> partitions(startOffset, endOffset));
  }

  private InputPartition[] partitions(Offset startOffset, Offset endOffset) {
    TableOffset start = TableOffset.of(startOffset);
    TableOffset end = TableOffset.of(endOffset);
    List<DataFile> batch = new ArrayList<>();
    if (!start.equals(end)) {
      // The last version may be read in part.
      files.visit(
          start,
          end.index() == 0 ? end.version() - 1 : end.version(),
          (file, next) -> {
            batch.add(file);
            return !next.equals(end);
          });
    }
    return VectorBatch.partitions(scan, ScanPlan.of(batch, scan.spec()));
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new VectorReaderFactory();
  }

  @Override
  public void commit(Offset end) {
    SparkErrors.translating(() -> files.forgetBefore(TableOffset.of(end)));
  }

  @Override
  public void stop() {}

  /**
   * How far behind the table the stream is. Nothing if that is not known because the stream cannot
   * go on: the next batch will fail for it, but not the one that is done.
   */
  @Override
  public Map<String, String> metrics(Optional<Offset> consumed) {
    try {
      return consumed.map(TableOffset::of).map(this::outstanding).orElse(Map.of());
    } catch (VectorDbException e) {
      return Map.of();
    }
  }

  private Map<String, String> outstanding(TableOffset position) {
    long last = lastVersion();
    long[] outstanding = new long[2];
    files.visit(
        position,
        last,
        (file, next) -> {
          outstanding[0]++;
          outstanding[1] += file.bytes();
          return true;
        });
    return Map.of(
        "versionsOutstanding",
        String.valueOf(Math.max(0, last + 1 - position.version())),
        "filesOutstanding",
        String.valueOf(outstanding[0]),
        "bytesOutstanding",
        String.valueOf(outstanding[1]));
  }

  @Override
  public String toString() {
    return scan.table().name();
  }
}

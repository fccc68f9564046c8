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

import io.vectordb.errors.ConflictException;
import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.schema.Option;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.schema.WriteIdentity;
import io.vectordb.spark.write.Replacement;
import io.vectordb.spark.write.TargetTable;
import io.vectordb.spark.write.VectorWriterFactory;
import io.vectordb.spark.write.WriteTransaction;
import io.vectordb.spark.write.WrittenFiles;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/**
 * Commits the epochs of a streaming query, each as one version of the table.
 *
 * <p>The id by which Spark names the query is stored in its checkpoint, so it is the same after
 * every restart; together with the number of the epoch it makes the commit of an epoch happen once.
 * Where a repeated epoch may have other rows than before, it replaces what it has committed.
 */
public final class VectorStreamingWrite implements StreamingWrite {
  private static final String APPLICATION_PREFIX = "spark-stream:";

  private final TargetTable target;
  private final TableVersion planned;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final Replacement replacement;
  private final int[] ordinals;
  private volatile boolean repeatsWithOtherRows;
  private volatile long begunNanos;

  public VectorStreamingWrite(
      TargetTable target, LogicalWriteInfo info, VectorOptions options, Replacement replacement) {
    if (options.flag(Option.MERGE_SCHEMA)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Option mergeSchema is for batch writes; a stream has the columns of its table. Leave it"
              + " out, and ALTER TABLE while the query is stopped");
    }
    if (options.writeIdentity().isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Options txnAppId and txnVersion are for batch writes; a streaming query has an identity"
              + " of its own in its checkpoint. Leave them out");
    }
    this.target = target;
    this.planned = target.version();
    this.info = info;
    this.options = options;
    this.replacement = replacement;
    this.ordinals = StreamColumns.ordinals(info.schema(), planned);
  }

  @Override
  public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo physicalInfo) {
    return SparkErrors.translating(this::writers);
  }

  private StreamingDataWriterFactory writers() {
    begunNanos = System.nanoTime();
    repeatsWithOtherRows = StreamMode.repeatsWithOtherRows(SparkSession.active());
    Table table = planned.handle().open();
    Optional<Snapshot> base = table.exists() ? Optional.of(table.snapshot()) : Optional.empty();
    base.ifPresent(snapshot -> WriteTransaction.requirePlanned(planned, snapshot));
    VectorWriterFactory writers =
        VectorWriterFactory.of(
            planned,
            base,
            base.map(Snapshot::schema).orElse(planned.tableSchema()),
            planned.schema(),
            options);
    return new VectorStreamingWriterFactory(writers, ordinals);
  }

  /** Commits after whatever others have changed: an epoch adds its rows to that, or replaces it. */
  @Override
  public void commit(long epochId, WriterCommitMessage[] messages) {
    SparkErrors.translating(() -> commitOnce(epochId, messages));
  }

  private void commitOnce(long epochId, WriterCommitMessage[] messages) {
    boolean isCommitted = false;
    while (!isCommitted) {
      try {
        commitAfterNewest(epochId, messages);
        isCommitted = true;
      } catch (ConflictException e) {
        // An upsert has tried often enough.
        if (replacement instanceof Replacement.MatchingKeys) {
          throw e;
        }
      }
    }
  }

  private void commitAfterNewest(long epochId, WriterCommitMessage[] messages) {
    WriteIdentity identity = new WriteIdentity(APPLICATION_PREFIX + info.queryId(), epochId);
    WriteTransaction transaction = begin(epochId);
    transaction.base().ifPresent(base -> requireInOrder(identity, base));
    if (transaction.isDone(identity) && repeatsWithOtherRows) {
      if (replacement instanceof Replacement.Nothing) {
        Snapshot base = transaction.base().orElseThrow();
        RepeatedStep step =
            new RepeatedStep(planned.handle().open(), base, identity, parameters(epochId));
        transaction.remove(step.files());
      }
      transaction.commit(messages, replacement, Optional.empty());
    } else if (transaction.isDone(identity)) {
      abort(epochId, messages);
    } else if (transaction.base().map(base -> changes(base, messages)).orElse(true)) {
      transaction.commit(messages, replacement, Optional.of(identity));
    }
  }

  /** What the history says about the commit of an epoch. */
  private Map<String, String> parameters(long epochId) {
    return Map.of(
        "mode", replacement.label(), "queryId", info.queryId(), "epoch", String.valueOf(epochId));
  }

  private WriteTransaction begin(long epochId) {
    WriteTransaction transaction =
        new WriteTransaction(target, "STREAM", parameters(epochId), begunNanos);
    if (transaction.base().isEmpty() && (epochId > 0 || planned.snapshot().isPresent())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
          "The table "
              + planned.handle().location()
              + " is gone, but the streaming query "
              + info.queryId()
              + " has written to it before epoch "
              + epochId
              + ". Restore the table, or start the query with a new checkpoint location to write"
              + " a new table");
    }
    return transaction;
  }

  /**
   * Refuses an epoch before the last one: Spark repeats none but that, so the rows may be others
   * than those that the epoch has committed.
   */
  private void requireInOrder(WriteIdentity identity, Snapshot base) {
    long last = base.transactionVersion(identity.appId()).orElse(Long.MIN_VALUE);
    if (last > identity.version()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
          "Epoch "
              + identity.version()
              + " of the streaming query "
              + info.queryId()
              + " comes too late for "
              + planned.handle().location()
              + ", where epoch "
              + last
              + " is committed: the checkpoint is older than the table, or another run of the query"
              + " writes to it. Nothing of this epoch was committed. Restore the checkpoint and the"
              + " table of the same time, or start the query with a new checkpoint location");
    }
  }

  /**
   * Whether the epoch changes anything. One that does not needs no version: to repeat it changes
   * nothing either.
   */
  private boolean changes(Snapshot base, WriterCommitMessage[] messages) {
    boolean removes = replacement instanceof Replacement.Everything && !base.files().isEmpty();
    return removes || !WrittenFiles.of(messages).isEmpty();
  }

  @Override
  public void abort(long epochId, WriterCommitMessage[] messages) {
    SparkErrors.translating(
        () -> WrittenFiles.discard(planned.handle().open(), WrittenFiles.of(messages)));
  }

  @Override
  public String toString() {
    return planned.name();
  }
}

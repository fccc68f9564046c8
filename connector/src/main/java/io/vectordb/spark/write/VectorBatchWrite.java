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
package io.vectordb.spark.write;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import java.util.Map;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.MergeSummary;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;
import org.apache.spark.sql.connector.write.WriteSummary;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Commits what the tasks have written, on the driver, as one version of the table. */
final class VectorBatchWrite implements BatchWrite {
  private final TargetTable target;
  private final TableVersion planned;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final Replacement replacement;
  private final WriteTransaction transaction;

  VectorBatchWrite(
      TargetTable target, LogicalWriteInfo info, VectorOptions options, Replacement replacement) {
    this.target = target;
    this.planned = target.version();
    this.info = info;
    this.options = options;
    this.replacement = replacement;
    Map<String, String> parameters = Map.of("mode", replacement.label(), "queryId", info.queryId());
    if (target.readsItself()) {
      this.transaction = WriteTransaction.ofPlanned(target, "WRITE", parameters);
    } else {
      this.transaction = new WriteTransaction(target, "WRITE", parameters);
    }
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo physicalInfo) {
    return SparkErrors.translating(this::writers);
  }

  private DataWriterFactory writers() {
    return VectorWriterFactory.of(
        planned, transaction.base(), transaction.schema(), info.schema(), options);
  }

  /** Of a MERGE that only inserts, Spark 4.2 and newer tell that it is one. */
  @Override
  public void commit(WriterCommitMessage[] messages, WriteSummary summary) {
    if (summary instanceof MergeSummary) {
      transaction.named(Command.MERGE.name());
    }
    commit(messages);
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    SparkErrors.translating(() -> commitOnce(messages));
  }

  private void commitOnce(WriterCommitMessage[] messages) {
    if (options.writeIdentity().map(transaction::isDone).orElse(false)) {
      abort(messages);
    } else if (changes(messages)) {
      target.selfRead().map(StatementRead::atCommit).ifPresent(transaction::read);
      transaction.commit(messages, replacement, options.writeIdentity());
    }
  }

  /** Whether there is anything to commit: an append of no rows to a table that exists is not. */
  private boolean changes(WriterCommitMessage[] messages) {
    return !replacement.onlyAdds()
        || !WrittenFiles.of(messages).isEmpty()
        || transaction.base().isEmpty()
        || planned.pending().isPresent()
        || options.writeIdentity().isPresent();
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    SparkErrors.translating(
        () -> WrittenFiles.discard(planned.handle().open(), WrittenFiles.of(messages)));
  }
}

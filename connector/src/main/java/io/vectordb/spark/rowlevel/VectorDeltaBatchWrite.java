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
package io.vectordb.spark.rowlevel;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.read.RowPositions;
import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.write.Replacement;
import io.vectordb.spark.write.TargetTable;
import io.vectordb.spark.write.VectorWriterFactory;
import io.vectordb.spark.write.WriteTransaction;
import io.vectordb.spark.write.WrittenFiles;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.write.DeltaBatchWrite;
import org.apache.spark.sql.connector.write.DeltaWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.roaringbitmap.RoaringBitmap;

/**
 * Commits what the tasks of a DELETE, UPDATE or MERGE have changed, as one version of the table. A
 * statement that changes no row makes no version.
 */
record VectorDeltaBatchWrite(
    TableVersion planned,
    Command command,
    LogicalWriteInfo info,
    VectorOptions options,
    List<StatementRead> reads)
    implements DeltaBatchWrite {
  @Override
  public DeltaWriterFactory createBatchWriterFactory(PhysicalWriteInfo physicalInfo) {
    return SparkErrors.translating(this::writers);
  }

  private DeltaWriterFactory writers() {
    return new VectorDeltaWriterFactory(
        VectorWriterFactory.of(
            planned, planned.snapshot(), planned.tableSchema(), info.schema(), options));
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    SparkErrors.translating(() -> commitOnce(messages));
  }

  private void commitOnce(WriterCommitMessage[] messages) {
    List<RowDelta> deltas = deltas(messages);
    WriterCommitMessage[] added = added(messages);
    Map<String, RoaringBitmap> deleted =
        RowPositions.union(deltas.stream().map(RowDelta::deleted).toList());
    boolean changesNothing =
        deleted.isEmpty() && WrittenFiles.of(added).isEmpty() && planned.pending().isEmpty();
    if (changesNothing && options.writeIdentity().isEmpty()) {
      return;
    }
    List<RowsRead> rowsRead = reads.stream().map(StatementRead::atCommit).distinct().toList();
    WriteTransaction transaction =
        WriteTransaction.ofPlanned(
            TargetTable.of(planned), command.name(), parameters(deltas, rowsRead));
    if (options.writeIdentity().map(transaction::isDone).orElse(false)) {
      abort(messages);
      return;
    }
    rowsRead.forEach(transaction::read);
    transaction.delete(deleted);
    transaction.commit(added, new Replacement.Nothing(), options.writeIdentity());
  }

  private Map<String, String> parameters(List<RowDelta> deltas, List<RowsRead> rowsRead) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(
        "read",
        rowsRead.stream().map(RowsRead::label).distinct().collect(Collectors.joining("; ")));
    parameters.put("rowsDeleted", sum(deltas, RowDelta::rowsDeleted));
    parameters.put("rowsUpdated", sum(deltas, RowDelta::rowsUpdated));
    parameters.put("rowsInserted", sum(deltas, RowDelta::rowsInserted));
    parameters.put("queryId", info.queryId());
    return parameters;
  }

  private static String sum(List<RowDelta> deltas, ToLongFunction<RowDelta> count) {
    return String.valueOf(deltas.stream().mapToLong(count).sum());
  }

  /** Of a task that failed there is no message. */
  private static List<RowDelta> deltas(WriterCommitMessage[] messages) {
    return Arrays.stream(messages)
        .filter(RowDelta.class::isInstance)
        .map(RowDelta.class::cast)
        .toList();
  }

  private static WriterCommitMessage[] added(WriterCommitMessage[] messages) {
    return deltas(messages).stream().map(RowDelta::added).toArray(WriterCommitMessage[]::new);
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    SparkErrors.translating(
        () -> WrittenFiles.discard(planned.handle().open(), WrittenFiles.of(added(messages))));
  }
}

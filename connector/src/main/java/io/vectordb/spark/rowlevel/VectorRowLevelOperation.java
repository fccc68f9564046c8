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
import io.vectordb.spark.plan.ScoredOperation;
import io.vectordb.spark.plan.SupportsSourceKeys;
import io.vectordb.spark.read.SourceKeys;
import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.read.VectorScanBuilder;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.VectorColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.DeltaWriteBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsDelta;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A DELETE, UPDATE or MERGE: a scan finds the rows, a write marks them as deleted where they are
 * and adds new ones.
 */
public final class VectorRowLevelOperation
    implements SupportsDelta, ScoredOperation, SupportsSourceKeys {
  private final TableVersion table;
  private final Command command;

  /** What the scans of this operation read, which its write has to know; copies share it. */
  private final List<StatementRead> reads;

  private final Optional<SourceKeys> keys;

  public VectorRowLevelOperation(TableVersion table, Command command) {
    this(table, command, new ArrayList<>(), Optional.empty());
  }

  private VectorRowLevelOperation(
      TableVersion table, Command command, List<StatementRead> reads, Optional<SourceKeys> keys) {
    this.table = table;
    this.command = command;
    this.reads = reads;
    this.keys = keys;
  }

  @Override
  public Optional<VectorColumn> vectorColumn(String name) {
    return table.vectorColumn(name);
  }

  @Override
  public List<ScoreColumn> scoreColumns() {
    return table.scoreColumns();
  }

  @Override
  public Command command() {
    return command;
  }

  @Override
  public String description() {
    return command + " of " + table.name();
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return SparkErrors.translating(
        () ->
            VectorScanBuilder.forStatement(table, options)
                .forRowLevel(rows -> reads.add(new StatementRead(rows, keys))));
  }

  @Override
  public DeltaWriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return SparkErrors.translating(
        () ->
            new VectorDeltaWriteBuilder(
                table, command, info, table.writeOptions(info.options()), reads));
  }

  @Override
  public NamedReference[] rowId() {
    return table.rowIdColumns().fields().stream()
        .map(field -> References.column(field.name()))
        .toArray(NamedReference[]::new);
  }

  @Override
  public void readsEverything() {
    if (!reads.contains(StatementRead.ALL)) {
      reads.add(StatementRead.ALL);
    }
  }

  @Override
  public VectorRowLevelOperation withScoreColumns(List<ScoreColumn> scores) {
    return new VectorRowLevelOperation(table.withScoreColumns(scores), command, reads, keys);
  }

  @Override
  public Optional<ScalarFunction<Boolean>> sourceKeys() {
    return keys.map(known -> known);
  }

  @Override
  public VectorRowLevelOperation recordingKeys(StructType columns) {
    return new VectorRowLevelOperation(
        table, command, reads, Optional.of(SourceKeys.of(table.tableSchema(), columns)));
  }
}

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

import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.write.Replacement;
import io.vectordb.spark.write.TargetTable;
import io.vectordb.spark.write.VectorWrite;
import java.util.List;
import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.DeltaBatchWrite;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;

/** A planned change of rows; the rows that it adds lie as those of any other write do. */
final class VectorDeltaWrite implements DeltaWrite, RequiresDistributionAndOrdering {
  private final TableVersion table;
  private final Command command;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final List<StatementRead> reads;
  private final VectorWrite added;

  VectorDeltaWrite(
      TableVersion table,
      Command command,
      LogicalWriteInfo info,
      VectorOptions options,
      List<StatementRead> reads) {
    this.table = table;
    this.command = command;
    this.info = info;
    this.options = options;
    this.reads = reads;
    this.added = new VectorWrite(TargetTable.of(table), info, options, new Replacement.Nothing());
  }

  @Override
  public Distribution requiredDistribution() {
    return addsRows() ? added.requiredDistribution() : Distributions.unspecified();
  }

  @Override
  public boolean distributionStrictlyRequired() {
    return added.distributionStrictlyRequired();
  }

  @Override
  public SortOrder[] requiredOrdering() {
    return addsRows() ? added.requiredOrdering() : new SortOrder[0];
  }

  /** The rows of a DELETE have no columns but those that say where they are stored. */
  private boolean addsRows() {
    return command != Command.DELETE;
  }

  @Override
  public DeltaBatchWrite toBatch() {
    return new VectorDeltaBatchWrite(table, command, info, options, reads);
  }

  @Override
  public String description() {
    return table.name();
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return added.supportedCustomMetrics();
  }
}

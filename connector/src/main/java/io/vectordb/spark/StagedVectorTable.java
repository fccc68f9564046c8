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
package io.vectordb.spark;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.plan.SupportsSelfRead;
import io.vectordb.spark.write.StagedChanges;
import io.vectordb.table.Snapshot;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * A table that is being created or replaced by the rows of a query. Nobody sees anything of it
 * until its definition and its rows are committed, as one version.
 */
public final class StagedVectorTable implements StagedTable, SupportsWrite, SupportsSelfRead {
  private final VectorTable table;
  private final StagedChanges changes;

  StagedVectorTable(VectorTable table, StagedChanges changes) {
    this.table = table;
    this.changes = changes;
  }

  @Override
  public void commitStagedChanges() {
    SparkErrors.translating(changes::commit);
  }

  @Override
  public void abortStagedChanges() {
    SparkErrors.translating(changes::abort);
  }

  @Override
  public boolean isSameTable(Table other) {
    return table.isSameTable(other);
  }

  @Override
  public void requireSameVersion(Table read) {
    SparkErrors.translating(
        () ->
            changes
                .transaction()
                .base()
                .ifPresent(replaced -> requireSameVersion(replaced, (VectorTable) read)));
  }

  private void requireSameVersion(Snapshot replaced, VectorTable read) {
    table.tableVersion().requireSameVersion(replaced, read.tableVersion());
  }

  /** All rows are replaced, so every change of any of them conflicts anyway. */
  @Override
  public boolean readsItself() {
    return true;
  }

  @Override
  public StagedVectorTable readingItself() {
    return this;
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return table.newWriteBuilder(info);
  }

  @Override
  public String name() {
    return table.name();
  }

  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return table.schema();
  }

  @Override
  public Column[] columns() {
    return table.columns();
  }

  @Override
  public Transform[] partitioning() {
    return table.partitioning();
  }

  @Override
  public Map<String, String> properties() {
    return table.properties();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return table.capabilities();
  }
}

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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.plan.SupportsColumnChanges;
import io.vectordb.spark.plan.SupportsNewestVersion;
import io.vectordb.spark.plan.SupportsScoreColumns;
import io.vectordb.spark.plan.SupportsSelfRead;
import io.vectordb.spark.plan.SupportsSourceKeys;
import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.read.SourceKeys;
import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.read.VectorScanBuilder;
import io.vectordb.spark.read.WholeVectors;
import io.vectordb.spark.rowlevel.FileDeletion;
import io.vectordb.spark.rowlevel.VectorRowLevelOperation;
import io.vectordb.spark.schema.MergedColumns;
import io.vectordb.spark.schema.Option;
import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.SchemaMapping;
import io.vectordb.spark.schema.TableColumns;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorMetadataColumn;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.stream.StreamMode;
import io.vectordb.spark.stream.VectorMicroBatchStream;
import io.vectordb.spark.stream.VectorStreamingWrite;
import io.vectordb.spark.write.TargetTable;
import io.vectordb.spark.write.VectorUpsertBuilder;
import io.vectordb.spark.write.VectorWriteBuilder;
import io.vectordb.table.Snapshot;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.VectorColumn;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsDeleteV2;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsRowLevelOperations;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperationBuilder;
import org.apache.spark.sql.connector.write.RowLevelOperationInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What Spark can do with a {@link TableVersion}: the scans, writes, streams and row-level
 * operations of it are planned here.
 */
public class VectorTable
    implements SupportsRead,
        SupportsWrite,
        SupportsScoreColumns,
        SupportsNewestVersion,
        SupportsSelfRead,
        SupportsSourceKeys,
        SupportsColumnChanges,
        SupportsMetadataColumns,
        SupportsRowLevelOperations,
        SupportsDeleteV2,
        ListsPartitions {
  private final TargetTable target;
  private final TableVersion version;

  VectorTable(TargetTable target) {
    this.target = target;
    this.version = target.version();
  }

  VectorTable(TableVersion version) {
    this(TargetTable.of(version));
  }

  private VectorTable with(TableVersion other) {
    return new VectorTable(target.with(other));
  }

  /** The version that a query sees. */
  public TableVersion tableVersion() {
    return version;
  }

  /** The table as the target of a write. */
  TargetTable target() {
    return target;
  }

  /** This version with array types that say so where no vector has a NULL element. */
  VectorTable withKnownElements() {
    StructType known =
        version
            .snapshot()
            .map(snapshot -> WholeVectors.in(snapshot).describe(version.schema()))
            .orElse(version.schema());
    return known.equals(version.schema()) ? this : with(version.withSchema(known));
  }

  @Override
  public String name() {
    return version.name();
  }

  /** Spark 4.0 asks for this, later versions for {@link #columns()}. */
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return version.schema();
  }

  @Override
  public Column[] columns() {
    return TableColumns.of(version.schema());
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return VectorMetadataColumn.of(version.rowIdColumns());
  }

  @Override
  public Transform[] partitioning() {
    return PartitionColumns.toSpark(version.metadata());
  }

  @Override
  public TablePartitions partitions() {
    return TablePartitions.of(version);
  }

  @Override
  public Map<String, String> properties() {
    return version.properties();
  }

  @Override
  public Set<TableCapability> capabilities() {
    Set<TableCapability> capabilities =
        EnumSet.of(
            TableCapability.BATCH_READ,
            TableCapability.MICRO_BATCH_READ,
            TableCapability.STREAMING_WRITE);
    if (version.options().isCheckedWrite() || version.options().isCatalogTable()) {
      capabilities.addAll(
          EnumSet.of(
              TableCapability.BATCH_WRITE,
              TableCapability.TRUNCATE,
              TableCapability.OVERWRITE_BY_FILTER,
              TableCapability.OVERWRITE_DYNAMIC));
    }
    return capabilities;
  }

  @Override
  public VectorScanBuilder newScanBuilder(CaseInsensitiveStringMap readOptions) {
    return SparkErrors.translating(
        () -> VectorScanBuilder.of(version, readOptions, VectorMicroBatchStream::of));
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return SparkErrors.translating(() -> writeBuilder(info));
  }

  private WriteBuilder writeBuilder(LogicalWriteInfo info) {
    VectorOptions write = version.writeOptions(info.options());
    if (!write.mergeKeys().isEmpty()) {
      return new VectorUpsertBuilder(target, info, write, VectorStreamingWrite::new);
    }
    if (StreamMode.updates(SparkSession.active(), info.queryId())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Output mode update replaces the rows of "
              + name()
              + " that have the same keys as new ones; set option mergeKeys to the columns that are"
              + " the key, or use output mode append or complete");
    }
    return new VectorWriteBuilder(target, info, write, VectorStreamingWrite::new);
  }

  @Override
  public RowLevelOperationBuilder newRowLevelOperationBuilder(RowLevelOperationInfo info) {
    SparkErrors.translating(version::requireNewest);
    return () -> new VectorRowLevelOperation(version, info.command());
  }

  @Override
  public boolean canDeleteWhere(Predicate[] predicates) {
    return SparkErrors.translating(() -> FileDeletion.of(version, predicates).isPresent());
  }

  @Override
  public void deleteWhere(Predicate[] predicates) {
    SparkErrors.translating(() -> deleteRows(predicates));
  }

  private void deleteRows(Predicate[] predicates) {
    version.requireNewest();
    FileDeletion.of(version, predicates).orElseThrow().run();
  }

  /** Removes all rows by a commit that names no files but those removed. */
  @Override
  public boolean truncateTable() {
    SparkErrors.translating(
        () -> version.handle().open().begin("TRUNCATE TABLE", Map.of()).overwriteAll().commit());
    return true;
  }

  @Override
  public Optional<VectorColumn> vectorColumn(String name) {
    return version.vectorColumn(name);
  }

  @Override
  public List<ScoreColumn> scoreColumns() {
    return version.scoreColumns();
  }

  @Override
  public VectorTable withScoreColumns(List<ScoreColumn> scores) {
    return with(version.withScoreColumns(scores));
  }

  /** Of vectors that have NULL elements only by now, the type is another one, too. */
  @Override
  public VectorTable newestVersion() {
    return SparkErrors.translating(
        () -> {
          TableVersion newest = version.newest();
          if (newest == version) {
            return this;
          }
          Snapshot now = newest.snapshot().get();
          StructType stored = SchemaMapping.toSpark(now.metadata().schema());
          StructType known = WholeVectors.in(now).describe(stored);
          if (!version.schema().equals(stored) && !version.schema().equals(known)) {
            throw version.otherColumns(now);
          }
          return with(newest);
        });
  }

  @Override
  public boolean isSameTable(Table other) {
    return other instanceof VectorTable that && version.isSameTable(that.version);
  }

  @Override
  public void requireSameVersion(Table read) {
    SparkErrors.translating(
        () ->
            version
                .snapshot()
                .ifPresent(
                    written -> version.requireSameVersion(written, ((VectorTable) read).version)));
  }

  @Override
  public boolean readsItself() {
    return target.readsItself();
  }

  @Override
  public VectorTable readingItself() {
    return new VectorTable(target.reading(StatementRead.ALL));
  }

  @Override
  public Optional<ScalarFunction<Boolean>> sourceKeys() {
    return target.selfRead().flatMap(StatementRead::keys).map(keys -> keys);
  }

  @Override
  public VectorTable recordingKeys(StructType columns) {
    SourceKeys keys = SourceKeys.of(version.tableSchema(), columns);
    return new VectorTable(target.reading(new StatementRead(RowsRead.ALL, Optional.of(keys))));
  }

  @Override
  public VectorTable forRows(StructType rows, Map<String, String> writeOptions) {
    return version.snapshot().isEmpty()
        ? this
        : SparkErrors.translating(() -> fitting(rows, writeOptions));
  }

  private VectorTable fitting(StructType rows, Map<String, String> writeOptions) {
    VectorOptions write = version.readOptions(new CaseInsensitiveStringMap(writeOptions));
    if (write.flag(Option.MERGE_SCHEMA)) {
      return changed(MergedColumns.changes(version, rows));
    } else if (!write.flag(Option.ALLOW_MISSING_COLUMNS)) {
      MergedColumns.requireAll(version, rows);
    }
    return this;
  }

  /** Of an interface's type, because the JVM would load the class to check any other. */
  @Override
  public SupportsColumnChanges evolvable() {
    return new EvolvableVectorTable(target);
  }

  @Override
  public boolean isEvolvable() {
    return false;
  }

  @Override
  public VectorTable changed(List<TableChange> changes) {
    return changes.isEmpty() ? this : SparkErrors.translating(() -> with(version.changed(changes)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorTable that && version.equals(that.version);
  }

  @Override
  public int hashCode() {
    return version.hashCode();
  }

  @Override
  public String toString() {
    return name();
  }
}

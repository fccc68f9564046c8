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
import io.vectordb.spark.column.RowIdColumns;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.plan.SupportsColumnChanges;
import io.vectordb.spark.plan.SupportsScoreColumns;
import io.vectordb.spark.plan.SupportsSelfRead;
import io.vectordb.spark.plan.SupportsSourceKeys;
import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.read.VectorScanBuilder;
import io.vectordb.spark.read.WholeVectors;
import io.vectordb.spark.rowlevel.FileDeletion;
import io.vectordb.spark.rowlevel.SourceKeys;
import io.vectordb.spark.rowlevel.VectorRowLevelOperation;
import io.vectordb.spark.schema.CatalogEntry;
import io.vectordb.spark.schema.MergedColumns;
import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.PendingColumns;
import io.vectordb.spark.schema.SchemaMapping;
import io.vectordb.spark.schema.TableColumns;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.spark.schema.VectorMetadataColumn;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.stream.StreamMode;
import io.vectordb.spark.write.StagedChanges;
import io.vectordb.spark.write.VectorUpsertBuilder;
import io.vectordb.spark.write.VectorWriteBuilder;
import io.vectordb.table.Snapshot;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.SchemaCompatibility;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
import org.apache.spark.sql.connector.catalog.TableCatalog;
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

/** A table as a query sees it: one version, or a table that is still to be created. */
public class VectorTable
    implements SupportsRead,
        SupportsWrite,
        SupportsScoreColumns,
        SupportsSelfRead,
        SupportsSourceKeys,
        SupportsColumnChanges,
        SupportsMetadataColumns,
        SupportsRowLevelOperations,
        SupportsDeleteV2,
        ListsPartitions {
  private final TableHandle handle;
  private final Optional<Snapshot> snapshot;
  private final TableMetadata metadata;
  private final VectorOptions options;
  private final List<ScoreColumn> scores;
  private final StructType schema;
  private final Optional<CatalogEntry> entry;
  private final Optional<StagedChanges> staged;
  private final Optional<PendingColumns> pending;
  private final Optional<StatementRead> selfRead;

  private VectorTable(
      TableHandle handle,
      Optional<Snapshot> snapshot,
      TableMetadata metadata,
      VectorOptions options,
      List<ScoreColumn> scores,
      StructType schema,
      Optional<CatalogEntry> entry,
      Optional<StagedChanges> staged,
      Optional<PendingColumns> pending,
      Optional<StatementRead> selfRead) {
    this.handle = handle;
    this.snapshot = snapshot;
    this.metadata = metadata;
    this.options = options;
    this.scores = List.copyOf(scores);
    this.schema = schema;
    this.entry = entry;
    this.staged = staged;
    this.pending = pending;
    this.selfRead = selfRead;
  }

  /** A copy. */
  VectorTable(VectorTable table) {
    this(
        table.handle,
        table.snapshot,
        table.metadata,
        table.options,
        table.scores,
        table.schema,
        table.entry,
        table.staged,
        table.pending,
        table.selfRead);
  }

  /** One version of a table. */
  static VectorTable existing(TableHandle handle, Snapshot snapshot, VectorOptions options) {
    return of(handle, Optional.of(snapshot), snapshot.metadata(), options, Optional.empty());
  }

  /** A table whose definition is committed together with the rows that are written to it. */
  public static VectorTable staged(
      TableHandle handle, TableMetadata metadata, StagedChanges changes) {
    VectorOptions options = VectorOptions.ofCatalog();
    return of(handle, Optional.empty(), metadata, options, Optional.of(changes));
  }

  /** A table that the first write will create. */
  static VectorTable planned(
      TableHandle handle, StructType schema, Transform[] partitioning, VectorOptions options) {
    List<String> partitionColumns = PartitionColumns.of(schema, partitioning);
    TableSchema tableSchema = SchemaMapping.toTable(SchemaMapping.nullable(schema), options);
    PartitionColumns.requireScalars(tableSchema, partitionColumns);
    TableMetadata metadata =
        new TableMetadata(
            UUID.randomUUID().toString(),
            tableSchema,
            partitionColumns,
            options.tableProperties(),
            System.currentTimeMillis());
    return of(handle, Optional.empty(), metadata, options, Optional.empty());
  }

  private static VectorTable of(
      TableHandle handle,
      Optional<Snapshot> snapshot,
      TableMetadata metadata,
      VectorOptions options,
      Optional<StagedChanges> staged) {
    StructType schema = SchemaMapping.toSpark(metadata.schema());
    return new VectorTable(
        handle,
        snapshot,
        metadata,
        options,
        List.of(),
        schema,
        Optional.empty(),
        staged,
        Optional.empty(),
        Optional.empty());
  }

  /** This version with array types that say so where no vector has a NULL element. */
  VectorTable withKnownElements() {
    StructType known =
        snapshot.map(version -> WholeVectors.in(version).describe(schema)).orElse(schema);
    return known.equals(schema)
        ? this
        : new VectorTable(
            handle, snapshot, metadata, options, scores, known, entry, staged, pending, selfRead);
  }

  /** This table as a catalog knows it. */
  VectorTable named(CatalogEntry newEntry) {
    return new VectorTable(
        handle,
        snapshot,
        metadata,
        options,
        scores,
        schema,
        Optional.of(newEntry),
        staged,
        pending,
        selfRead);
  }

  @Override
  public String name() {
    return entry
        .map(CatalogEntry::name)
        .orElseGet(() -> VectorDataSource.SHORT_NAME + ".`" + handle.location() + "`");
  }

  /** Spark 4.0 asks for this, later versions for {@link #columns()}. */
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return schema;
  }

  @Override
  public Column[] columns() {
    return TableColumns.of(schema);
  }

  public RowIdColumns rowIdColumns() {
    return RowIdColumns.of(schema);
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    RowIdColumns rowId = rowIdColumns();
    return new MetadataColumn[] {
      new VectorMetadataColumn(rowId.file(), "the data file in which the row is stored"),
      new VectorMetadataColumn(rowId.position(), "the row's number in its data file, from 0")
    };
  }

  @Override
  public Transform[] partitioning() {
    return PartitionColumns.toSpark(metadata);
  }

  @Override
  public TablePartitions partitions() {
    return TablePartitions.of(this);
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(metadata.properties());
    properties.put(TableCatalog.PROP_LOCATION, handle.location());
    properties.put(TableCatalog.PROP_PROVIDER, VectorDataSource.SHORT_NAME);
    entry
        .map(CatalogEntry::properties)
        .or(options::catalogProperties)
        .ifPresent(properties::putAll);
    for (VectorColumn column : metadata.schema().vectorColumns()) {
      if (column.isDetermined()) {
        properties.put(
            "vector." + column.name() + ".dimension", String.valueOf(column.dimension()));
      }
    }
    return properties;
  }

  @Override
  public Set<TableCapability> capabilities() {
    Set<TableCapability> capabilities =
        EnumSet.of(
            TableCapability.BATCH_READ,
            TableCapability.MICRO_BATCH_READ,
            TableCapability.STREAMING_WRITE);
    if (options.isCheckedWrite() || options.isCatalogTable()) {
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
    return SparkErrors.translating(() -> scanBuilder(readOptions));
  }

  private VectorScanBuilder scanBuilder(CaseInsensitiveStringMap readOptions) {
    if (snapshot.isEmpty() && !options.isCatalogTable()) {
      handle.open().snapshot();
    }
    return new VectorScanBuilder(this, options.inQuery(SparkSession.active(), readOptions));
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    return SparkErrors.translating(() -> writeBuilder(info));
  }

  private WriteBuilder writeBuilder(LogicalWriteInfo info) {
    VectorOptions write = writeOptions(info);
    if (!write.mergeKeys().isEmpty()) {
      return new VectorUpsertBuilder(this, info, write);
    }
    if (StreamMode.updates(SparkSession.active(), info.queryId())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Output mode update replaces the rows of "
              + name()
              + " that have the same keys as new ones; set option mergeKeys to the columns that are"
              + " the key, or use output mode append or complete");
    }
    return new VectorWriteBuilder(this, info, write);
  }

  @Override
  public RowLevelOperationBuilder newRowLevelOperationBuilder(RowLevelOperationInfo info) {
    SparkErrors.translating(this::requireNewest);
    return () -> new VectorRowLevelOperation(this, info.command());
  }

  @Override
  public boolean canDeleteWhere(Predicate[] predicates) {
    return SparkErrors.translating(() -> FileDeletion.of(this, predicates).isPresent());
  }

  @Override
  public void deleteWhere(Predicate[] predicates) {
    SparkErrors.translating(() -> deleteRows(predicates));
  }

  private void deleteRows(Predicate[] predicates) {
    requireNewest();
    FileDeletion.of(this, predicates).orElseThrow().run();
  }

  /** The options of one write. */
  public VectorOptions writeOptions(LogicalWriteInfo info) {
    requireNewest();
    Map<String, String> properties = new HashMap<>(metadata.properties());
    properties.putAll(options.tableProperties());
    return options.inQuery(SparkSession.active(), info.options()).over(properties);
  }

  private void requireNewest() {
    if (options.timeTravel().isPresent()) {
      throw new VectorDbException(
          options.timeTravel().get()
              + " of "
              + name()
              + " cannot be written to; write without options versionAsOf and timestampAsOf");
    }
  }

  /** Removes all rows by a commit that names no files but those removed. */
  @Override
  public boolean truncateTable() {
    SparkErrors.translating(
        () -> handle.open().begin("TRUNCATE TABLE", Map.of()).overwriteAll().commit());
    return true;
  }

  @Override
  public Optional<VectorColumn> vectorColumn(String name) {
    return metadata.schema().vectorColumn(name);
  }

  @Override
  public List<ScoreColumn> scoreColumns() {
    return scores;
  }

  @Override
  public VectorTable withScoreColumns(List<ScoreColumn> newScores) {
    return new VectorTable(
        handle, snapshot, metadata, options, newScores, schema, entry, staged, pending, selfRead);
  }

  @Override
  public boolean isSameTable(Table other) {
    return other instanceof VectorTable that
        && metadata.id().equals(that.metadata.id())
        && that.options.timeTravel().isEmpty();
  }

  @Override
  public void requireSameVersion(Table read) {
    SparkErrors.translating(
        () -> snapshot.ifPresent(written -> requireSameVersion(written, (VectorTable) read)));
  }

  /** Refuses rows of {@code read} for a write to {@code written}, a version of the same table. */
  void requireSameVersion(Snapshot written, VectorTable read) {
    if (read.snapshot.isPresent() && !read.snapshot.get().isSame(written)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
          "The rows to write to "
              + name()
              + " were read from its version "
              + read.snapshot.get().version()
              + ", but by now it is at version "
              + written.version()
              + ", and what has been committed since would be ignored. Load the table again"
              + " (REFRESH TABLE, if it is cached) and retry, or read by versionAsOf if an older"
              + " version is meant");
    }
  }

  @Override
  public boolean readsItself() {
    return selfRead.isPresent();
  }

  /** The rows of this table on which those that are written to it depend. */
  public Optional<StatementRead> selfRead() {
    return selfRead;
  }

  @Override
  public VectorTable readingItself() {
    return reading(StatementRead.ALL);
  }

  @Override
  public Optional<ScalarFunction<Boolean>> sourceKeys() {
    return selfRead.flatMap(StatementRead::keys).map(keys -> keys);
  }

  @Override
  public VectorTable recordingKeys(StructType columns) {
    SourceKeys keys = SourceKeys.of(tableSchema(), columns);
    return reading(new StatementRead(RowsRead.ALL, Optional.of(keys)));
  }

  private VectorTable reading(StatementRead read) {
    return new VectorTable(
        handle,
        snapshot,
        metadata,
        options,
        scores,
        schema,
        entry,
        staged,
        pending,
        Optional.of(read));
  }

  @Override
  public VectorTable forRows(StructType rows, Map<String, String> writeOptions) {
    return snapshot.isEmpty() ? this : SparkErrors.translating(() -> fitting(rows, writeOptions));
  }

  private VectorTable fitting(StructType rows, Map<String, String> writeOptions) {
    VectorOptions write =
        options.inQuery(SparkSession.active(), new CaseInsensitiveStringMap(writeOptions));
    if (write.flag(VectorOptions.Option.MERGE_SCHEMA)) {
      return changed(MergedColumns.changes(this, rows));
    } else if (!write.flag(VectorOptions.Option.ALLOW_MISSING_COLUMNS)) {
      MergedColumns.requireAll(this, rows);
    }
    return this;
  }

  /** Of an interface's type, because the JVM would load the class to check any other. */
  @Override
  public SupportsColumnChanges evolvable() {
    return new EvolvableVectorTable(this);
  }

  @Override
  public boolean isEvolvable() {
    return false;
  }

  @Override
  public VectorTable changed(List<TableChange> changes) {
    return changes.isEmpty() ? this : SparkErrors.translating(() -> withPending(changes));
  }

  private VectorTable withPending(List<TableChange> changes) {
    PendingColumns all =
        pending.orElseGet(() -> PendingColumns.of(snapshot.orElseThrow())).and(changes);
    Snapshot changed = all.in(all.planned());
    return new VectorTable(
        handle,
        Optional.of(changed),
        changed.metadata(),
        options,
        scores,
        SchemaMapping.toSpark(changed.schema()),
        entry,
        staged,
        Optional.of(all),
        selfRead);
  }

  /**
   * Refuses rows that {@code version} has stored if this version cannot read them. It can unless
   * the table was replaced meanwhile: other changes of columns leave older files readable.
   */
  public void requireReadable(long version, TableSchema stored) {
    SchemaCompatibility.problemOfRows(stored, tableSchema())
        .ifPresent(
            problem -> {
              throw new VectorDbException(
                  "Rows of version "
                      + version
                      + " of "
                      + name()
                      + " cannot be read with the columns that it has had since it was replaced: "
                      + problem
                      + ". Start from a later version; a stream needs a new checkpoint location for"
                      + " that");
            });
  }

  /** Another version of this table. */
  public VectorTable at(Snapshot version) {
    return existing(handle, version, options);
  }

  /** Whether the table was loaded by a vectordb catalog, which has functions, too. */
  public boolean isOfCatalog() {
    return entry.isPresent();
  }

  public TableHandle handle() {
    return handle;
  }

  /** The version, or nothing if the table does not exist yet. */
  public Optional<Snapshot> snapshot() {
    return snapshot;
  }

  /** The transaction that writes add to, if a statement has begun one. */
  public Optional<StagedChanges> staged() {
    return staged;
  }

  /** Changes of columns that a write commits together with its rows. */
  public Optional<PendingColumns> pending() {
    return pending;
  }

  public TableMetadata metadata() {
    return metadata;
  }

  public TableSchema tableSchema() {
    return metadata.schema();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorTable that
        && handle.location().equals(that.handle.location())
        && metadata.id().equals(that.metadata.id())
        && showsSame(that)
        && pending.equals(that.pending)
        && scores.equals(that.scores);
  }

  private boolean showsSame(VectorTable that) {
    return snapshot.isPresent() && that.snapshot.isPresent()
        ? snapshot.get().isSame(that.snapshot.get())
        : snapshot.isEmpty() && that.snapshot.isEmpty();
  }

  @Override
  public int hashCode() {
    return Objects.hash(handle.location(), metadata.id(), scores);
  }

  @Override
  public String toString() {
    return name();
  }
}

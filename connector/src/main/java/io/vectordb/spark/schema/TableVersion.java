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
package io.vectordb.spark.schema;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.column.RowIdColumns;
import io.vectordb.table.Snapshot;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.SchemaCompatibility;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A table as one statement sees it: one version, or a table that is still to be created. Scans,
 * writes and streams are planned on it.
 *
 * @param handle where the table lies
 * @param snapshot the version, or nothing if the table does not exist yet
 * @param metadata the version's, or that of the table to be created
 * @param options those by which the table was loaded
 * @param scoreColumns the scores that scans compute in addition to the columns
 * @param schema the columns in Spark's types
 * @param entry how a vectordb catalog knows the table, if one has loaded it
 * @param pending changes of columns that a write commits together with its rows
 */
public record TableVersion(
    TableHandle handle,
    Optional<Snapshot> snapshot,
    TableMetadata metadata,
    VectorOptions options,
    List<ScoreColumn> scoreColumns,
    StructType schema,
    Optional<CatalogEntry> entry,
    Optional<PendingColumns> pending) {
  public TableVersion {
    scoreColumns = List.copyOf(scoreColumns);
  }

  /** One version of a table. */
  public static TableVersion existing(
      TableHandle handle, Snapshot snapshot, VectorOptions options) {
    return of(handle, Optional.of(snapshot), snapshot.metadata(), options);
  }

  /** A table of a catalog that a statement is creating or replacing. */
  public static TableVersion defined(TableHandle handle, TableMetadata metadata) {
    return of(handle, Optional.empty(), metadata, VectorOptions.ofCatalog());
  }

  /** A table that the first write will create. */
  public static TableVersion planned(
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
    return of(handle, Optional.empty(), metadata, options);
  }

  private static TableVersion of(
      TableHandle handle,
      Optional<Snapshot> snapshot,
      TableMetadata metadata,
      VectorOptions options) {
    return new TableVersion(
        handle,
        snapshot,
        metadata,
        options,
        List.of(),
        SchemaMapping.toSpark(metadata.schema()),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with other types of columns, which say more of the stored values. */
  public TableVersion withSchema(StructType described) {
    return new TableVersion(
        handle, snapshot, metadata, options, scoreColumns, described, entry, pending);
  }

  /** The same, of which scans compute other scores. */
  public TableVersion withScoreColumns(List<ScoreColumn> scores) {
    return new TableVersion(handle, snapshot, metadata, options, scores, schema, entry, pending);
  }

  /** The same as a catalog knows it. */
  public TableVersion named(CatalogEntry newEntry) {
    return new TableVersion(
        handle, snapshot, metadata, options, scoreColumns, schema, Optional.of(newEntry), pending);
  }

  /** The same with columns that a write will change. */
  public TableVersion changed(List<TableChange> changes) {
    PendingColumns all =
        pending.orElseGet(() -> PendingColumns.of(snapshot.orElseThrow())).and(changes);
    Snapshot changed = all.in(all.planned());
    return new TableVersion(
        handle,
        Optional.of(changed),
        changed.metadata(),
        options,
        scoreColumns,
        SchemaMapping.toSpark(changed.schema()),
        entry,
        Optional.of(all));
  }

  /** Another version of this table. */
  public TableVersion at(Snapshot version) {
    return existing(handle, version, options);
  }

  /** The table's name: the catalog's, or its place. */
  public String name() {
    return entry
        .map(CatalogEntry::name)
        .orElseGet(() -> FormatName.SHORT + ".`" + handle.location() + "`");
  }

  public TableSchema tableSchema() {
    return metadata.schema();
  }

  /** The vector column {@code name}, if that column holds vectors. */
  public Optional<VectorColumn> vectorColumn(String name) {
    return metadata.schema().vectorColumn(name);
  }

  /** The columns that say where a row is stored. */
  public RowIdColumns rowIdColumns() {
    return RowIdColumns.of(schema);
  }

  /** Whether the table was loaded by a vectordb catalog, which has functions, too. */
  public boolean isOfCatalog() {
    return entry.isPresent();
  }

  /** What DESCRIBE shows of the table. */
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(metadata.properties());
    properties.put(TableCatalog.PROP_LOCATION, handle.location());
    properties.put(TableCatalog.PROP_PROVIDER, FormatName.SHORT);
    entry
        .map(CatalogEntry::properties)
        .or(options::catalogProperties)
        .ifPresent(properties::putAll);
    for (VectorColumn column : metadata.schema().vectorColumns()) {
      if (column.isDetermined()) {
        properties.put(DimensionOption.of(column.name()), String.valueOf(column.dimension()));
      }
    }
    return properties;
  }

  /** The options of one read. */
  public VectorOptions readOptions(CaseInsensitiveStringMap own) {
    return options.inQuery(SparkSession.active(), own);
  }

  /**
   * The options of one write.
   *
   * @throws VectorDbException if this version was asked for, because nobody can write to it
   */
  public VectorOptions writeOptions(CaseInsensitiveStringMap own) {
    requireNewest();
    Map<String, String> properties = new HashMap<>(metadata.properties());
    properties.putAll(options.tableProperties());
    return options.inQuery(SparkSession.active(), own).over(properties);
  }

  /** Refuses to write to a version that was asked for. */
  public void requireNewest() {
    if (options.timeTravel().isPresent()) {
      throw new VectorDbException(
          options.timeTravel().get()
              + " of "
              + name()
              + " cannot be written to; write without options versionAsOf and timestampAsOf");
    }
  }

  /** Whether {@code other} is a version of the same table that changes with it. */
  public boolean isSameTable(TableVersion other) {
    return metadata.id().equals(other.metadata.id()) && other.options.timeTravel().isEmpty();
  }

  /**
   * The newest version of the table, or this one if it is that or was asked for.
   *
   * @throws VectorDbException if the columns are others by now
   */
  public TableVersion newest() {
    if (snapshot.isEmpty() || options.timeTravel().isPresent()) {
      return this;
    }
    Snapshot now = handle.open().snapshot();
    if (now.isSame(snapshot.get())) {
      return this;
    }
    if (!now.metadata().id().equals(metadata.id())
        || !now.metadata().schema().equals(metadata.schema())) {
      throw otherColumns(now);
    }
    return new TableVersion(
        handle, Optional.of(now), now.metadata(), options, scoreColumns, schema, entry, pending);
  }

  /** What a query that goes on for long is told when its columns are no longer the table's. */
  public VectorDbException otherColumns(Snapshot now) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
        "The columns of "
            + name()
            + " have been changed at or before version "
            + now.version()
            + " since the query began; restart the query");
  }

  /** Refuses rows of {@code read} for a write to {@code written}, a version of the same table. */
  public void requireSameVersion(Snapshot written, TableVersion read) {
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

  /** Equal tables have the same rows and columns, however they were named and loaded. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TableVersion that
        && handle.location().equals(that.handle.location())
        && metadata.id().equals(that.metadata.id())
        && showsSame(that)
        && pending.equals(that.pending)
        && scoreColumns.equals(that.scoreColumns);
  }

  private boolean showsSame(TableVersion that) {
    return snapshot.isPresent() && that.snapshot.isPresent()
        ? snapshot.get().isSame(that.snapshot.get())
        : snapshot.isEmpty() && that.snapshot.isEmpty();
  }

  @Override
  public int hashCode() {
    return Objects.hash(handle.location(), metadata.id(), scoreColumns);
  }

  @Override
  public String toString() {
    return name();
  }
}

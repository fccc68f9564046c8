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

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.CatalogEntry;
import io.vectordb.spark.schema.ColumnChanges;
import io.vectordb.spark.schema.FormatName;
import io.vectordb.spark.schema.Option;
import io.vectordb.spark.schema.TableDefinition;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.spark.schema.TableProperties;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.spark.write.CompactionJob;
import io.vectordb.spark.write.StagedChanges;
import io.vectordb.spark.write.TargetTable;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.CompactionResult;
import io.vectordb.table.schema.TableMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableChange;

/** A directory that holds a table, or will: what a catalog does with it. */
public final class TableDirectory {
  private final TableHandle handle;
  private final Table table;
  private final CatalogEntry entry;

  private TableDirectory(TableHandle handle, CatalogEntry entry) {
    this.handle = handle;
    this.table = handle.open();
    this.entry = entry;
  }

  /** The directory {@code location}, any Hadoop path, of the table that a catalog knows so. */
  public static TableDirectory at(String location, CatalogEntry entry) {
    return new TableDirectory(TableHandle.of(location, SparkSession.active()), entry);
  }

  /** The directory's absolute path. */
  public String location() {
    return handle.location();
  }

  /** Whether there is a table. */
  public boolean exists() {
    return table.exists();
  }

  /** The table. */
  public Table table() {
    return table;
  }

  /** The newest version of the table, if there is one. */
  public Optional<VectorTable> load() {
    return table.exists() ? Optional.of(loaded(table.snapshot())) : Optional.empty();
  }

  /**
   * The newest version of the table, as what {@code definition} wants.
   *
   * @throws VectorDbException if the definition has columns, and they are others
   */
  public VectorTable loadAs(TableDefinition definition) {
    Snapshot snapshot = table.snapshot();
    definition.requireSame(snapshot.metadata(), handle);
    return loaded(snapshot);
  }

  /** Runs a compaction of the table on the executors. */
  public CompactionResult compact(Compaction compaction) {
    SparkSession session = SparkSession.active();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return new CompactionJob(handle, context).run(compaction);
  }

  /** The rows of the newest version, which stay these whatever others commit. */
  public Dataset<Row> rows() {
    return SparkSession.active()
        .read()
        .format(FormatName.SHORT)
        .option(Option.VERSION_AS_OF.key(), table.snapshot().version())
        .load(location());
  }

  /** Deletes the table's files, and nothing else that may lie in the directory. */
  public void delete() {
    table.drop();
  }

  /** The version {@code version} of the table. */
  public VectorTable load(long version) {
    VectorOptions options = VectorOptions.ofCatalogAt(version);
    return table(TableVersion.existing(handle, table.snapshot(version), options));
  }

  /** The version that was the newest at a time, in microseconds since 1970. */
  public VectorTable loadAt(long timestampMicros) {
    return load(table.versionAt(Math.floorDiv(timestampMicros, 1000L)));
  }

  /**
   * Creates the table.
   *
   * @throws VectorDbException if there is one, also if somebody else is first
   */
  public VectorTable create(TableDefinition definition) {
    begin("CREATE TABLE").create(newMetadata(definition)).commit();
    return loaded(table.snapshot());
  }

  /**
   * A table to be created together with its first rows.
   *
   * @param onCommit what remains to be done when the table is there
   */
  public StagedVectorTable stageCreate(TableDefinition definition, Runnable onCommit) {
    TableMetadata metadata = newMetadata(definition);
    return staged(begin("CREATE TABLE AS SELECT").create(metadata), metadata, onCommit);
  }

  /**
   * Another table in the place of the one that is there, together with its first rows. The versions
   * before stay in the history.
   */
  public StagedVectorTable stageReplace(TableDefinition definition) {
    Transaction transaction = begin("REPLACE TABLE");
    Snapshot base = transaction.base().orElseGet(table::snapshot);
    TableMetadata metadata = definition.metadata(base.metadata().id());
    return staged(transaction.alter(metadata).overwriteAll(), metadata, () -> {});
  }

  /** Changes the table's properties, and its columns by those of {@code changes} that do that. */
  public VectorTable alter(
      UnaryOperator<Map<String, String>> propertyChange, TableChange... changes) {
    Transaction transaction = begin("ALTER TABLE");
    TableMetadata before = transaction.base().orElseGet(table::snapshot).metadata();
    Map<String, String> properties = propertyChange.apply(before.properties());
    TableProperties.checkChange(before, properties);
    TableMetadata after = ColumnChanges.apply(before.withProperties(properties), changes);
    if (!after.equals(before)) {
      transaction.alter(after).commit();
    }
    return loaded(table.snapshot());
  }

  private Transaction begin(String operation) {
    return table.begin(operation, Map.of());
  }

  private static TableMetadata newMetadata(TableDefinition definition) {
    return definition.metadata(UUID.randomUUID().toString());
  }

  private StagedVectorTable staged(
      Transaction transaction, TableMetadata metadata, Runnable onCommit) {
    StagedChanges changes = new StagedChanges(table, transaction, onCommit);
    TableVersion version = TableVersion.defined(handle, metadata).named(entry);
    return new StagedVectorTable(new VectorTable(TargetTable.staged(version, changes)), changes);
  }

  private VectorTable loaded(Snapshot snapshot) {
    return table(TableVersion.existing(handle, snapshot, VectorOptions.ofCatalog()));
  }

  private VectorTable table(TableVersion version) {
    return new VectorTable(version.named(entry));
  }
}

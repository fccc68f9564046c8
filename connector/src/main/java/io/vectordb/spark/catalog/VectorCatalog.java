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
package io.vectordb.spark.catalog;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.TableDirectory;
import io.vectordb.spark.VectorTable;
import io.vectordb.spark.changes.VectorChangelog;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.errors.SupportedSpark;
import io.vectordb.spark.functions.PartitionFunction;
import io.vectordb.spark.functions.VectorFunctions;
import io.vectordb.spark.schema.ColumnChanges;
import io.vectordb.spark.schema.TableDefinition;
import io.vectordb.table.store.TableLocation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.Changelog;
import org.apache.spark.sql.connector.catalog.ChangelogContext;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.ProcedureCatalog;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableCatalogCapability;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A directory of tables as a catalog, {@code spark.sql.catalog.<name>} with option {@code
 * warehouse}: namespaces are directories, and so are tables, the same that {@code
 * format("vectordb")} reads and writes by path.
 *
 * <p>The catalog has the vector functions, too, for platforms that allow no session extensions:
 * {@code <name>.dot_product(v, q)}, which Spark pushes down by itself. Without {@code warehouse} it
 * has them only, and tables named by their paths.
 */
public final class VectorCatalog
    implements StagingTableCatalog, SupportsNamespaces, FunctionCatalog, ProcedureCatalog {
  private static final String WAREHOUSE = "warehouse";

  private String name;
  private Optional<String> location;

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    SupportedSpark.require();
    name = catalogName;
    location = Optional.ofNullable(options.get(WAREHOUSE)).filter(path -> !path.isBlank());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<TableCatalogCapability> capabilities() {
    return Set.of(TableCatalogCapability.SUPPORT_COLUMN_DEFAULT_VALUE);
  }

  @Override
  public String[][] listNamespaces() throws NoSuchNamespaceException {
    return listNamespaces(new String[0]);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    return SparkErrors.translating(() -> namespaces().list(namespace));
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return SparkErrors.translating(() -> namespace.length == 0 || namespaces().exists(namespace));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    return SparkErrors.translating(() -> namespaces().properties(namespace));
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata)
      throws NamespaceAlreadyExistsException {
    SparkErrors.translating(() -> namespaces().create(namespace, metadata));
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes)
      throws NoSuchNamespaceException {
    SparkErrors.translating(() -> namespaces().alter(namespace, changes));
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, NonEmptyNamespaceException {
    return SparkErrors.translating(() -> tables().dropNamespace(namespace, cascade));
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    return SparkErrors.translating(() -> tables().list(namespace));
  }

  @Override
  public boolean tableExists(Identifier identifier) {
    return SparkErrors.translating(() -> tables(identifier).find(identifier).isPresent());
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    return SparkErrors.translating(
        () -> existing(identifier).load().orElseThrow(() -> new NoSuchTableException(identifier)));
  }

  @Override
  public Table loadTable(Identifier identifier, String version) throws NoSuchTableException {
    return SparkErrors.translating(() -> tableAt(identifier, version));
  }

  private Table tableAt(Identifier identifier, String version) throws NoSuchTableException {
    TableDirectory directory = existing(identifier);
    try {
      return directory.load(Long.parseLong(version.trim()));
    } catch (NumberFormatException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
          "Version '" + version + "' of a table is not understood; give its number, such as 0",
          e);
    }
  }

  @Override
  public Table loadTable(Identifier identifier, long timestamp) throws NoSuchTableException {
    return SparkErrors.translating(() -> existing(identifier).loadAt(timestamp));
  }

  /** Spark 4.2 and newer ask for this: {@code SELECT * FROM t CHANGES FROM VERSION 1}. */
  @Override
  public Changelog loadChangelog(
      Identifier identifier, ChangelogContext context, CaseInsensitiveStringMap options)
      throws NoSuchTableException {
    return SparkErrors.translating(
        () ->
            VectorChangelog.of(
                existing(identifier)
                    .load()
                    .orElseThrow(() -> new NoSuchTableException(identifier))
                    .tableVersion(),
                context));
  }

  @Override
  public Table createTable(Identifier identifier, TableInfo info)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    return SparkErrors.translating(() -> tables(identifier).create(identifier, definition(info)));
  }

  /**
   * Spark 4.2 and newer ask for this: {@code CREATE TABLE t LIKE s}. The properties of a vectordb
   * table are copied, because they say which columns hold vectors.
   */
  @Override
  public Table createTableLike(Identifier identifier, TableInfo info, Table source)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    TableDefinition definition = definition(info);
    return SparkErrors.translating(
        () ->
            tables(identifier)
                .create(
                    identifier,
                    source instanceof VectorTable like
                        ? definition.like(like.properties())
                        : definition));
  }

  @Override
  public StagedTable stageCreate(Identifier identifier, TableInfo info)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    return SparkErrors.translating(
        () -> tables(identifier).stageCreate(identifier, definition(info)));
  }

  @Override
  public StagedTable stageReplace(Identifier identifier, TableInfo info)
      throws NoSuchTableException {
    return SparkErrors.translating(() -> existing(identifier).stageReplace(definition(info)));
  }

  @Override
  public StagedTable stageCreateOrReplace(Identifier identifier, TableInfo info)
      throws NoSuchNamespaceException {
    return SparkErrors.translating(() -> staged(identifier, info));
  }

  private StagedTable staged(Identifier identifier, TableInfo info)
      throws NoSuchNamespaceException {
    Optional<TableDirectory> existing = tables(identifier).find(identifier);
    if (existing.isPresent()) {
      return existing.get().stageReplace(definition(info));
    }
    try {
      return tables(identifier).stageCreate(identifier, definition(info));
    } catch (TableAlreadyExistsException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
          "The table " + identifier + " was created concurrently; replace it again",
          e);
    }
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes)
      throws NoSuchTableException {
    return SparkErrors.translating(
        () -> existing(identifier).alter(properties -> changed(properties, changes), changes));
  }

  private static Map<String, String> changed(Map<String, String> before, TableChange... changes) {
    Map<String, String> properties = new HashMap<>(before);
    for (TableChange change : changes) {
      if (change instanceof TableChange.SetProperty set) {
        requireNotLocation(set.property(), set.value());
        properties.put(set.property(), set.value());
      } else if (change instanceof TableChange.RemoveProperty remove) {
        properties.remove(remove.property());
      } else if (!ColumnChanges.isOne(change)) {
        throw new VectorDbException("Cannot change a table by " + change);
      }
    }
    return properties;
  }

  private static void requireNotLocation(String property, String value) {
    if (property.equals(TableCatalog.PROP_LOCATION)) {
      throw new VectorDbException(
          "A table stays where its files are, so it cannot get LOCATION "
              + value
              + "; to have a name for the table there, drop this one if it was created with"
              + " LOCATION, and create it again with the other LOCATION");
    }
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    return SparkErrors.translating(() -> tables(identifier).drop(identifier, false));
  }

  @Override
  public boolean purgeTable(Identifier identifier) {
    return SparkErrors.translating(() -> tables(identifier).drop(identifier, true));
  }

  @Override
  public void renameTable(Identifier from, Identifier to)
      throws NoSuchTableException, TableAlreadyExistsException {
    SparkErrors.translating(() -> rename(from, to));
  }

  private void rename(Identifier from, Identifier to)
      throws NoSuchTableException, TableAlreadyExistsException {
    try {
      tables().rename(from, to);
    } catch (NoSuchNamespaceException e) {
      throw new VectorDbException(
          "Cannot rename a table to "
              + to
              + ": there is no such namespace in "
              + name
              + "; create it first, or name one that is there",
          e);
    }
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) {
    return namespace.length > 0
        ? new Identifier[0]
        : Stream.concat(VectorFunctions.all().stream(), PartitionFunction.all().stream())
            .map(function -> Identifier.of(namespace, function.name()))
            .toArray(Identifier[]::new);
  }

  @Override
  public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
    if (identifier.namespace().length > 0) {
      throw new NoSuchFunctionException(identifier);
    }
    return VectorFunctions.named(identifier.name())
        .or(() -> PartitionFunction.named(identifier.name()))
        .orElseThrow(() -> new NoSuchFunctionException(identifier));
  }

  @Override
  public Identifier[] listProcedures(String[] namespace) {
    return procedures().list(namespace);
  }

  @Override
  public UnboundProcedure loadProcedure(Identifier identifier) {
    return SparkErrors.translating(() -> procedures().load(identifier));
  }

  private Procedures procedures() {
    return new Procedures(name, this::named);
  }

  /** The table that the text of a procedure's argument names. */
  private TableDirectory named(String text) {
    Identifier identifier = Tables.parse(text, name);
    return found(identifier)
        .or(() -> inSession(text, identifier))
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.TABLE_OR_VIEW_NOT_FOUND,
                    Map.of("relationName", text, "searchPath", "[" + name + "]"),
                    "There is no table "
                        + text
                        + " in catalog "
                        + name
                        + ", nor in Spark's own; give its namespace and name, or its path"));
  }

  private Optional<TableDirectory> found(Identifier identifier) {
    return location.isPresent() || Tables.isPath(identifier)
        ? tables(identifier).find(identifier)
        : Optional.empty();
  }

  private static Optional<TableDirectory> inSession(String text, Identifier identifier) {
    return Tables.isPath(identifier)
        ? Optional.empty()
        : new SessionTables(SparkSession.active()).find(Tables.parts(text));
  }

  private TableDirectory existing(Identifier identifier) throws NoSuchTableException {
    return tables(identifier).existing(identifier);
  }

  private static TableDefinition definition(TableInfo info) {
    return new TableDefinition(
        CatalogV2Util.v2ColumnsToStructType(info.columns()),
        Arrays.asList(info.partitions()),
        info.properties());
  }

  private Namespaces namespaces() {
    return new Namespaces(name, warehouse());
  }

  /** A table that is named by its path needs no warehouse. */
  private Tables tables(Identifier identifier) {
    return Tables.isPath(identifier) ? new Tables(name, null, null) : tables();
  }

  private Tables tables() {
    Warehouse warehouse = warehouse();
    return new Tables(name, warehouse, new Namespaces(name, warehouse));
  }

  /** Opened at every call, because a session's settings may change. */
  private Warehouse warehouse() {
    String path =
        location.orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_OPTION_INVALID,
                    "Catalog "
                        + name
                        + " has functions only, because it has no directory for tables; set"
                        + " spark.sql.catalog."
                        + name
                        + "."
                        + WAREHOUSE
                        + " to one before the catalog is first used"));
    return new Warehouse(
        TableLocation.open(path, SparkSession.active().sparkContext().hadoopConfiguration()));
  }
}

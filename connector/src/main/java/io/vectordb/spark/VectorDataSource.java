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
import io.vectordb.spark.errors.SupportedSpark;
import io.vectordb.spark.schema.FormatName;
import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code format("vectordb")}: tables of feature vectors, by path.
 *
 * <p>Spark makes one of these for every load and save.
 */
public final class VectorDataSource
    implements TableProvider, CreatableRelationProvider, DataSourceRegister, SessionConfigSupport {
  private Map<String, String> loadedProperties;
  private VectorTable loaded;

  @Override
  public String shortName() {
    return FormatName.SHORT;
  }

  @Override
  public String keyPrefix() {
    return FormatName.SHORT;
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    SupportedSpark.require();
    return SparkErrors.translating(() -> existing(options.asCaseSensitiveMap()).schema());
  }

  /**
   * Streams ask this also about a table that they are about to create. Spark's own catalog asks it
   * to note the answer, which the table knows better, see {@link SessionTableCatalog}.
   */
  @Override
  public Transform[] inferPartitioning(CaseInsensitiveStringMap map) {
    SupportedSpark.require();
    return SparkErrors.translating(() -> partitioning(map));
  }

  private Transform[] partitioning(CaseInsensitiveStringMap map) {
    VectorOptions options = VectorOptions.of(map.asCaseSensitiveMap());
    if (options.isCatalogTable()) {
      return new Transform[0];
    }
    return exists(options)
        ? existing(map.asCaseSensitiveMap()).partitioning()
        : notedPartitioning(options);
  }

  private static Transform[] notedPartitioning(VectorOptions options) {
    return options.partitionColumns().stream().map(References::identity).toArray(Transform[]::new);
  }

  /**
   * The table at the path in {@code properties}. If there is none yet, one with this schema and
   * partitioning, which the first write creates.
   */
  @Override
  public VectorTable getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    SupportedSpark.require();
    return SparkErrors.translating(() -> table(schema, partitioning, properties));
  }

  private VectorTable table(StructType schema, Transform[] given, Map<String, String> properties) {
    if (properties.equals(loadedProperties)) {
      return loaded;
    }
    VectorOptions options = VectorOptions.of(properties);
    Transform[] partitioning = given.length == 0 ? notedPartitioning(options) : given;
    if (options.isCatalogTable() && !options.hasPath()) {
      // The catalog checks a definition and chooses a directory afterwards.
      PartitionColumns.requireNoBuckets(partitioning);
      return new VectorTable(
          TableVersion.planned(TableHandle.undecided(), schema, partitioning, options));
    }
    TableHandle handle = TableHandle.of(options.path(), SparkSession.active());
    Optional<Snapshot> snapshot = snapshot(handle.open(), options);
    if (snapshot.isEmpty()) {
      PartitionColumns.requireNoBuckets(partitioning);
      return new VectorTable(TableVersion.planned(handle, schema, partitioning, options));
    }
    if (options.isCatalogTable() && partitioning.length > 0) {
      PartitionColumns.requireSame(schema, partitioning, snapshot.get().metadata(), handle);
    }
    return new VectorTable(TableVersion.existing(handle, snapshot.get(), options));
  }

  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> parameters,
      Dataset<Row> data) {
    SupportedSpark.require();
    return SparkErrors.translating(
        () ->
            SaveModes.save(
                context.sparkSession(), mode, CollectionConverters.asJava(parameters), data));
  }

  /** Types that cannot be stored are refused where they can be named together with their column. */
  @Override
  public boolean supportsDataType(DataType type) {
    return true;
  }

  private static boolean exists(VectorOptions options) {
    return options.hasPath()
        && TableHandle.of(options.path(), SparkSession.active()).open().exists();
  }

  /** Spark asks for the schema, the partitioning and the table: all three are of one version. */
  private VectorTable existing(Map<String, String> properties) {
    if (!properties.equals(loadedProperties)) {
      VectorOptions options = VectorOptions.of(properties);
      TableHandle handle = TableHandle.of(options.path(), SparkSession.active());
      Table table = handle.open();
      Snapshot snapshot = snapshot(table, options).orElseGet(table::snapshot);
      loaded = new VectorTable(TableVersion.existing(handle, snapshot, options));
      loadedProperties = Map.copyOf(properties);
    }
    return loaded;
  }

  private static Optional<Snapshot> snapshot(Table table, VectorOptions options) {
    Optional<Long> micros = options.timestampAsOf(SparkSession.active());
    if (options.versionAsOf().isPresent()) {
      return options.versionAsOf().map(table::snapshot);
    } else if (micros.isPresent()) {
      return micros.map(time -> table.snapshot(table.versionAt(Math.floorDiv(time, 1000L))));
    }
    return table.exists() ? Optional.of(table.snapshot()) : Optional.empty();
  }

  @Override
  public String toString() {
    return FormatName.SHORT;
  }
}

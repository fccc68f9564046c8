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
package io.vectordb.spark.read;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorMetadataColumn;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableMetadata;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/** The rows of certain data files, whether they are a part of the table already or not. */
public final class FileRows {
  private FileRows() {}

  /**
   * These columns of the rows of {@code files}.
   *
   * @param metadata whose columns the files have
   */
  public static Dataset<Row> of(
      TableVersion table, TableMetadata metadata, List<DataFile> files, List<String> columns) {
    DataSourceV2Relation relation =
        DataSourceV2Relation$.MODULE$.create(
            new Files(table.at(Snapshot.of(metadata, files))), Option.empty(), Option.empty());
    return Dataset$.MODULE$
        .ofRows((org.apache.spark.sql.classic.SparkSession) SparkSession.active(), relation)
        .select(columns.stream().map(FileRows::column).toArray(Column[]::new));
  }

  /** A column whatever its name is: Spark would parse a dot. */
  public static Column column(String name) {
    return functions.col(References.quoted(name));
  }

  /** The files as a table that can be read, with where its rows are stored. */
  private record Files(TableVersion table) implements SupportsRead, SupportsMetadataColumns {
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
    public MetadataColumn[] metadataColumns() {
      return VectorMetadataColumn.of(table.rowIdColumns());
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return SparkErrors.translating(() -> VectorScanBuilder.forStatement(table, options));
    }
  }
}

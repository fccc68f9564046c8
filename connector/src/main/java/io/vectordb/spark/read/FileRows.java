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
package io.vectordb.spark.write;

import io.vectordb.spark.VectorTable;
import io.vectordb.spark.schema.References;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableMetadata;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.apache.spark.sql.functions;
import scala.Option;

/** The rows of certain data files, whether they are a part of the table already or not. */
final class FileRows {
  private FileRows() {}

  /**
   * These columns of the rows of {@code files}.
   *
   * @param metadata whose columns the files have
   */
  static Dataset<Row> of(
      VectorTable table, TableMetadata metadata, List<DataFile> files, List<String> columns) {
    DataSourceV2Relation relation =
        DataSourceV2Relation$.MODULE$.create(
            table.at(Snapshot.of(metadata, files)), Option.empty(), Option.empty());
    return Dataset$.MODULE$
        .ofRows((org.apache.spark.sql.classic.SparkSession) SparkSession.active(), relation)
        .select(columns.stream().map(FileRows::column).toArray(Column[]::new));
  }

  /** A column whatever its name is: Spark would parse a dot. */
  static Column column(String name) {
    return functions.col(References.quoted(name));
  }
}

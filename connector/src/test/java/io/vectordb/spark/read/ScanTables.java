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

import io.vectordb.spark.schema.TableHandle;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tables in the catalog {@code scans} of a session, and scans of them. */
abstract class ScanTables {
  private static SparkSession spark;

  @TempDir static Path warehouse;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.catalog.scans", "io.vectordb.spark.catalog.VectorCatalog")
            .config("spark.sql.catalog.scans.warehouse", warehouse.toString())
            .getOrCreate();
    spark.sql("CREATE NAMESPACE scans.ns");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static void sql(String statement) {
    spark.sql(statement);
  }

  /** Does something with a setting of the session. */
  static void with(String setting, Object value, Runnable body) {
    spark.conf().set(setting, value.toString());
    try {
      body.run();
    } finally {
      spark.conf().unset(setting);
    }
  }

  /** The newest version of {@code scans.ns.<name>}. */
  static TableVersion version(String name) {
    String location =
        spark
            .sql("CALL scans.system.detail('ns." + name + "')")
            .select("location")
            .head()
            .getString(0);
    TableHandle handle = TableHandle.of(location, spark);
    return TableVersion.existing(handle, handle.open().snapshot(), VectorOptions.ofCatalog());
  }

  /** The scan of some columns of a table, or of all. */
  static VectorScan scan(TableVersion table, String... columns) {
    VectorScanBuilder builder = VectorScanBuilder.of(table, VectorOptions.ofCatalog());
    if (columns.length > 0) {
      StructType schema = new StructType();
      for (String column : columns) {
        schema = schema.add(table.schema().apply(column));
      }
      builder.pruneColumns(schema);
    }
    return (VectorScan) builder.build();
  }
}

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

import io.vectordb.table.Table;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Where a table lies, in a form that executors can open.
 *
 * @param location the table's directory
 * @param conf what is needed to reach it; null for a local directory, because to send Hadoop's
 *     configuration with every query costs more than many a query
 */
public record TableHandle(String location, SerializableConfiguration conf) implements Serializable {
  /** The table at {@code path}, with the session's Hadoop configuration. */
  public static TableHandle of(String path, SparkSession session) {
    Configuration conf = session.sparkContext().hadoopConfiguration();
    Table table = Table.at(path, conf);
    return new TableHandle(
        table.store().location(),
        table.store().isLocal() ? null : new SerializableConfiguration(conf));
  }

  /** A table whose directory is not known yet; it cannot be opened. */
  public static TableHandle undecided() {
    return new TableHandle("", null);
  }

  public Table open() {
    return Table.at(location, conf == null ? null : conf.value());
  }
}

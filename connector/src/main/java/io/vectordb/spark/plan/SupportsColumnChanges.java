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
package io.vectordb.spark.plan;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.types.StructType;

/**
 * A mix-in interface for {@link Table}. Implementations look at the columns of rows before these
 * are written, and may change their own columns in the commit of the rows.
 */
public interface SupportsColumnChanges extends Table {
  /**
   * This table for rows of a DataFrame, whose columns Spark will find by their names.
   *
   * @param options those of the write
   * @throws org.apache.spark.sql.AnalysisException if the rows lack a column
   */
  SupportsColumnChanges forRows(StructType rows, Map<String, String> options);

  /**
   * This table as the target of a statement WITH SCHEMA EVOLUTION. Only Spark 4.2 and newer may ask
   * for it.
   */
  SupportsColumnChanges evolvable();

  /** Whether this is such a target. */
  boolean isEvolvable();

  /** This table with other columns, which it gets when something is written to it. */
  SupportsColumnChanges changed(List<TableChange> changes);
}

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

import org.apache.spark.sql.connector.catalog.Table;

/**
 * A mix-in interface for {@link Table}. Implementations are one version of a table, of which newer
 * ones may have been committed since.
 */
public interface SupportsNewestVersion extends Table {
  /**
   * The newest version, or this table if it is that or if this version was asked for. It has the
   * same columns.
   *
   * @throws io.vectordb.errors.VectorDbException if the columns have changed since
   */
  Table newestVersion();
}

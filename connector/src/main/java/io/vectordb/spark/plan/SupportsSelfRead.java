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
 * A mix-in interface for {@link Table}. Implementations want to know whether the rows of a write
 * depend on what the table itself holds.
 */
public interface SupportsSelfRead extends Table {
  /**
   * Whether {@code other} is this table, in whatever version, unless this version was asked for:
   * that one does not change.
   */
  boolean isSameTable(Table other);

  /**
   * Refuses to write rows that depend on another version of this table than the one that is written
   * to: what has been committed between the two would be lost.
   *
   * @param read this table
   */
  void requireSameVersion(Table read);

  /** Whether the rows to write depend on what this table holds. */
  boolean readsItself();

  /** This table, for a write of such rows. */
  SupportsSelfRead readingItself();
}

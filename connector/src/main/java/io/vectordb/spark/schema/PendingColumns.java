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

import io.vectordb.table.Snapshot;
import io.vectordb.table.schema.TableMetadata;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.catalog.TableChange;

/**
 * Changes of columns that nobody sees until a write commits them together with its rows.
 *
 * @param planned the version for which the write was planned, without the changes
 */
public record PendingColumns(Snapshot planned, List<TableChange> changes) {
  static PendingColumns of(Snapshot planned) {
    return new PendingColumns(planned, List.of());
  }

  /** These changes, and others after them. */
  PendingColumns and(List<TableChange> more) {
    return new PendingColumns(planned, Stream.concat(changes.stream(), more.stream()).toList());
  }

  /** A version of the table with the changes. */
  public Snapshot in(Snapshot version) {
    return version.withMetadata(in(version.metadata()));
  }

  /** The metadata of a version of the table with the changes. */
  public TableMetadata in(TableMetadata metadata) {
    return ColumnChanges.apply(metadata, changes.toArray(TableChange[]::new));
  }
}

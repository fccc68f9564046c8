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
package io.vectordb.table;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one version changed, as its commit says.
 *
 * @param version its number
 * @param timestampMillis when it was committed, milliseconds since 1970
 * @param operation what was done: WRITE, DELETE, ...
 * @param operationParameters how it was done
 * @param changesRows false if rows were rearranged or encoded, but none added or removed
 * @param metadata the table's new metadata, if this version changed it
 * @param schema the table's schema from this version on
 * @param added the data files that became part of the table, in the order of the table
 * @param removed the paths of the data files that are no longer part of it
 * @param deletes the rows of data files that are deleted from this version on, by the file's path:
 *     those that were deleted before are among them
 * @param transactions which step applications did in this version, by their name
 */
public record VersionChanges(
    long version,
    long timestampMillis,
    String operation,
    Map<String, String> operationParameters,
    boolean changesRows,
    Optional<TableMetadata> metadata,
    TableSchema schema,
    List<DataFile> added,
    List<String> removed,
    Map<String, DeletionVector> deletes,
    Map<String, Long> transactions) {

  /** Whether rows of older versions were deleted, or files with rows removed. */
  public boolean takesRowsAway() {
    return changesRows && !(removed.isEmpty() && deletes.isEmpty());
  }
}

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
package io.vectordb.spark.stream;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.WriteIdentity;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.VersionChanges;
import io.vectordb.table.file.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The last step of an application, which is done again with other rows.
 *
 * @param parameters those of the operation in the versions that have done it
 */
record RepeatedStep(
    Table table, Snapshot base, WriteIdentity identity, Map<String, String> parameters) {
  /**
   * The files that the step has added to the table, which it now replaces.
   *
   * @throws VectorDbException if the rows have been rewritten
   */
  List<DataFile> files() {
    Map<String, DataFile> present = new HashMap<>();
    base.files().forEach(file -> present.put(file.path(), file));
    List<DataFile> files = new ArrayList<>();
    for (DataFile added : added()) {
      DataFile file = present.get(added.path());
      if (file == null || !Objects.equals(file.deletes(), added.deletes())) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
            "Step "
                + identity.version()
                + " of "
                + identity.appId()
                + " is repeated with other rows, but the rows that it has written to "
                + table.path()
                + " have been rewritten or deleted meanwhile. Restore the version before that,"
                + " or start the query with a new checkpoint location");
      }
      files.add(file);
    }
    return files;
  }

  /** Of the newest version that has done the step: it may have been done again before. */
  private List<DataFile> added() {
    for (long version = base.version(); ; version--) {
      VersionChanges changes = table.changes(version, version).get(0);
      if (changes.operationParameters().entrySet().containsAll(parameters.entrySet())) {
        return changes.added();
      }
    }
  }
}

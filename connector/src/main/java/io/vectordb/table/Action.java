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

import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.schema.TableMetadata;
import java.util.Map;
import java.util.OptionalLong;

/** One line of a commit, as FORMAT.md specifies it. */
public sealed interface Action {
  /**
   * Who made the commit, and when.
   *
   * @param readVersion the version that the transaction read, after which others may have
   *     committed; empty if there was no table
   * @param changesRows false if the commit adds and removes no row, but rearranges or encodes them
   * @param counts null if the writer did not count
   * @param id unique, so that no two commits are equal
   */
  record CommitInfo(
      long version,
      long timestampMillis,
      String operation,
      Map<String, String> operationParameters,
      OptionalLong readVersion,
      boolean changesRows,
      CommitCounts counts,
      String engine,
      String id)
      implements Action {}

  /** What a program must understand to read or write the table. */
  record Protocol(int minReaderVersion, int minWriterVersion) implements Action {
    /** The protocol that this code reads and writes. */
    static final Protocol CURRENT = new Protocol(1, 1);
  }

  /** What the table is from now on. */
  record MetaData(TableMetadata metadata) implements Action {}

  /** A data file becomes part of the table. */
  record Add(DataFile file) implements Action {}

  /** A data file is no longer part of the table. */
  record Remove(String path, long deletedMillis) implements Action {}

  /** A data file, if it is part of the table, has exactly these codes from now on. */
  record Codes(String path, Map<String, CodeFile> codes) implements Action {}

  /** A data file has exactly these deleted rows from now on. */
  record Deletes(String path, DeletionVector deletes) implements Action {}

  /** An application's own progress, for commits that must happen once. */
  record Txn(String appId, long version) implements Action {}
}

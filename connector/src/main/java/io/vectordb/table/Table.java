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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.TableLocation;
import io.vectordb.table.store.TableStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A directory that holds a table, or will. Thread-safe. */
public final class Table {
  /** All that a table consists of. */
  private static final List<String> DIRECTORIES = List.of("_vectordb", "data", "codes", "deletes");

  private final String path;
  private final TableStore store;
  private final TableLog log;

  private Table(String path, TableStore store) {
    this.path = path;
    this.store = store;
    this.log = new TableLog(path, store);
  }

  /**
   * The table at {@code path}, a plain local path or a Hadoop path with its scheme. Does no I/O. A
   * local table costs no loading of Hadoop's settings; for another, they are Hadoop's default ones.
   */
  public static Table at(String path) {
    return at(path, null);
  }

  /**
   * The table at {@code path}, any Hadoop path or a plain local path. Does no I/O.
   *
   * @param conf Hadoop's settings; null for none, see {@link #at(String)}
   */
  public static Table at(String path, Configuration conf) {
    return new Table(path, TableLocation.open(path, conf));
  }

  /** Whether there is a table here. */
  public boolean exists() {
    return log.newestVersion().isPresent();
  }

  /** The newest version. */
  public Snapshot snapshot() {
    return log.newest().orElseThrow(this::noTable);
  }

  /** The version {@code version}. */
  public Snapshot snapshot(long version) {
    return log.at(version).orElseThrow(this::noTable);
  }

  /** All retained versions, the newest first. Reads one log file for each. */
  public List<HistoryEntry> history() {
    return history(Integer.MAX_VALUE);
  }

  /** The newest versions, at most {@code limit}, the newest first. Reads one log file for each. */
  public List<HistoryEntry> history(int limit) {
    return new History(log).entries(limit).orElseThrow(this::noTable);
  }

  /**
   * The newest version that was committed at {@code timestampMillis} or before.
   *
   * @param timestampMillis milliseconds since 1970; in the future, it gives the newest version
   * @throws VectorDbException if all retained versions are younger
   */
  public long versionAt(long timestampMillis) {
    return new History(log).versionAt(timestampMillis).orElseThrow(this::noTable);
  }

  /**
   * The first version that was committed at {@code timestampMillis} or later; the one after the
   * newest if there is none.
   *
   * @param timestampMillis milliseconds since 1970
   * @throws VectorDbException if it may have expired
   */
  public long versionSince(long timestampMillis) {
    return new History(log).versionSince(timestampMillis).orElseThrow(this::noTable);
  }

  /** The number of the newest version. Reads no version. */
  public long newestVersion() {
    return log.newestVersion().orElseThrow(this::noTable);
  }

  /**
   * What the versions {@code from} to {@code to} changed, both included, the oldest first.
   *
   * @throws VectorDbException if one of them does not exist or has expired
   */
  public List<VersionChanges> changes(long from, long to) {
    return new ChangeReader(log).read(from, to);
  }

  /**
   * What the versions {@code from} to {@code to} changed, read from nothing but their commits.
   *
   * @param schema of the version before {@code from}, null if {@code from} is 0
   * @throws VectorDbException if one of them does not exist or has expired
   */
  public List<VersionChanges> changes(long from, long to, TableSchema schema) {
    return new ChangeReader(log).read(from, to, schema);
  }

  /**
   * Begins a transaction on the newest version, or on a table that does not exist yet.
   *
   * @param operation what is done, for the history: WRITE, DELETE, ...
   * @param operationParameters how it is done, for the history
   */
  public Transaction begin(String operation, Map<String, String> operationParameters) {
    return new Transaction(log, log.newest(), operation, operationParameters);
  }

  /**
   * Begins a transaction on a version that the caller has read, perhaps not the newest any more.
   *
   * @param base a version of this table
   */
  public Transaction begin(
      Snapshot base, String operation, Map<String, String> operationParameters) {
    return new Transaction(log, Optional.of(base), operation, operationParameters)
        .begunAt(base.readNanos());
  }

  /**
   * Deletes the table, its log first, and all its files. What else lies in its directory stays, and
   * so does what is behind symbolic links. Not atomic: who reads meanwhile may miss files.
   *
   * @throws VectorDbException if there is no table: the directories may be somebody's
   */
  public void drop() {
    if (!exists()) {
      throw noTable();
    }
    DIRECTORIES.forEach(store::deleteDirectory);
  }

  /** The table's files. */
  public TableStore store() {
    return store;
  }

  /** The path as the user gave it. */
  public String path() {
    return path;
  }

  @Override
  public String toString() {
    return path;
  }

  TableLog log() {
    return log;
  }

  public VectorDbException noTable() {
    return new VectorDbException(
        ErrorCondition.PATH_NOT_FOUND,
        Map.of("path", path),
        "There is no vectordb table at "
            + path
            + ": it has no "
            + LogNames.DIRECTORY
            + "; check the path, or create the table by writing to it");
  }
}

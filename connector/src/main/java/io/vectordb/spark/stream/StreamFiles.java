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
import io.vectordb.spark.schema.SchemaMapping;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.VersionChanges;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that a stream reads, in the order of the table's log. */
final class StreamFiles {
  /** A stream that has much to catch up on reads the log in parts. */
  private static final long MAX_VERSIONS_READ = 100;

  private final TableVersion planned;
  private final Table table;
  private final boolean skipsChangeCommits;
  private final TreeMap<Long, VersionChanges> versions = new TreeMap<>();
  private Snapshot initial;

  StreamFiles(TableVersion planned, boolean skipsChangeCommits) {
    this.planned = planned;
    this.table = planned.handle().open();
    this.skipsChangeCommits = skipsChangeCommits;
  }

  Table table() {
    return table;
  }

  /** Looks at files one after the other. */
  interface Visitor {
    /**
     * @param next the position behind the file
     * @return whether to go on
     */
    boolean visit(DataFile file, TableOffset next);
  }

  /**
   * The number of the newest version.
   *
   * @throws VectorDbException if there is another table, or none
   */
  long newestVersion() {
    Snapshot newest = table.snapshot();
    if (!newest.metadata().id().equals(planned.metadata().id())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
          "Another table has been created at "
              + table.path()
              + " since the stream was started; start it again, with a new checkpoint location");
    }
    return newest.version();
  }

  /** Refuses a position behind all versions, because what comes there will be other versions. */
  void requireReached(TableOffset position) {
    long newest = newestVersion();
    if (position.version() > newest + 1) {
      throw tableIsOlder("version " + (position.version() - 1), "the newest is " + newest);
    }
  }

  private VectorDbException tableIsOlder(String read, String found) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
        "The stream has read "
            + read
            + " of "
            + table.path()
            + ", but "
            + found
            + ": the table has been restored from a backup or a copy that is older than the"
            + " checkpoint. Restore the checkpoint of the same time, or start the query with a new"
            + " checkpoint location");
  }

  /** Visits the files from {@code start} on, up to those that version {@code last} has added. */
  void visit(TableOffset start, long last, Visitor visitor) {
    requireSameTable(start);
    TableOffset position = start;
    if (position.initial()) {
      List<DataFile> files = initial(position.version()).files();
      if (!visit(position, files, visitor)) {
        return;
      }
      position = TableOffset.before(position.tableId(), position.version() + 1);
    }
    while (position.version() <= last) {
      if (!visit(position, added(position.version(), last), visitor)) {
        return;
      }
      position = TableOffset.before(position.tableId(), position.version() + 1);
    }
  }

  private boolean visit(TableOffset start, List<DataFile> files, Visitor visitor) {
    if (start.index() > 0 && start.index() >= files.size()) {
      throw tableIsOlder(
          start.index() + " files of version " + start.version(), "it has " + files.size());
    }
    TableOffset position = start;
    for (int i = start.index(); i < files.size(); i++) {
      TableOffset next = position.next(files.size());
      if (!visitor.visit(files.get(i), next)) {
        return false;
      }
      position = next;
    }
    return true;
  }

  private void requireSameTable(TableOffset offset) {
    if (!offset.tableId().equals(planned.metadata().id())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
          "The checkpoint belongs to another table than the one that is at "
              + table.path()
              + " now; start the query with a new checkpoint location");
    }
  }

  private Snapshot initial(long version) {
    if (initial == null || initial.version() != version) {
      initial = table.snapshot(version);
      requireColumns(initial.version(), initial.schema());
      planned.requireReadable(initial.version(), initial.schema());
    }
    return initial;
  }

  /** The files with rows that are new in {@code version}. */
  private List<DataFile> added(long version, long last) {
    if (!versions.containsKey(version)) {
      for (VersionChanges read : read(version, last)) {
        versions.put(read.version(), read);
      }
    }
    VersionChanges changes = versions.get(version);
    changes.metadata().ifPresent(metadata -> requireColumns(version, metadata.schema()));
    if (changes.takesRowsAway() && !skipsChangeCommits) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
          "Version "
              + version
              + " ("
              + changes.operation()
              + ") of "
              + table.path()
              + " deleted or replaced rows, which the stream may have passed on already. Set"
              + " option skipChangeCommits to true to leave out such versions, with the rows that"
              + " they add, or start the query with a new checkpoint location to read the table as"
              + " it is now");
    }
    if (!changes.changesRows() || changes.takesRowsAway() || changes.added().isEmpty()) {
      return List.of();
    }
    planned.requireReadable(version, changes.schema());
    return changes.added();
  }

  private List<VersionChanges> read(long version, long last) {
    Map.Entry<Long, VersionChanges> before = versions.lowerEntry(version);
    long to = Math.min(last, version + MAX_VERSIONS_READ - 1);
    return before != null && before.getKey() == version - 1
        ? table.changes(version, to, before.getValue().schema())
        : table.changes(version, to);
  }

  /** The columns may have been others before the query was planned, but not after. */
  private void requireColumns(long version, TableSchema schema) {
    boolean later = version > planned.snapshot().map(Snapshot::version).orElse(-1L);
    if (later && !SchemaMapping.toSpark(schema).equals(planned.schema())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
          "The columns of "
              + table.path()
              + " were changed in version "
              + version
              + ", while the stream was running: "
              + planned.schema().simpleString()
              + " became "
              + SchemaMapping.toSpark(schema).simpleString()
              + ". Restart the query to read on with the new columns");
    }
  }

  /** Forgets what lies before {@code offset}; versions are not read twice meanwhile. */
  void forgetBefore(TableOffset offset) {
    // The version before the next one is kept for its schema.
    versions.headMap(offset.version() - 1).clear();
    if (!offset.initial()) {
      initial = null;
    }
  }
}

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
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.NormBounds;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.roaringbitmap.RoaringBitmap;

/**
 * Changes that become visible together, or not at all, as one new version of a table. The work is
 * done on the version that was newest at the beginning; if others commit meanwhile, this commits
 * after them unless they changed what it is based on. Not thread-safe; commits once.
 */
public final class Transaction {
  private final TableLog log;
  private final Snapshot base;
  private String operation;
  private final Map<String, String> operationParameters;
  private long begunNanos;

  private TableMetadata newMetadata;
  private final Map<String, Integer> dimensions = new LinkedHashMap<>();
  private final Map<String, DataFile> added = new LinkedHashMap<>();
  private final Map<String, DataFile> removed = new LinkedHashMap<>();
  private final Map<String, Map<String, CodeFile>> replacedCodes = new LinkedHashMap<>();
  private final Map<String, RoaringBitmap> deleted = new LinkedHashMap<>();
  private final List<Changes.Read> reads = new ArrayList<>();
  private Changes.Replaced replaced = new Changes.Replaced.Nothing();
  private Action.Txn identity;
  private boolean changesRows = true;
  private boolean committed;

  Transaction(
      TableLog log,
      Optional<Snapshot> base,
      String operation,
      Map<String, String> operationParameters) {
    this(log, base, operation, operationParameters, System.nanoTime());
  }

  /**
   * @param begunNanos when its work began, as {@link System#nanoTime} tells
   */
  Transaction(
      TableLog log,
      Optional<Snapshot> base,
      String operation,
      Map<String, String> operationParameters,
      long begunNanos) {
    this.log = log;
    this.base = base.orElse(null);
    this.operation = Objects.requireNonNull(operation, "operation");
    this.operationParameters = new LinkedHashMap<>(operationParameters);
    this.begunNanos = begunNanos;
  }

  /** The version that this transaction read; empty if there was no table. */
  public Optional<Snapshot> base() {
    return Optional.ofNullable(base);
  }

  /** Makes the table. */
  public Transaction create(TableMetadata metadata) {
    if (base != null) {
      throw new VectorDbException(
          ErrorCondition.PATH_ALREADY_EXISTS,
          Map.of("outputPath", log.path()),
          "Cannot create the table "
              + log.path()
              + ": it exists since version 0 and is at version "
              + base.version()
              + "; append to it, overwrite it, or choose another path");
    }
    newMetadata = checked(metadata);
    return this;
  }

  /** Changes the table's properties or columns; conflicts with any concurrent change of them. */
  public Transaction alter(TableMetadata metadata) {
    if (!requireBase("alter").metadata().id().equals(metadata.id())) {
      throw new VectorDbException(
          "Cannot alter the table "
              + log.path()
              + ": its id is "
              + base.metadata().id()
              + " but the new metadata has "
              + metadata.id()
              + "; derive the new metadata from the table's");
    }
    newMetadata = checked(metadata);
    return this;
  }

  /** Sets the dimensions of vector columns whose dimension this commit is the first to know. */
  public Transaction fixDimensions(Map<String, Integer> newDimensions) {
    dimensions.putAll(newDimensions);
    return this;
  }

  /**
   * Says that what this transaction does depends on the rows of the base version that satisfy
   * {@code filter}. Conflicts if somebody else removes such rows or, unless the table's isolation
   * level is snapshot, adds others, as far as partition values and statistics tell; commits that
   * only rearrange rows do not matter.
   *
   * @param scores the scores that {@code filter} may read
   */
  public Transaction read(Filter filter, List<ScoreColumn> scores) {
    TableMetadata metadata = requireBase("read rows of").metadata();
    reads.add(rows(metadata.schema(), filter, scores, IsolationLevel.of(metadata)));
    return this;
  }

  /**
   * As {@link #read}, whatever the table's isolation level: what this transaction does is wrong if
   * somebody else adds such rows.
   */
  public Transaction readSerializably(Filter filter) {
    TableSchema schema = requireBase("read rows of").schema();
    reads.add(rows(schema, filter, List.of(), IsolationLevel.SERIALIZABLE));
    return this;
  }

  /** Adds a file that is completely written. */
  public Transaction add(DataFile file) {
    file.requireInside(log.path());
    if (added.put(file.path(), file) != null) {
      throw new VectorDbException(
          "Data file " + file.path() + " is added twice to " + log.path() + "; add each file once");
    }
    return this;
  }

  /**
   * Gives a file of the base version exactly these codes, by vector column, instead of those that
   * it has. Conflicts with no change of files: if somebody removes the file first, its codes are
   * not needed, and if somebody else replaces its codes, too, the later commit counts, for all of
   * the file's columns.
   */
  public Transaction replaceCodes(DataFile file, Map<String, CodeFile> codes) {
    requireBase("replace the codes of a file of");
    replacedCodes.put(file.path(), CodeFile.requireInside(new LinkedHashMap<>(codes), log.path()));
    return this;
  }

  /**
   * Removes a file of the base version. Conflicts if somebody else removes it or deletes rows of
   * it.
   */
  public Transaction remove(DataFile file) {
    requireBase("remove a file from");
    removed.put(file.path(), file);
    return this;
  }

  /**
   * Deletes rows of a file of the base version, in addition to those that are deleted already; a
   * file that has no row left is removed. Conflicts if somebody else removes the file or deletes
   * rows of it, too.
   *
   * @param rows positions in the file, counted from 0; may be changed afterwards
   */
  public Transaction delete(DataFile file, RoaringBitmap rows) {
    requireBase("delete rows from");
    if (!rows.isEmpty() && Integer.toUnsignedLong(rows.last()) >= file.rows()) {
      throw new VectorDbException(
          "Cannot delete row "
              + Integer.toUnsignedLong(rows.last())
              + " of "
              + file.path()
              + " in "
              + log.path()
              + ": the file has "
              + file.rows()
              + " rows, counted from 0");
    }
    deleted.computeIfAbsent(file.path(), path -> new RoaringBitmap()).or(rows);
    return this;
  }

  /** Removes every file of the base version. Conflicts with any concurrent change of files. */
  public Transaction overwriteAll() {
    requireBase("overwrite").files().forEach(file -> removed.put(file.path(), file));
    replaced = new Changes.Replaced.Everything();
    return this;
  }

  /**
   * Removes the base version's files of these partitions. Conflicts with a concurrent change of any
   * file of these partitions.
   *
   * @param partitions for each the value of every partition column
   */
  public Transaction overwritePartitions(Set<Map<String, Object>> partitions) {
    TableMetadata metadata = requireBase("overwrite partitions of").metadata();
    Set<PartitionKey> keys = new LinkedHashSet<>();
    for (Map<String, Object> partition : partitions) {
      keys.add(PartitionKey.of(partition, metadata.partitionColumns(), log.path()));
    }
    for (DataFile file : base.files()) {
      if (keys.contains(PartitionKey.of(file, metadata.partitionColumns(), log.path()))) {
        removed.put(file.path(), file);
      }
    }
    if (replaced instanceof Changes.Replaced.Partitions earlier) {
      keys.addAll(earlier.keys());
    }
    if (!(replaced instanceof Changes.Replaced.Everything)) {
      replaced = new Changes.Replaced.Partitions(keys);
    }
    return this;
  }

  /**
   * Makes the commit happen once: if {@code appId} committed this version or a newer one before,
   * {@link #commit} does nothing.
   */
  public Transaction identifiedBy(String appId, long version) {
    identity = new Action.Txn(appId, version);
    return this;
  }

  /**
   * Says that its work began earlier than the transaction: files have been written for it, or found
   * out from the table, since then.
   *
   * @param nanoTime as {@link System#nanoTime} told
   */
  public Transaction begunAt(long nanoTime) {
    begunNanos = nanoTime - begunNanos < 0 ? nanoTime : begunNanos;
    return this;
  }

  /** Says what this transaction does, if that was not known when it began. */
  public Transaction named(String newOperation) {
    operation = Objects.requireNonNull(newOperation, "operation");
    return this;
  }

  /**
   * Says that this transaction rearranges or encodes rows, but adds and removes none: who follows
   * the changes of the table passes it over.
   */
  public Transaction keepsRows() {
    changesRows = false;
    return this;
  }

  /**
   * Commits.
   *
   * @return the new version, or the version already there if the transaction was committed before
   * @throws VectorDbException if a concurrent commit changed what this transaction is based on; the
   *     table is unchanged then
   */
  public long commit() {
    if (committed) {
      throw new IllegalStateException("a transaction commits once; begin a new one");
    }
    committed = true;
    return new Commit(log, changes()).run();
  }

  Changes changes() {
    return new Changes(
        base(),
        new Changes.Work(operation, operationParameters, begunNanos, changesRows),
        Optional.ofNullable(identity),
        Optional.ofNullable(newMetadata),
        dimensions,
        new Changes.Files(added, removed, replacedCodes, deleted),
        reads,
        replaced);
  }

  private static Changes.Read rows(
      TableSchema schema, Filter filter, List<ScoreColumn> scores, IsolationLevel level) {
    Map<String, NormBounds> bounds = new HashMap<>();
    scores.forEach(score -> bounds.put(score.name(), new NormBounds(score)));
    return new Changes.Read(filter, new FileSkipping(schema, bounds), level);
  }

  private Snapshot requireBase(String what) {
    if (base == null) {
      throw new VectorDbException(
          ErrorCondition.PATH_NOT_FOUND,
          Map.of("path", log.path()),
          "Cannot " + what + " " + log.path() + ": there is no table; create it first");
    }
    return base;
  }

  private TableMetadata checked(TableMetadata metadata) {
    TableLog.checkpointInterval(metadata);
    IsolationLevel.of(metadata);
    for (PartitionField field : metadata.partitionFields()) {
      field
          .problem(metadata.schema())
          .ifPresent(
              problem -> {
                throw new VectorDbException(
                    ErrorCondition.VECTORDB_COLUMN_INVALID,
                    "Partition column '"
                        + field.name()
                        + "' of "
                        + log.path()
                        + " is impossible: "
                        + problem
                        + "; choose from "
                        + scalarColumns(metadata.schema()));
              });
    }
    return metadata;
  }

  private static List<String> scalarColumns(TableSchema schema) {
    return schema.fields().stream()
        .filter(field -> ScalarKind.of(field).isPresent())
        .map(Field::getName)
        .toList();
  }
}

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

import io.vectordb.errors.ConflictException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.VectorColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;

/**
 * Whether a commit that came first changed what another is based on.
 *
 * @param state the table before {@code winner}
 */
record ConflictCheck(String table, Changes changes, Replay state, CommitFile winner) {
  void run() {
    if (changes.base().isEmpty()) {
      throw conflict(
          "the table was created concurrently", "Begin again to write to the table that exists");
    }
    for (Action action : winner.actions()) {
      if (action instanceof Action.MetaData metaData) {
        check(metaData.metadata());
      } else if (action instanceof Action.Protocol) {
        throw conflict("the table's protocol was changed concurrently", RETRY);
      } else if (action instanceof Action.Add add) {
        checkReplaced(add.file(), "added");
        checkRead(add.file(), "added", IsolationLevel.SERIALIZABLE);
        checkNewMetadata(add.file());
      } else if (action instanceof Action.Remove remove) {
        checkTouched(remove.path(), "removed");
      } else if (action instanceof Action.Deletes deletes) {
        checkTouched(deletes.path(), "changed by a deletion of rows");
      }
    }
  }

  /** Of a filter in messages: it may list many keys. */
  private static final int MAX_FILTER_LENGTH = 300;

  private static final String RETRY =
      "It is safe to retry: the retry starts from the newest version";

  private void check(TableMetadata metadata) {
    if (changes.metadata().isPresent() || !onlyFixesDimensions(metadata)) {
      throw conflict("the table's schema or properties were changed concurrently", RETRY);
    }
  }

  /** Whether {@code metadata} says about unknown dimensions what they are, and nothing else new. */
  private boolean onlyFixesDimensions(TableMetadata metadata) {
    TableMetadata before = state.metadata();
    Map<String, Integer> fixed = new HashMap<>();
    for (VectorColumn column : before.schema().vectorColumns()) {
      if (!column.isDetermined()) {
        metadata
            .schema()
            .vectorColumn(column.name())
            .filter(VectorColumn::isDetermined)
            .ifPresent(now -> fixed.put(now.name(), now.dimension()));
      }
    }
    // Arrow's equality, because the order of field metadata in JSON means nothing.
    return before.schema().withDimensions(fixed).arrow().equals(metadata.schema().arrow())
        && before.withSchema(metadata.schema()).equals(metadata);
  }

  /** Refuses to go on if {@code winner} changed a file that this changes, too. */
  private void checkTouched(String path, String change) {
    if (changes.files().takeRowsFrom(path)) {
      throw conflict("the file " + path + " was " + change + " concurrently", RETRY);
    }
    DataFile file = state.file(path);
    if (file != null) {
      checkReplaced(file, change);
      checkRead(file, change, IsolationLevel.SNAPSHOT);
    }
  }

  /**
   * Refuses to go on if {@code winner} changed what has been read.
   *
   * @param weakest the weakest level that does not allow the change
   */
  private void checkRead(DataFile file, String change, IsolationLevel weakest) {
    if (!winner.info().changesRows()) {
      return;
    }
    for (Changes.Read read : changes.reads()) {
      if (read.level().compareTo(weakest) >= 0 && read.mayHaveRowsIn(file)) {
        throw conflict(
            "a file ("
                + file.path()
                + ") was "
                + change
                + " concurrently that may hold rows on which this depends ("
                + (read.filter() instanceof Filter.Constant
                    ? "all rows"
                    : StringUtils.abbreviate(read.filter().toString(), MAX_FILTER_LENGTH))
                + ")",
            RETRY);
      }
    }
  }

  /** Files that others add are read by the new metadata, too. */
  private void checkNewMetadata(DataFile file) {
    changes
        .metadata()
        .flatMap(after -> new SchemaChange(state.metadata(), after).problem(List.of(file)))
        .ifPresent(
            problem -> {
              throw conflict(
                  "a file (" + file.path() + ") was added concurrently, and " + problem, RETRY);
            });
  }

  private void checkReplaced(DataFile file, String change) {
    if (changes.replaced() instanceof Changes.Replaced.Everything) {
      throw conflict(
          "a file (" + file.path() + ") was " + change + " concurrently, but all are replaced",
          RETRY);
    }
    if (changes.replaced() instanceof Changes.Replaced.Partitions partitions) {
      List<String> columns = state.metadata().partitionColumns();
      if (partitions.keys().contains(PartitionKey.of(file, columns, table))) {
        throw conflict(
            "a file ("
                + file.path()
                + ") was "
                + change
                + " concurrently in the partition "
                + file.partitionValues()
                + ", which is replaced",
            RETRY);
      }
    }
  }

  private ConflictException conflict(String what, String remedy) {
    return new ConflictException(
        "Conflict in table "
            + table
            + ": "
            + what
            + ". This "
            + changes.operation()
            + " is based on "
            + changes.base().map(base -> "version " + base.version()).orElse("no table")
            + ", and version "
            + winner.info().version()
            + " ("
            + winner.info().operation()
            + ") was committed first. Nothing of this transaction was committed. "
            + remedy);
  }
}

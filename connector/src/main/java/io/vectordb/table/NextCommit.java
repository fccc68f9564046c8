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
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Changes as the commit that follows the last one.
 *
 * @param state the table before it
 */
record NextCommit(String table, Changes changes, Deletions deletions, Replay state) {
  private static final String ENGINE = "vectordb";

  CommitFile file() {
    checkProtocol();
    long now = Math.max(System.currentTimeMillis(), state.timestampMillis());
    List<Action> actions = new ArrayList<>();
    if (state.protocol() == null) {
      actions.add(Action.Protocol.CURRENT);
    }
    metadata().ifPresent(metadata -> actions.add(new Action.MetaData(metadata)));
    changes.identity().ifPresent(actions::add);
    for (String path : changes.files().removed().keySet()) {
      actions.add(new Action.Remove(path, now));
    }
    deletions.emptied().forEach(path -> actions.add(new Action.Remove(path, now)));
    deletions.vectors().forEach((path, rows) -> actions.add(new Action.Deletes(path, rows)));
    List<String> partitionColumns = changes.metadata().orElse(state.metadata()).partitionColumns();
    for (DataFile file : changes.files().added().values()) {
      if (state.file(file.path()) != null) {
        throw new VectorDbException(
            "Data file " + file.path() + " is in " + table + " already; add new files only");
      }
      PartitionKey.of(file, partitionColumns, table);
      actions.add(new Action.Add(file));
    }
    changes
        .files()
        .codes()
        .forEach(
            (path, codes) -> {
              if (state.file(path) != null && !changes.files().removed().containsKey(path)) {
                actions.add(new Action.Codes(path, codes));
              }
            });
    Action.CommitInfo info =
        new Action.CommitInfo(
            state.version() + 1,
            now,
            changes.operation(),
            changes.work().parameters(),
            changes
                .base()
                .map(base -> OptionalLong.of(base.version()))
                .orElse(OptionalLong.empty()),
            changes.work().changesRows(),
            counts(actions),
            ENGINE,
            UUID.randomUUID().toString());
    return new CommitFile(info, actions);
  }

  private CommitCounts counts(List<Action> actions) {
    long filesAdded = 0;
    long filesRemoved = 0;
    long rowsAdded = 0;
    long rowsRemoved = 0;
    for (Action action : actions) {
      if (action instanceof Action.Add add) {
        filesAdded++;
        rowsAdded += add.file().liveRows();
      } else if (action instanceof Action.Remove remove) {
        filesRemoved++;
        rowsRemoved += state.file(remove.path()).liveRows();
      } else if (action instanceof Action.Deletes deletes) {
        DataFile before = state.file(deletes.path());
        rowsRemoved += before.withDeletes(deletes.deletes()).deletedRows() - before.deletedRows();
      }
    }
    return new CommitCounts(filesAdded, filesRemoved, rowsAdded, rowsRemoved);
  }

  private void checkProtocol() {
    int supported = Action.Protocol.CURRENT.minWriterVersion();
    if (state.protocol() != null && state.protocol().minWriterVersion() > supported) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_TOO_NEW,
          "Writing to "
              + table
              + " takes protocol version "
              + state.protocol().minWriterVersion()
              + ", but this version of vectordb writes up to "
              + supported
              + "; use a newer version of vectordb. Reading works");
    }
  }

  private Optional<TableMetadata> metadata() {
    TableMetadata metadata = changes.metadata().orElse(state.metadata());
    Map<String, Integer> toFix = new HashMap<>();
    changes
        .dimensions()
        .forEach(
            (column, dimension) -> {
              if (mustFix(metadata.schema(), column, dimension)) {
                toFix.put(column, dimension);
              }
            });
    return toFix.isEmpty()
        ? changes.metadata()
        : Optional.of(metadata.withSchema(metadata.schema().withDimensions(toFix)));
  }

  /** Whether the column has no dimension yet; refuses a dimension that it cannot get. */
  private boolean mustFix(TableSchema schema, String name, int dimension) {
    VectorColumn column =
        schema
            .vectorColumn(name)
            .orElseThrow(
                () ->
                    new VectorDbException(
                        ErrorCondition.VECTORDB_COLUMN_INVALID,
                        "'" + name + "' is no vector column of " + table));
    if (!VectorColumn.isDimension(dimension)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Vector column '"
              + name
              + "' of "
              + table
              + " cannot have dimension "
              + dimension
              + "; it must be 1 to "
              + VectorColumn.MAX_DIMENSION);
    }
    if (column.isDetermined() && column.dimension() != dimension) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
          "Vector column '"
              + name
              + "' of "
              + table
              + " has dimension "
              + column.dimension()
              + " at version "
              + state.version()
              + " but this "
              + changes.operation()
              + " has vectors of dimension "
              + dimension
              + "; write vectors of dimension "
              + column.dimension());
    }
    return !column.isDetermined();
  }
}

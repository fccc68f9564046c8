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
package io.vectordb.spark.catalog;

import io.vectordb.spark.TableDirectory;
import io.vectordb.table.CommitCounts;
import io.vectordb.table.HistoryEntry;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Who changed a table, when and how much: the newest versions first. */
final class HistoryProcedure extends TableProcedure {
  private static final String LIMIT = "limit";

  private static final StructType RESULT =
      new StructType()
          .add("version", DataTypes.LongType, false)
          .add("timestamp", DataTypes.TimestampType, false)
          .add("operation", DataTypes.StringType, false)
          .add(
              "parameters",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType),
              false)
          .add("read_version", DataTypes.LongType)
          .add("changes_rows", DataTypes.BooleanType, false)
          .add("files_added", DataTypes.LongType)
          .add("files_removed", DataTypes.LongType)
          .add("rows_added", DataTypes.LongType)
          .add("rows_removed", DataTypes.LongType)
          .add("engine", DataTypes.StringType);

  HistoryProcedure(Function<String, TableDirectory> tables) {
    super(
        "history",
        "The versions of a table, the newest first",
        tables,
        RESULT,
        optional(LIMIT, DataTypes.IntegerType, "So many versions at most"));
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    int limit = arguments.number(LIMIT).orElse(Integer.MAX_VALUE);
    return directory.table().history(limit).stream().map(HistoryProcedure::row).toList();
  }

  private static InternalRow row(HistoryEntry entry) {
    CommitCounts counts = entry.counts().orElse(null);
    return Cells.row(
        entry.version(),
        Cells.timestamp(entry.timestampMillis()),
        Cells.text(entry.operation()),
        Cells.map(entry.operationParameters()),
        entry.readVersion().isPresent() ? entry.readVersion().getAsLong() : null,
        entry.changesRows(),
        counts == null ? null : counts.filesAdded(),
        counts == null ? null : counts.filesRemoved(),
        counts == null ? null : counts.rowsAdded(),
        counts == null ? null : counts.rowsRemoved(),
        Cells.text(entry.engine()));
  }
}

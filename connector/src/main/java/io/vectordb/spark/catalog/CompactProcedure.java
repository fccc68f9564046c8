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
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.CompactionResult;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Merges small data files and drops deleted rows for good. */
final class CompactProcedure extends TableProcedure {
  private static final String TARGET_FILE_BYTES = "target_file_bytes";
  private static final String DELETED_SHARE = "deleted_share";
  private static final String CODES = "codes";

  private static final StructType RESULT =
      new StructType()
          .add("files_removed", DataTypes.LongType, false)
          .add("files_added", DataTypes.LongType, false)
          .add("rows", DataTypes.LongType, false)
          .add("deleted_rows", DataTypes.LongType, false)
          .add("bytes_removed", DataTypes.LongType, false)
          .add("bytes_added", DataTypes.LongType, false)
          .add("groups_in_conflict", DataTypes.IntegerType, false);

  CompactProcedure(Function<String, TableDirectory> tables) {
    super(
        "compact",
        "Merges small data files and drops deleted rows for good",
        tables,
        RESULT,
        optional(TARGET_FILE_BYTES, DataTypes.LongType, "How large files should become"),
        optional(DELETED_SHARE, DataTypes.DoubleType, "Rewrites files that have lost such a share"),
        optional(CODES, DataTypes.StringType, "The codes of new files"));
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    Compaction compaction = Compaction.of(directory.table());
    arguments.longNumber(TARGET_FILE_BYTES).ifPresent(compaction::targetFileBytes);
    arguments.fraction(DELETED_SHARE).ifPresent(compaction::deletedShare);
    arguments.optionalText(CODES).map(OptimizeProcedure::codes).ifPresent(compaction::codes);
    CompactionResult result = directory.compact(compaction);
    return List.of(
        Cells.row(
            result.filesRemoved(),
            result.filesAdded(),
            result.rows(),
            result.deletedRows(),
            result.bytesRemoved(),
            result.bytesAdded(),
            result.groupsInConflict()));
  }
}

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
import io.vectordb.table.ExpiryResult;
import io.vectordb.table.Snapshot;
import io.vectordb.table.SnapshotExpiry;
import io.vectordb.table.Table;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a table holds, and what maintenance would do. */
final class DetailProcedure extends TableProcedure {
  private static final DataType NUMBERS =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType);
  private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

  private static final StructType RESULT =
      new StructType()
          .add("location", DataTypes.StringType, false)
          .add("version", DataTypes.LongType, false)
          .add("oldest_version", DataTypes.LongType, false)
          .add("created", DataTypes.TimestampType, false)
          .add("changed", DataTypes.TimestampType, false)
          .add("partitioned_by", TEXTS, false)
          .add("partitions", DataTypes.LongType, false)
          .add("rows", DataTypes.LongType, false)
          .add("deleted_rows", DataTypes.LongType, false)
          .add("files", DataTypes.LongType, false)
          .add("bytes", DataTypes.LongType, false)
          .add("code_files", NUMBERS, false)
          .add("code_bytes", NUMBERS, false)
          .add("maintenance", TEXTS, false);

  DetailProcedure(Function<String, TableDirectory> tables) {
    super("detail", "What a table holds, and what maintenance would do", tables, RESULT);
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    Table table = directory.table();
    Snapshot snapshot = table.snapshot();
    ExpiryResult expiry = SnapshotExpiry.of(table).dryRun().run();
    Set<Map<String, Object>> partitions = new HashSet<>();
    Map<String, Long> codeFiles = new HashMap<>();
    Map<String, Long> codeBytes = new HashMap<>();
    long deletedRows = 0;
    for (DataFile file : snapshot.files()) {
      partitions.add(file.partitionValues());
      deletedRows += file.deletedRows();
      for (CodeFile code : file.codes().values()) {
        codeFiles.merge(code.encoder(), 1L, Long::sum);
        codeBytes.merge(code.encoder(), code.file().bytes(), Long::sum);
      }
    }
    return List.of(
        Cells.row(
            Cells.text(directory.location()),
            snapshot.version(),
            expiry.oldestVersion() - expiry.versionsExpired(),
            Cells.timestamp(snapshot.metadata().createdMillis()),
            Cells.timestamp(snapshot.timestampMillis()),
            Cells.texts(partitioning(directory)),
            (long) partitions.size(),
            snapshot.rowCount(),
            deletedRows,
            (long) snapshot.files().size(),
            snapshot.byteCount(),
            Cells.numbers(codeFiles),
            Cells.numbers(codeBytes),
            Cells.texts(Maintenance.of(table, snapshot, expiry))));
  }

  private static List<String> partitioning(TableDirectory directory) {
    return directory
        .load()
        .map(table -> Stream.of(table.partitioning()).map(Transform::describe).toList())
        .orElse(List.of());
  }
}

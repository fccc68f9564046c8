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
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The data files of one version of a table. */
final class FilesProcedure extends TableProcedure {
  private static final String VERSION = "version";
  private static final DataType TEXTS =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType);

  private static final StructType RESULT =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("partition", TEXTS, false)
          .add("rows", DataTypes.LongType, false)
          .add("deleted_rows", DataTypes.LongType, false)
          .add("bytes", DataTypes.LongType, false)
          .add("codes", TEXTS, false)
          .add("code_bytes", DataTypes.LongType, false)
          .add("location", DataTypes.StringType, false);

  FilesProcedure(Function<String, TableDirectory> tables) {
    super(
        "files",
        "The data files of a table in the order of its rows",
        tables,
        RESULT,
        optional(VERSION, DataTypes.LongType, "The version; the newest if NULL"));
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    Table table = directory.table();
    Snapshot snapshot =
        arguments.longNumber(VERSION).map(table::snapshot).orElseGet(table::snapshot);
    return snapshot.files().stream().map(file -> row(table, file)).toList();
  }

  private static InternalRow row(Table table, DataFile file) {
    Map<String, String> encoders = new TreeMap<>();
    long codeBytes = 0;
    for (Map.Entry<String, CodeFile> code : file.codes().entrySet()) {
      encoders.put(code.getKey(), code.getValue().encoder());
      codeBytes += code.getValue().file().bytes();
    }
    return Cells.row(
        Cells.text(file.path()),
        Cells.map(file.partitionValues()),
        file.liveRows(),
        file.rows() - file.liveRows(),
        file.bytes(),
        Cells.map(encoders),
        codeBytes,
        Cells.text(table.store().describe(file.path())));
  }
}

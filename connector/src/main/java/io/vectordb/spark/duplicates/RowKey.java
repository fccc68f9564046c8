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
package io.vectordb.spark.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.column.RowIdColumns;
import io.vectordb.spark.schema.References;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * The columns that tell the rows of a table apart.
 *
 * @param columns their names
 * @param isGiven whether a user says so; the table itself knows where its rows are stored
 */
record RowKey(List<String> columns, boolean isGiven) {
  private static final String ROWS = "__vectordb_rows";

  /**
   * The key that consists of these columns; of the row's file and its position there if there are
   * none.
   *
   * @throws VectorDbException if there is no such column, or its values cannot be ordered
   */
  static RowKey of(Dataset<Row> rows, List<String> names) {
    if (names.isEmpty()) {
      List<StructField> rowId = RowIdColumns.of(rows.schema()).fields();
      return new RowKey(rowId.stream().map(StructField::name).toList(), false);
    }
    List<String> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(
          TableColumn.find(rows.schema(), name, "key", type -> type instanceof AtomicType).name());
    }
    return new RowKey(columns.stream().distinct().toList(), true);
  }

  /** The columns as one value. */
  Column value() {
    return columns.size() == 1
        ? column(columns.get(0))
        : functions.struct(columns.stream().map(RowKey::column).toArray(Column[]::new));
  }

  /** The columns of a value. */
  Stream<Column> columnsOf(Column value) {
    return columns.size() == 1
        ? Stream.of(value.as(columns.get(0)))
        : columns.stream().map(name -> value.getField(name).as(name));
  }

  /** Without what marks a column as metadata of a scan, if it does. */
  private static Column column(String name) {
    return col(References.quoted(name)).as(name, Metadata.empty());
  }

  /**
   * Refuses a key that does not tell all rows apart: whoever deletes by it would delete others,
   * too.
   */
  void requireUnique(Dataset<Row> rows, String table) {
    if (!isGiven) {
      return;
    }
    Column[] keys = columns.stream().map(RowKey::column).toArray(Column[]::new);
    Column isNull =
        columns.stream()
            .map(name -> col(References.quoted(name)).isNull())
            .reduce(Column::or)
            .orElseThrow();
    List<Row> wrong =
        rows.groupBy(keys)
            .agg(count(lit(1)).as(ROWS))
            .where(col(ROWS).gt(1).or(isNull))
            .takeAsList(1);
    if (!wrong.isEmpty()) {
      throw notUnique(wrong.get(0), table);
    }
  }

  private VectorDbException notUnique(Row row, String table) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(columns.get(i) + " = " + row.get(i));
    }
    return new VectorDbException(
        ErrorCondition.VECTORDB_ARGUMENT_INVALID,
        "Columns "
            + columns
            + " are no key of "
            + table
            + ": "
            + row.getLong(columns.size())
            + " of its rows have "
            + String.join(", ", values)
            + ". Name columns that are not NULL and tell all rows apart, or leave out argument key");
  }
}

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
package io.vectordb.spark.write;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.read.FileRows;
import io.vectordb.spark.read.RowPositions;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.TextComparison;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Constant;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.RowMatch;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.roaringbitmap.RoaringBitmap;

/**
 * The key columns of an upsert: written rows replace those rows of the table that have equal keys.
 * A row with a NULL among its keys equals no other.
 */
record MergeKeys(TableVersion table, List<String> columns) {
  /** The column of {@link #requireDistinct} that no table has. */
  private static final String COUNT = "__vectordb_rows";

  /**
   * Finds the columns in the table, whatever case their names are in.
   *
   * @throws VectorDbException if there is no such column, or its values cannot be compared
   */
  static MergeKeys of(TableVersion table, List<String> names) {
    List<String> columns = new ArrayList<>();
    for (String name : names) {
      Optional<Field> field =
          table.tableSchema().fields().stream()
              .filter(f -> f.getName().equalsIgnoreCase(name))
              .findFirst();
      if (field.filter(MergeKeys::canBeKey).isEmpty()) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_OPTION_INVALID,
            "Option mergeKeys names '"
                + name
                + "', which is no column of "
                + table.name()
                + " whose values can be keys; choose from "
                + table.tableSchema().fields().stream()
                    .filter(MergeKeys::canBeKey)
                    .map(Field::getName)
                    .toList());
      }
      columns.add(field.get().getName());
    }
    return new MergeKeys(table, columns.stream().distinct().toList());
  }

  private static boolean canBeKey(Field field) {
    return TableSchema.vectorColumn(field).isEmpty() && ScalarKind.of(field).isPresent();
  }

  /**
   * Refuses written rows with equal keys, because only one of them can be the row with these keys.
   *
   * @param metadata whose columns the files have
   */
  void requireDistinct(TableMetadata metadata, List<DataFile> written) {
    Column[] keys = columns.stream().map(FileRows::column).toArray(Column[]::new);
    List<Row> twice =
        FileRows.of(table, metadata, written, columns)
            .where(all(columns.stream().map(name -> FileRows.column(name).isNotNull()).toList()))
            .groupBy(keys)
            .agg(functions.count(functions.lit(1)).as(COUNT))
            .where(functions.col(COUNT).gt(1))
            .takeAsList(1);
    if (!twice.isEmpty()) {
      Row row = twice.get(0);
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        values.add(columns.get(i) + " = " + text(row.get(i)));
      }
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VALUE_INVALID,
          row.getLong(columns.size())
              + " of the rows to write have the same keys, "
              + String.join(", ", values)
              + ", but a row of "
              + table.name()
              + " can be replaced by one only. Nothing was committed; remove duplicates first, for"
              + " example by dropDuplicates");
    }
  }

  private static String text(Object key) {
    return key instanceof byte[] bytes
        ? "0x" + HexFormat.of().formatHex(bytes)
        : String.valueOf(key);
  }

  /**
   * The rows of {@code base} that the written ones replace, found by a join of the key columns of
   * the files that may hold such rows.
   *
   * @return positions by data file
   */
  Map<String, RoaringBitmap> replaced(Snapshot base, List<DataFile> written) {
    List<Function<DataFile, RowMatch>> ranges = ranges(written).stream().map(base::match).toList();
    List<DataFile> candidates =
        base.files().stream()
            .filter(file -> ranges.stream().anyMatch(range -> range.apply(file) != RowMatch.NONE))
            .toList();
    return candidates.isEmpty()
        ? Map.of()
        : RowPositions.union(
            join(base, candidates, written)
                .toJavaRDD()
                .mapPartitions(MergeKeys::positions)
                .collect());
  }

  private Dataset<Row> join(Snapshot base, List<DataFile> candidates, List<DataFile> written) {
    String file = table.rowIdColumns().file().name();
    String position = table.rowIdColumns().position().name();
    List<String> read = new ArrayList<>(columns);
    read.add(file);
    read.add(position);
    Dataset<Row> old = FileRows.of(table, base.metadata(), candidates, read);
    Dataset<Row> fresh = FileRows.of(table, base.metadata(), written, columns);
    List<Column> equal = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String key = References.quoted(columns.get(i));
      equal.add(old.col(key).equalTo(fresh.col(key)));
    }
    return old.join(fresh, all(equal), "left_semi")
        .select(FileRows.column(file), FileRows.column(position));
  }

  private static Column all(List<Column> conditions) {
    return conditions.stream().reduce(Column::and).orElseThrow();
  }

  private static Iterator<Map<String, RoaringBitmap>> positions(Iterator<Row> rows) {
    Map<String, RoaringBitmap> positions = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      RowPositions.in(positions, row.getString(0)).add(Math.toIntExact(row.getLong(1)));
    }
    return List.of(positions).iterator();
  }

  /** Conditions of which every row that is replaced satisfies one. */
  List<Filter> ranges(List<DataFile> written) {
    return written.stream().map(this::range).distinct().toList();
  }

  /** A condition that all keys in a written file satisfy. */
  private Filter range(DataFile written) {
    List<Filter> bounds = new ArrayList<>();
    for (String column : columns) {
      ColumnStats stats = written.columns().get(table.tableSchema().fileName(column));
      if (stats != null && stats.nullCount() == written.rows()) {
        return new Constant(false);
      }
      boolean isBounded =
          stats != null && stats.min() != null && stats.max() != null && stats.nanCount() == 0;
      if (isBounded && isOfStoredValues(column)) {
        bounds.add(new Compare(column, Operator.GREATER_OR_EQUAL, stats.min()));
        bounds.add(new Compare(column, Operator.LESS_OR_EQUAL, stats.max()));
      }
    }
    return Filter.all(bounds);
  }

  private boolean isOfStoredValues(String column) {
    return TextComparison.isOfStoredValues(table.schema().apply(column).dataType());
  }
}

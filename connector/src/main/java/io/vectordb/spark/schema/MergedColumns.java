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
package io.vectordb.spark.schema;

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The columns of a table and those of rows that are written to it, by name. */
public final class MergedColumns {
  private final TableVersion table;
  private final List<TableChange> changes = new ArrayList<>();

  private MergedColumns(TableVersion table) {
    this.table = table;
  }

  /**
   * What has to change so that {@code table} has all columns and fields of {@code rows}, and, where
   * a type can become a wider one, their types.
   */
  public static List<TableChange> changes(TableVersion table, StructType rows) {
    MergedColumns merged = new MergedColumns(table);
    merged.merge(List.of(), table.schema(), rows);
    return merged.changes;
  }

  /**
   * Refuses rows that lack a column which has no default.
   *
   * @throws AnalysisException as Spark throws it for a column that must not be NULL
   */
  public static void requireAll(TableVersion table, StructType rows) {
    List<String> missing =
        Arrays.stream(table.schema().fields())
            .filter(column -> column.getCurrentDefaultValue().isEmpty())
            .map(StructField::name)
            .filter(name -> find(rows, name).isEmpty())
            .map(QuotingUtils::quoteIdentifier)
            .toList();
    if (!missing.isEmpty()) {
      SparkErrors.translating(
          () -> {
            throw cannotFindData(table, String.join(", ", missing));
          });
    }
  }

  private static AnalysisException cannotFindData(TableVersion table, String columns) {
    Map<String, String> parameters =
        Map.of("tableName", QueryCompilationErrors.toSQLId(table.name()), "colName", columns);
    return new AnalysisException(
        "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA",
        scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(parameters)));
  }

  /**
   * Whether {@code change} makes something else of the stored values of {@code table}, and is
   * possible. To take other texts or intervals for the same, such as by a collation, is no change
   * that rows to write could ask for.
   */
  public static boolean isPossible(TableVersion table, TableChange change) {
    try {
      return !ColumnChanges.apply(table.metadata(), change)
          .schema()
          .fields()
          .equals(table.tableSchema().fields());
    } catch (VectorDbException e) {
      return false;
    }
  }

  private void merge(List<String> path, DataType known, DataType written) {
    if (known instanceof StructType a && written instanceof StructType b) {
      mergeFields(path, a, b);
    } else if (known instanceof ArrayType a && written instanceof ArrayType b) {
      merge(child(path, "element"), a.elementType(), b.elementType());
    } else if (known instanceof MapType a && written instanceof MapType b) {
      merge(child(path, "key"), a.keyType(), b.keyType());
      merge(child(path, "value"), a.valueType(), b.valueType());
    } else if (!known.equals(written)) {
      TableChange wider = TableChange.updateColumnType(path.toArray(String[]::new), written);
      if (isPossible(table, wider)) {
        changes.add(wider);
      }
    }
  }

  private void mergeFields(List<String> path, StructType known, StructType written) {
    for (StructField field : written.fields()) {
      Optional<StructField> old = find(known, field.name());
      if (old.isPresent()) {
        merge(child(path, old.get().name()), old.get().dataType(), field.dataType());
      } else {
        changes.add(
            TableChange.addColumn(
                child(path, field.name()).toArray(String[]::new), field.dataType().asNullable()));
      }
    }
  }

  private static Optional<StructField> find(StructType schema, String name) {
    return Arrays.stream(schema.fields())
        .filter(field -> (boolean) SQLConf.get().resolver().apply(field.name(), name))
        .findFirst();
  }

  private static List<String> child(List<String> path, String name) {
    List<String> child = new ArrayList<>(path);
    child.add(name);
    return child;
  }
}

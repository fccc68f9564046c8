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
package io.vectordb.spark.read;

import io.vectordb.spark.schema.PredicateTranslator;
import io.vectordb.spark.schema.TextComparison;
import io.vectordb.table.KeyRanges;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The keys that the source of a MERGE has, gathered by a function of its rows that is always true.
 * Complete when the statement has run, if Spark has evaluated the function for all of them.
 */
public final class SourceKeys implements ScalarFunction<Boolean> {
  private static final long serialVersionUID = 1L;

  private final StructType columns;

  /** For each column, null if the table cannot compare its values. */
  private final ScalarKind[] kinds;

  private final KeyAccumulator keys;

  private SourceKeys(StructType columns, ScalarKind[] kinds) {
    this.columns = columns;
    this.kinds = kinds;
    this.keys = new KeyAccumulator(kinds.length);
  }

  /**
   * Begins to gather keys of a running session.
   *
   * @param columns of {@code schema}, with the types in which keys are compared
   */
  public static SourceKeys of(TableSchema schema, StructType columns) {
    ScalarKind[] kinds =
        Arrays.stream(columns.fields())
            .map(column -> kind(schema, column).orElse(null))
            .toArray(ScalarKind[]::new);
    SourceKeys keys = new SourceKeys(columns, kinds);
    SparkSession.active().sparkContext().register(keys.keys);
    return keys;
  }

  private static Optional<ScalarKind> kind(TableSchema schema, StructField column) {
    Optional<Field> field =
        schema.field(column.name()).filter(found -> TableSchema.vectorColumn(found).isEmpty());
    return field
        .flatMap(ScalarKind::of)
        .filter(
            kind ->
                kind != ScalarKind.STRING || TextComparison.isOfStoredValues(column.dataType()));
  }

  @Override
  public DataType[] inputTypes() {
    return Arrays.stream(columns.fields()).map(StructField::dataType).toArray(DataType[]::new);
  }

  @Override
  public DataType resultType() {
    return DataTypes.BooleanType;
  }

  @Override
  public boolean isResultNullable() {
    return false;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public String name() {
    return "record_keys";
  }

  @Override
  public Boolean produceResult(InternalRow row) {
    Object[] values = new Object[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] != null && !row.isNullAt(i)) {
        values[i] = key(kinds[i], row.get(i, columns.apply(i).dataType()));
        if (values[i] == null) {
          keys.addAnything(i);
        }
      }
    }
    keys.add(values);
    return true;
  }

  /** Null for a value that the table's statistics do not tell apart from others. */
  private static Object key(ScalarKind kind, Object value) {
    if (kind == ScalarKind.STRING) {
      return value instanceof UTF8String text && text.isValid() ? text.copy().getBytes() : null;
    }
    return PredicateTranslator.scalar(kind, value);
  }

  /** Those of {@code rows} that can have the keys of a row of the source. */
  RowsRead among(RowsRead rows) {
    List<Filter> filters = new ArrayList<>();
    filters.add(rows.filter());
    List<KeyRanges> gathered = keys.value();
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] != null) {
        filters.add(gathered.get(i).filter(columns.apply(i).name(), kinds[i]));
      }
    }
    filters.removeIf(filter -> filter.equals(new Filter.Constant(true)));
    return new RowsRead(Filter.all(filters), rows.scores());
  }
}

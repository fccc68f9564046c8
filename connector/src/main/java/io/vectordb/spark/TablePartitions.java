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
package io.vectordb.spark;

import io.vectordb.spark.read.PartitionedTasks;
import io.vectordb.spark.schema.PartitionColumns;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.PartitionTransform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The partitions of one version of a table: those that have rows. What is computed from a column is
 * called as the table's definition writes it, {@code days(ts)}, and reads as people do.
 */
final class TablePartitions {
  private final TableVersion table;
  private final List<PartitionField> fields;
  private final StructType schema;

  private TablePartitions(TableVersion table) {
    this.table = table;
    this.fields = table.metadata().partitionFields();
    StructField[] columns = fields.stream().map(this::column).toArray(StructField[]::new);
    this.schema = new StructType(columns);
  }

  static TablePartitions of(TableVersion table) {
    return new TablePartitions(table);
  }

  /** One column for every partition value. */
  StructType schema() {
    return schema;
  }

  /** The partitions with these values of the columns {@code names}. */
  InternalRow[] list(String[] names, InternalRow values) {
    return counts().keySet().stream()
        .filter(partition -> hasValues(partition, names, values))
        .map(partition -> (InternalRow) new GenericInternalRow(partition.toArray()))
        .toArray(InternalRow[]::new);
  }

  /** How much the partition with these values holds. */
  Map<String, String> describe(InternalRow values) {
    return counts().entrySet().stream()
        .filter(partition -> hasValues(partition.getKey(), schema.fieldNames(), values))
        .findFirst()
        .map(partition -> partition.getValue().properties())
        .orElse(Map.of());
  }

  private record Count(long rows, long files, long bytes) {
    static Count of(DataFile file) {
      return new Count(file.liveRows(), 1, file.bytes());
    }

    Count plus(Count other) {
      return new Count(rows + other.rows, files + other.files, bytes + other.bytes);
    }

    Map<String, String> properties() {
      return new TreeMap<>(
          Map.of(
              "rows", String.valueOf(rows),
              "files", String.valueOf(files),
              "bytes", String.valueOf(bytes)));
    }
  }

  private Map<List<Object>, Count> counts() {
    Map<List<Object>, Count> counts = new LinkedHashMap<>();
    for (DataFile file : table.snapshot().map(Snapshot::files).orElse(List.of())) {
      counts.merge(values(file), Count.of(file), Count::plus);
    }
    return counts;
  }

  private List<Object> values(DataFile file) {
    InternalRow key = PartitionedTasks.key(table, file.partitionValues());
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      values.add(value(fields.get(i), key, i));
    }
    return values;
  }

  private Object value(PartitionField field, InternalRow key, int index) {
    if (key.isNullAt(index)) {
      return null;
    } else if (field.transform() instanceof PartitionTransform.Time time) {
      return UTF8String.fromString(time.text(key.getInt(index)));
    }
    return key.get(index, schema.apply(index).dataType());
  }

  private boolean hasValues(List<Object> partition, String[] names, InternalRow wanted) {
    for (int i = 0; i < names.length; i++) {
      int index = schema.fieldIndex(names[i]);
      DataType type = schema.apply(index).dataType();
      Object value = wanted.isNullAt(i) ? null : wanted.get(i, type);
      if (!Objects.equals(partition.get(index), value)) {
        return false;
      }
    }
    return true;
  }

  private StructField column(PartitionField field) {
    String source = PartitionColumns.name(table.metadata(), field);
    if (field.isIdentity()) {
      StructField column = table.schema().apply(source);
      return new StructField(source, column.dataType(), true, Metadata.empty());
    }
    boolean isTime = field.transform() instanceof PartitionTransform.Time;
    return new StructField(
        PartitionColumns.toSpark(field, source).describe(),
        isTime ? DataTypes.StringType : DataTypes.IntegerType,
        true,
        Metadata.empty());
  }
}

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
package io.vectordb.table.schema;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * One of the values by which a table's data files are split.
 *
 * @param name its name in the log: that of the column in files, or {@code transform(column)}
 * @param source the column's name in files
 */
public record PartitionField(String name, String source, PartitionTransform transform)
    implements Serializable {
  private static final Set<ScalarKind> HASHED =
      Set.of(ScalarKind.LONG, ScalarKind.DECIMAL, ScalarKind.STRING, ScalarKind.BINARY);

  /** The field that has a column's own values. */
  public static PartitionField identity(String source) {
    return new PartitionField(source, source, new PartitionTransform.Identity());
  }

  /** The field that has values computed from a column. */
  public static PartitionField of(PartitionTransform transform, String source) {
    return transform instanceof PartitionTransform.Identity
        ? identity(source)
        : new PartitionField(transform + "(" + source + ")", source, transform);
  }

  /** The field of this name in the log. */
  public static PartitionField named(String name, TableSchema schema) {
    int open = name.indexOf('(');
    if (schema.fieldInFiles(name).isPresent() || open < 0 || !name.endsWith(")")) {
      return identity(name);
    }
    return PartitionTransform.named(name.substring(0, open))
        .map(t -> new PartitionField(name, name.substring(open + 1, name.length() - 1), t))
        .orElseGet(() -> identity(name));
  }

  /** The fields of these names in the log. */
  public static List<PartitionField> named(List<String> names, TableSchema schema) {
    return names.stream().map(name -> named(name, schema)).toList();
  }

  public boolean isIdentity() {
    return transform instanceof PartitionTransform.Identity;
  }

  /** What a table of this schema may not be partitioned by this for; empty if it may. */
  public Optional<String> problem(TableSchema schema) {
    Optional<Field> field = schema.fieldInFiles(source);
    Optional<ScalarKind> kind = field.flatMap(ScalarKind::of);
    if (kind.isEmpty() || TableSchema.vectorColumn(field.get()).isPresent()) {
      return Optional.of("'" + source + "' is no scalar column");
    }
    ArrowType type = field.get().getType();
    boolean isDate = type instanceof ArrowType.Date;
    boolean fits =
        isIdentity()
            || (transform instanceof PartitionTransform.Bucket
                ? HASHED.contains(kind.get())
                : type instanceof ArrowType.Timestamp
                    || (isDate && transform != PartitionTransform.Time.HOURS));
    return fits ? Optional.empty() : Optional.of("there is no " + transform + " of " + type);
  }

  /** The partition value of rows whose column has this value of {@link Scalars}, or null. */
  public Object valueOf(Object value, Field column) {
    if (value == null) {
      return null;
    } else if (column.getType() instanceof ArrowType.Date) {
      return transform.ofDays((Long) value);
    } else if (column.getType() instanceof ArrowType.Timestamp) {
      return transform.ofMicros((Long) value);
    } else if (value instanceof BigDecimal decimal
        && column.getType() instanceof ArrowType.Decimal type) {
      return transform.ofScalar(decimal.setScale(type.getScale()));
    }
    return transform.ofScalar(value);
  }

  /** What is known of the column in rows of which this is the partition value. */
  public ColumnStats statsOf(Object value, Field column, long rows) {
    if (value == null) {
      return new ColumnStats(null, null, rows, 0, true);
    } else if (transform instanceof PartitionTransform.Time time) {
      long number = (Long) value;
      boolean isDate = column.getType() instanceof ArrowType.Date;
      return new ColumnStats(
          isDate ? time.firstDay(number) : time.firstMicros(number),
          isDate ? time.firstDay(number + 1) - 1 : time.lastMicros(number),
          0,
          0,
          false);
    }
    return new ColumnStats(null, null, 0, 0, false);
  }
}

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

import java.util.Optional;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Which of the types of {@link Scalars} stands for the values of a column. */
public enum ScalarKind {
  BOOLEAN,
  LONG,
  DOUBLE,
  DECIMAL,
  STRING,
  BINARY;

  /**
   * The kind of {@code field}, or nothing if its values have no order (nested types, calendar
   * intervals).
   */
  public static Optional<ScalarKind> of(Field field) {
    ArrowType type = field.getType();
    if (type instanceof ArrowType.Bool) {
      return Optional.of(BOOLEAN);
    } else if (type instanceof ArrowType.Int
        || type instanceof ArrowType.Date
        || type instanceof ArrowType.Timestamp
        || type instanceof ArrowType.Time
        || type instanceof ArrowType.Duration
        || type.equals(
            new ArrowType.Interval(org.apache.arrow.vector.types.IntervalUnit.YEAR_MONTH))) {
      return Optional.of(LONG);
    } else if (type instanceof ArrowType.FloatingPoint f
        && f.getPrecision() != FloatingPointPrecision.HALF) {
      return Optional.of(DOUBLE);
    } else if (type instanceof ArrowType.Decimal) {
      return Optional.of(DECIMAL);
    } else if (type instanceof ArrowType.Utf8) {
      return Optional.of(STRING);
    } else if (type instanceof ArrowType.Binary) {
      return Optional.of(BINARY);
    }
    return Optional.empty();
  }
}

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

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A change of a column's type that keeps every value and the order of values:
 *
 * <ul>
 *   <li>integers to longer ones
 *   <li>integers of up to 32 bits to DOUBLE, and FLOAT to DOUBLE
 *   <li>integers to decimals that have as many digits before the point
 *   <li>decimals to those with at least as many digits before and after the point
 *   <li>DATE to TIMESTAMP_NTZ
 * </ul>
 */
public final class TypeWidening {
  /** For messages. */
  static final String ALLOWED =
      "integers to longer ones, to DOUBLE (up to INT) or to DECIMAL, FLOAT to DOUBLE, DECIMAL to more"
          + " digits, DATE to TIMESTAMP_NTZ";

  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  private final UnaryOperator<Object> conversion;

  private TypeWidening(UnaryOperator<Object> conversion) {
    this.conversion = conversion;
  }

  /**
   * How values of type {@code from} become such of type {@code to}; empty if not all of them can.
   */
  public static Optional<TypeWidening> of(ArrowType from, ArrowType to) {
    return Optional.ofNullable(conversion(from, to)).map(TypeWidening::new);
  }

  private static UnaryOperator<Object> conversion(ArrowType from, ArrowType to) {
    if (from instanceof ArrowType.Int narrow) {
      return conversion(narrow, to);
    } else if (from instanceof ArrowType.FloatingPoint && isDouble(to) && !isDouble(from)) {
      return UnaryOperator.identity();
    } else if (from instanceof ArrowType.Decimal a && to instanceof ArrowType.Decimal b) {
      boolean isWider =
          a.getScale() <= b.getScale()
              && a.getPrecision() - a.getScale() <= b.getPrecision() - b.getScale();
      return isWider && !a.equals(b) ? value -> ((BigDecimal) value).setScale(b.getScale()) : null;
    } else if (from instanceof ArrowType.Date
        && to instanceof ArrowType.Timestamp t
        && t.getTimezone() == null) {
      return value -> Math.multiplyExact((Long) value, DAY_MICROS);
    }
    return null;
  }

  private static UnaryOperator<Object> conversion(ArrowType.Int from, ArrowType to) {
    if (to instanceof ArrowType.Int wide && wide.getBitWidth() > from.getBitWidth()) {
      return UnaryOperator.identity();
    } else if (isDouble(to) && from.getBitWidth() <= Integer.SIZE) {
      return value -> ((Long) value).doubleValue();
    } else if (to instanceof ArrowType.Decimal d
        && d.getPrecision() - d.getScale() >= digits(from)) {
      return value -> BigDecimal.valueOf((Long) value).setScale(d.getScale());
    }
    return null;
  }

  private static int digits(ArrowType.Int type) {
    return switch (type.getBitWidth()) {
      case Byte.SIZE -> 3;
      case Short.SIZE -> 5;
      case Integer.SIZE -> 10;
      default -> 19;
    };
  }

  private static boolean isDouble(ArrowType type) {
    return type instanceof ArrowType.FloatingPoint f
        && f.getPrecision() == FloatingPointPrecision.DOUBLE;
  }

  /**
   * A value of {@link Scalars}, which may be null, as one of the wider type.
   *
   * @throws ArithmeticException if it is a date that no timestamp reaches
   */
  public Object widen(Object value) {
    return value == null ? null : conversion.apply(value);
  }

  /** Copies the values of a column to one of the wider type. */
  public void copy(FieldVector from, FieldVector to, int rows) {
    ScalarReader reader = ScalarReader.of(from);
    ScalarWriter writer = ScalarWriter.of(to);
    for (int row = 0; row < rows; row++) {
      if (!reader.isNull(row)) {
        writer.set(row, widen(reader.value(row)));
      }
    }
  }
}

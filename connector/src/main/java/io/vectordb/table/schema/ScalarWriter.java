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
import java.math.RoundingMode;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/** Writes values of {@link Scalars} into a column: the reverse of {@link ScalarReader}. */
@FunctionalInterface
public interface ScalarWriter {
  /** Sets the value of {@code row}, which is not null. */
  void set(int row, Object value);

  static ScalarWriter of(FieldVector vector) {
    if (vector instanceof BitVector v) {
      return (row, value) -> v.setSafe(row, (Boolean) value ? 1 : 0);
    } else if (vector instanceof TinyIntVector v) {
      return (row, value) -> v.setSafe(row, ((Long) value).intValue());
    } else if (vector instanceof SmallIntVector v) {
      return (row, value) -> v.setSafe(row, ((Long) value).intValue());
    } else if (vector instanceof IntVector v) {
      return (row, value) -> v.setSafe(row, ((Long) value).intValue());
    } else if (vector instanceof BigIntVector v) {
      return (row, value) -> v.setSafe(row, (Long) value);
    } else if (vector instanceof DateDayVector v) {
      return (row, value) -> v.setSafe(row, ((Long) value).intValue());
    } else if (vector instanceof TimeStampVector v) {
      return (row, value) -> v.setSafe(row, (Long) value);
    } else if (vector instanceof TimeNanoVector v) {
      return (row, value) -> v.setSafe(row, (Long) value);
    } else if (vector instanceof IntervalYearVector v) {
      return (row, value) -> v.setSafe(row, ((Long) value).intValue());
    } else if (vector instanceof DurationVector v) {
      return (row, value) -> v.setSafe(row, (Long) value);
    } else if (vector instanceof Float4Vector v) {
      return (row, value) -> v.setSafe(row, ((Double) value).floatValue());
    } else if (vector instanceof Float8Vector v) {
      return (row, value) -> v.setSafe(row, (Double) value);
    } else if (vector instanceof DecimalVector v) {
      int scale = v.getScale();
      return (row, value) ->
          v.setSafe(row, ((BigDecimal) value).setScale(scale, RoundingMode.UNNECESSARY));
    } else if (vector instanceof VarCharVector v) {
      return (row, value) -> v.setSafe(row, Scalars.utf8((String) value));
    } else if (vector instanceof VarBinaryVector v) {
      return (row, value) -> v.setSafe(row, (byte[]) value);
    }
    throw new IllegalArgumentException("not a scalar column: " + vector.getField());
  }
}

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

import java.nio.charset.StandardCharsets;
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

/** Reads the values of one scalar column of one batch as the types of {@link Scalars}. */
public final class ScalarReader {
  @FunctionalInterface
  public interface LongAt {
    long at(int row);
  }

  @FunctionalInterface
  public interface DoubleAt {
    double at(int row);
  }

  @FunctionalInterface
  private interface ObjectAt {
    Object at(int row);
  }

  private final FieldVector vector;
  private final ScalarKind kind;
  private final LongAt longs;
  private final DoubleAt doubles;
  private final ObjectAt objects;

  private ScalarReader(
      FieldVector vector, ScalarKind kind, LongAt longs, DoubleAt doubles, ObjectAt objects) {
    this.vector = vector;
    this.kind = kind;
    this.longs = longs;
    this.doubles = doubles;
    this.objects = objects;
  }

  public static ScalarReader of(FieldVector vector) {
    if (vector instanceof BitVector v) {
      return objects(v, ScalarKind.BOOLEAN, row -> v.get(row) != 0);
    } else if (vector instanceof TinyIntVector v) {
      return longs(v, v::get);
    } else if (vector instanceof SmallIntVector v) {
      return longs(v, v::get);
    } else if (vector instanceof IntVector v) {
      return longs(v, v::get);
    } else if (vector instanceof BigIntVector v) {
      return longs(v, v::get);
    } else if (vector instanceof DateDayVector v) {
      return longs(v, v::get);
    } else if (vector instanceof TimeStampVector v) {
      return longs(v, v::get);
    } else if (vector instanceof TimeNanoVector v) {
      return longs(v, v::get);
    } else if (vector instanceof IntervalYearVector v) {
      return longs(v, v::get);
    } else if (vector instanceof DurationVector v) {
      return longs(v, row -> DurationVector.get(v.getDataBuffer(), row));
    } else if (vector instanceof Float4Vector v) {
      return doubles(v, v::get);
    } else if (vector instanceof Float8Vector v) {
      return doubles(v, v::get);
    } else if (vector instanceof DecimalVector v) {
      return objects(v, ScalarKind.DECIMAL, v::getObject);
    } else if (vector instanceof VarCharVector v) {
      return objects(v, ScalarKind.STRING, v::get);
    } else if (vector instanceof VarBinaryVector v) {
      return objects(v, ScalarKind.BINARY, v::get);
    }
    throw new IllegalArgumentException("not a scalar column: " + vector.getField());
  }

  private static ScalarReader longs(FieldVector vector, LongAt longs) {
    return new ScalarReader(vector, ScalarKind.LONG, longs, null, row -> longs.at(row));
  }

  private static ScalarReader doubles(FieldVector vector, DoubleAt doubles) {
    return new ScalarReader(vector, ScalarKind.DOUBLE, null, doubles, row -> doubles.at(row));
  }

  private static ScalarReader objects(FieldVector vector, ScalarKind kind, ObjectAt objects) {
    return new ScalarReader(vector, kind, null, null, objects);
  }

  public ScalarKind kind() {
    return kind;
  }

  public boolean isNull(int row) {
    return vector.isNull(row);
  }

  boolean hasNulls() {
    return vector.getNullCount() > 0;
  }

  /** For {@link ScalarKind#LONG}: the values; the row must not be NULL. */
  public LongAt longs() {
    return longs;
  }

  /** For {@link ScalarKind#DOUBLE}: the values; the row must not be NULL. */
  public DoubleAt doubles() {
    return doubles;
  }

  /**
   * The value in the form that {@link #comparable(Object)} gives literals; the row must not be
   * NULL.
   */
  public Object comparable(int row) {
    return objects.at(row);
  }

  /** {@code value} in the form that compares fastest: strings as their UTF-8 bytes. */
  public static Object comparable(Object value) {
    return value instanceof String s ? Scalars.utf8(s) : value;
  }

  /** The value as one of the types of {@link Scalars}, or null. */
  public Object value(int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return scalar(objects.at(row));
  }

  /** Undoes {@link #comparable(Object)}. */
  public Object scalar(Object comparable) {
    return kind == ScalarKind.STRING && comparable != null
        ? new String((byte[]) comparable, StandardCharsets.UTF_8)
        : comparable;
  }
}

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
package io.vectordb.spark.functions;

import io.vectordb.errors.VectorDbException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.unsafe.bitset.BitSetMethods;

/** The SQL types that can hold a vector, and how their values are read. */
public enum VectorDataType {
  /** ARRAY&lt;FLOAT&gt;. */
  FLOATS,
  /** ARRAY&lt;DOUBLE&gt;. */
  DOUBLES,
  /** BINARY: 32-bit floats, packed, little-endian. */
  PACKED,
  /** Spark ML's Vector. */
  ML_VECTOR;

  private static final String ML_VECTOR_CLASS = "org.apache.spark.ml.linalg.VectorUDT";
  private static final int DENSE = 1;

  /** The one that {@code type} is, or null if it cannot hold a vector as it is. */
  public static VectorDataType of(DataType type) {
    if (type instanceof ArrayType array && array.elementType() instanceof FloatType) {
      return FLOATS;
    } else if (type instanceof ArrayType array && array.elementType() instanceof DoubleType) {
      return DOUBLES;
    } else if (type instanceof BinaryType) {
      return PACKED;
    } else if (isMlVector(type)) {
      return ML_VECTOR;
    }
    return null;
  }

  /** Whether {@code type} is Spark ML's Vector; MLlib need not be on the class path. */
  public static boolean isMlVector(DataType type) {
    return type instanceof UserDefinedType<?> && type.getClass().getName().equals(ML_VECTOR_CLASS);
  }

  /** Whether a score function takes an argument of this type. */
  public static boolean isArgument(DataType type) {
    return of(type) != null || canBecomeVector(type);
  }

  /**
   * Whether {@code type} can be cast to a vector: an array of other numbers, or an untyped NULL.
   */
  static boolean canBecomeVector(DataType type) {
    return type instanceof NullType
        || (type instanceof ArrayType array
            && (array.elementType() instanceof NumericType
                || array.elementType() instanceof NullType));
  }

  /**
   * The type of an argument once Spark has cast it: arrays of other numbers take the element type
   * of {@code other}, so that {@code array(0.1, 0.2)} means the same floats as the column that it
   * is compared with.
   *
   * @return null if the argument cannot be a vector
   */
  static DataType castType(DataType type, DataType other) {
    if (of(type) != null) {
      return type;
    } else if (canBecomeVector(type)) {
      VectorDataType vectors = of(other);
      boolean toFloat = vectors == FLOATS || vectors == PACKED;
      return DataTypes.createArrayType(toFloat ? DataTypes.FloatType : DataTypes.DoubleType, true);
    }
    return null;
  }

  /** Whether values hold 32-bit floats; else 64-bit ones. */
  public boolean holdsFloats() {
    return this == FLOATS || this == PACKED;
  }

  /**
   * Widens a vector of this type.
   *
   * @param value a value in Spark's internal form
   * @return null if the value is null or has a NULL element
   * @throws VectorDbException if a BINARY has a length that is no multiple of 4
   */
  public double[] read(Object value) {
    if (value == null) {
      return null;
    }
    return switch (this) {
      case FLOATS -> {
        ArrayData array = (ArrayData) value;
        yield hasNull(array) ? null : widen(array.toFloatArray());
      }
      case DOUBLES -> {
        ArrayData array = (ArrayData) value;
        yield hasNull(array) ? null : array.toDoubleArray();
      }
      case PACKED -> widen(PackedFloats.unpack((byte[]) value));
      case ML_VECTOR -> mlVector((InternalRow) value);
    };
  }

  /** Whether an element of {@code array} is NULL. */
  public static boolean hasNull(ArrayData array) {
    int elements = array.numElements();
    if (array instanceof UnsafeArrayData unsafe) {
      // The number of elements comes first, then a bit for each of them.
      return BitSetMethods.anySet(
          unsafe.getBaseObject(),
          unsafe.getBaseOffset() + Long.BYTES,
          (elements + Long.SIZE - 1) / Long.SIZE);
    }
    for (int i = 0; i < elements; i++) {
      if (array.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }

  /** The elements of an ML Vector, a struct of type, size, indices and values. */
  private static double[] mlVector(InternalRow vector) {
    double[] values = vector.getArray(3).toDoubleArray();
    if (vector.getByte(0) == DENSE) {
      return values;
    }
    double[] dense = new double[vector.getInt(1)];
    int[] indices = vector.getArray(2).toIntArray();
    for (int i = 0; i < indices.length; i++) {
      dense[indices[i]] = values[i];
    }
    return dense;
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}

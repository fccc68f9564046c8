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

import io.vectordb.kernels.VectorKernels;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.Platform;

/**
 * The vector that is one argument of a score, read for row after row into the same memory. One
 * thread uses it at a time.
 */
public final class VectorArgument {
  private final VectorDataType type;
  private final boolean isConstant;

  /** The value of the vector that is here, if it is constant. */
  private Object constant;

  private int dimension;
  private boolean hasFloats;
  private float[] floats = new float[0];
  private double[] doubles = new double[0];
  private double squaredNorm;
  private boolean hasSquaredNorm;

  /**
   * @param isConstant whether an object that comes again has the elements that it had
   */
  public VectorArgument(VectorDataType type, boolean isConstant) {
    this.type = type;
    this.isConstant = isConstant;
  }

  /**
   * Takes the vector of the next row.
   *
   * @param value a value in Spark's internal form
   * @return false if the value is null or has a NULL element
   * @throws io.vectordb.errors.VectorDbException if a BINARY has a length that is no multiple of 4
   */
  public boolean read(Object value) {
    if (isConstant && constant != null && constant == value) {
      return true;
    }
    constant = null;
    hasSquaredNorm = false;
    boolean isVector = value != null && copy(value);
    if (isConstant && isVector) {
      constant = value;
    }
    return isVector;
  }

  private boolean copy(Object value) {
    return switch (type) {
      case FLOATS -> copyFloats((ArrayData) value);
      case DOUBLES -> copyDoubles((ArrayData) value);
      case PACKED -> {
        byte[] bytes = (byte[]) value;
        beginFloats(PackedFloats.count(bytes));
        PackedFloats.unpack(bytes, floats);
        yield true;
      }
      case ML_VECTOR -> {
        setDoubles(type.read(value));
        yield true;
      }
    };
  }

  private boolean copyFloats(ArrayData value) {
    ArrayData array = flat(value);
    if (VectorDataType.hasNull(array)) {
      return false;
    } else if (array instanceof UnsafeArrayData elements) {
      beginFloats(elements.numElements());
      copy(elements, floats, Platform.FLOAT_ARRAY_OFFSET, Float.BYTES);
    } else {
      floats = array.toFloatArray();
      hasFloats = true;
      dimension = floats.length;
    }
    return true;
  }

  private boolean copyDoubles(ArrayData value) {
    ArrayData array = flat(value);
    if (VectorDataType.hasNull(array)) {
      return false;
    } else if (array instanceof UnsafeArrayData elements) {
      hasFloats = false;
      dimension = elements.numElements();
      if (doubles.length < dimension) {
        doubles = new double[dimension];
      }
      copy(elements, doubles, Platform.DOUBLE_ARRAY_OFFSET, Double.BYTES);
    } else {
      setDoubles(array.toDoubleArray());
    }
    return true;
  }

  /**
   * An array of a column asks the column for every element whether it is NULL; its copy is made
   * from all elements at once, and has their NULLs as bits.
   */
  private static ArrayData flat(ArrayData array) {
    return array instanceof ColumnarArray ? array.copy() : array;
  }

  private void copy(UnsafeArrayData from, Object to, int offset, int elementBytes) {
    long elements = from.getBaseOffset() + UnsafeArrayData.calculateHeaderPortionInBytes(dimension);
    Platform.copyMemory(
        from.getBaseObject(), elements, to, offset, (long) dimension * elementBytes);
  }

  private void beginFloats(int count) {
    hasFloats = true;
    dimension = count;
    if (floats.length < count) {
      floats = new float[count];
    }
  }

  private void setDoubles(double[] elements) {
    hasFloats = false;
    dimension = elements.length;
    doubles = elements;
  }

  /** Elements of the vector. */
  public int dimension() {
    return dimension;
  }

  /** Whether the elements are {@link #floats}, else they are {@link #doubles}. */
  public boolean hasFloats() {
    return hasFloats;
  }

  /** The elements are the first {@link #dimension}. */
  public float[] floats() {
    return floats;
  }

  /** As {@link #floats}. */
  public double[] doubles() {
    return doubles;
  }

  /** The squared norm, computed once for a constant. */
  double squaredNorm(VectorKernels kernels) {
    if (!hasSquaredNorm) {
      squaredNorm =
          hasFloats
              ? kernels.squaredNorm(floats, 0, dimension)
              : kernels.squaredNorm(doubles, 0, dimension);
      hasSquaredNorm = true;
    }
    return squaredNorm;
  }
}

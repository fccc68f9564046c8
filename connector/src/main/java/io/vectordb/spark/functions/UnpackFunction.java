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
import io.vectordb.spark.errors.TaskErrors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;

/** {@code vector_unpack(binary)}: BINARY to ARRAY&lt;FLOAT&gt;. */
public final class UnpackFunction implements UnboundFunction, ScalarFunction<ArrayData> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "vector_unpack";
  }

  @Override
  public String canonicalName() {
    return VectorFunctions.CANONICAL_PREFIX + name();
  }

  @Override
  public String description() {
    return "vector_unpack(binary) - ARRAY<FLOAT>: the floats that vector_pack packed";
  }

  @Override
  public BoundFunction bind(StructType arguments) {
    boolean fits =
        arguments.length() == 1
            && (arguments.fields()[0].dataType() instanceof BinaryType
                || arguments.fields()[0].dataType() instanceof NullType);
    if (!fits) {
      throw new UnsupportedOperationException(
          "vector_unpack takes a BINARY, but was called with " + arguments.sql());
    }
    return this;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.BinaryType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.createArrayType(DataTypes.FloatType, false);
  }

  @Override
  public ArrayData produceResult(InternalRow arguments) {
    return arguments.isNullAt(0) ? null : invoke(arguments.getBinary(0));
  }

  public ArrayData invoke(byte[] packed) {
    try {
      return packed == null
          ? null
          : UnsafeArrayData.fromPrimitiveArray(PackedFloats.unpack(packed));
    } catch (VectorDbException e) {
      throw TaskErrors.of(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnpackFunction;
  }

  @Override
  public int hashCode() {
    return UnpackFunction.class.hashCode();
  }
}

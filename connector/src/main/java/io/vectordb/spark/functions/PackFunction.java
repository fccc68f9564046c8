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

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code vector_pack(array)}: ARRAY&lt;FLOAT&gt; to BINARY; NULL if the array or an element is
 * NULL.
 */
public final class PackFunction implements UnboundFunction, ScalarFunction<byte[]> {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "vector_pack";
  }

  @Override
  public String canonicalName() {
    return VectorFunctions.CANONICAL_PREFIX + name();
  }

  @Override
  public String description() {
    return "vector_pack(array) - BINARY: the floats of an ARRAY<FLOAT>, packed, little-endian";
  }

  @Override
  public BoundFunction bind(StructType arguments) {
    boolean fits =
        arguments.length() == 1
            && (VectorDataType.of(arguments.fields()[0].dataType()) == VectorDataType.FLOATS
                || VectorDataType.canBecomeVector(arguments.fields()[0].dataType()));
    if (!fits) {
      throw new UnsupportedOperationException(
          "vector_pack takes an ARRAY<FLOAT>, but was called with " + arguments.sql());
    }
    return this;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.createArrayType(DataTypes.FloatType, true)};
  }

  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  @Override
  public byte[] produceResult(InternalRow arguments) {
    return arguments.isNullAt(0) ? null : invoke(arguments.getArray(0));
  }

  public byte[] invoke(ArrayData array) {
    return array == null || VectorDataType.hasNull(array)
        ? null
        : PackedFloats.pack(array.toFloatArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackFunction;
  }

  @Override
  public int hashCode() {
    return PackFunction.class.hashCode();
  }
}

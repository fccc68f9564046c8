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

import io.vectordb.table.schema.PartitionTransform;
import java.math.BigInteger;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.Reducer;
import org.apache.spark.sql.connector.catalog.functions.ReducibleFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code bucket(n, column)} for columns of one type. */
record BucketFunction(DataType type)
    implements ScalarFunction<Integer>, ReducibleFunction<Integer, Integer> {
  @Override
  public String name() {
    return "bucket";
  }

  @Override
  public String canonicalName() {
    return VectorFunctions.CANONICAL_PREFIX + "bucket(" + type.catalogString() + ")";
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.IntegerType, type};
  }

  @Override
  public DataType resultType() {
    return DataTypes.IntegerType;
  }

  @Override
  public Integer produceResult(InternalRow arguments) {
    return arguments.isNullAt(1)
        ? null
        : PartitionValues.of(
            new PartitionTransform.Bucket(arguments.getInt(0)), type, arguments.get(1, type));
  }

  /** A bucket of n lies in one of m if m divides n, so both sides can be joined by such. */
  @Override
  public Reducer<Integer, Integer> reducer(
      int buckets, ReducibleFunction<?, ?> other, int otherBuckets) {
    int common = BigInteger.valueOf(buckets).gcd(BigInteger.valueOf(otherBuckets)).intValue();
    boolean helps = equals(other) && common > 1 && common != buckets;
    return helps ? new PartitionReducer(bucket -> bucket % common) : null;
  }
}

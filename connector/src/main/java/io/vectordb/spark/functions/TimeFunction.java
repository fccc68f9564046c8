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

import io.vectordb.table.schema.PartitionTransform.Time;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.Reducer;
import org.apache.spark.sql.connector.catalog.functions.ReducibleFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code years}, {@code months}, {@code days} or {@code hours} of columns of one type. */
record TimeFunction(Time time, DataType type)
    implements ScalarFunction<Integer>, ReducibleFunction<Integer, Integer> {
  @Override
  public String name() {
    return time.toString();
  }

  @Override
  public String canonicalName() {
    return VectorFunctions.CANONICAL_PREFIX + time + "(" + type.catalogString() + ")";
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {type};
  }

  @Override
  public DataType resultType() {
    return DataTypes.IntegerType;
  }

  @Override
  public Integer produceResult(InternalRow arguments) {
    return arguments.isNullAt(0) ? null : PartitionValues.of(time, type, arguments.get(0, type));
  }

  /** An hour lies in one day, a day in one month, a month in one year. */
  @Override
  public Reducer<Integer, Integer> reducer(ReducibleFunction<?, ?> other) {
    return other instanceof TimeFunction coarser
            && coarser.type.equals(type)
            && coarser.time.compareTo(time) < 0
        ? new PartitionReducer(number -> coarser.time.of(time, number))
        : null;
  }
}

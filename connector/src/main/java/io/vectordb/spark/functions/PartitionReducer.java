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

import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.connector.catalog.functions.Reducer;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Makes partition values of finer ones; NULL stays NULL. */
record PartitionReducer(IntUnaryOperator reduction) implements Reducer<Integer, Integer> {
  @Override
  public Integer reduce(Integer value) {
    return value == null ? null : (Integer) reduction.applyAsInt(value);
  }

  /** Spark 4.1 does not ask for it. */
  @Override
  public DataType resultType() {
    return DataTypes.IntegerType;
  }
}

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
package io.vectordb.spark.plan;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Casts that do not change how values compare: to a wider integer, from FLOAT to DOUBLE. */
public final class WideningCast {
  private static final List<DataType> INTEGERS =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  private WideningCast() {}

  /** Whether a cast between these types is one. */
  public static boolean isOf(DataType from, DataType to) {
    return from.equals(DataTypes.FloatType)
        ? to.equals(DataTypes.DoubleType)
        : INTEGERS.contains(from) && INTEGERS.indexOf(to) > INTEGERS.indexOf(from);
  }
}

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
package io.vectordb.spark.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionedTasksTest {
  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(7L, DataTypes.ByteType, (byte) 7),
        Arguments.of(7L, DataTypes.ShortType, (short) 7),
        Arguments.of(7L, DataTypes.IntegerType, 7),
        Arguments.of(7L, DataTypes.DateType, 7),
        Arguments.of(7L, DataTypes.createYearMonthIntervalType(), 7),
        Arguments.of(7L, DataTypes.LongType, 7L),
        Arguments.of(7L, DataTypes.TimestampType, 7L),
        Arguments.of(0.5, DataTypes.FloatType, 0.5f),
        Arguments.of(0.5, DataTypes.DoubleType, 0.5),
        Arguments.of(true, DataTypes.BooleanType, true),
        Arguments.of("a", DataTypes.StringType, UTF8String.fromString("a")),
        Arguments.of(null, DataTypes.StringType, null));
  }

  @ParameterizedTest
  @MethodSource("values")
  void scalarsBecomeSparksValues(Object scalar, DataType type, Object expected) {
    assertEquals(expected, PartitionedTasks.value(scalar, type));
  }

  @Test
  void decimalsHaveTheScaleOfTheColumn() {
    Decimal value =
        (Decimal) PartitionedTasks.value(new BigDecimal("7.5"), DataTypes.createDecimalType(10, 2));
    assertEquals(new BigDecimal("7.50"), value.toJavaBigDecimal());
    assertEquals(10, value.precision());
  }
}

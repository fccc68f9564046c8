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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.vectordb.testing.Seed;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ScalarJsonTest {
  private static Object roundTrip(ScalarKind kind, Object value) {
    String text = Json.text(ScalarJson.encode(kind, value));
    return ScalarJson.decode(kind, Json.parse(text));
  }

  @Test
  void everyKindKeepsValueAndClass() {
    for (boolean value : new boolean[] {true, false}) {
      assertEquals(value, roundTrip(ScalarKind.BOOLEAN, value));
    }
    for (long value : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53}) {
      assertEquals(value, roundTrip(ScalarKind.LONG, value));
    }
    for (String value : List.of("0", "-1.50", "1E+3", "12345678901234567890123456789012345.678")) {
      assertEquals(new BigDecimal(value), roundTrip(ScalarKind.DECIMAL, new BigDecimal(value)));
    }
    for (String value : List.of("", "NaN", "\u00e4\ud83d\ude00\u2028\n\r\"\\\u0000")) {
      assertEquals(value, roundTrip(ScalarKind.STRING, value));
    }
    for (byte[] value : new byte[][] {{}, {0, -1, 127, -128}}) {
      assertArrayEquals(value, (byte[]) roundTrip(ScalarKind.BINARY, value));
    }
    for (ScalarKind kind : ScalarKind.values()) {
      assertNull(roundTrip(kind, null));
    }
  }

  @Test
  void doublesKeepTheirBits() {
    long seed = Seed.of(ScalarJsonTest.class);
    DoubleStream special =
        DoubleStream.of(
            0.0,
            -0.0,
            1,
            1e300,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            0.1,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            16777216f);
    DoubleStream random = new Random(seed).longs(10_000).mapToDouble(Double::longBitsToDouble);
    DoubleStream.concat(special, random)
        .forEach(
            value -> {
              double read = (Double) roundTrip(ScalarKind.DOUBLE, value);
              assertEquals(Double.doubleToLongBits(value), Double.doubleToLongBits(read));
            });
  }

  @Test
  void wrongTypesAreRefused() {
    JsonNode text = Json.parse("\"x\"");
    JsonNode number = Json.parse("1.5");
    for (ScalarKind kind : List.of(ScalarKind.BOOLEAN, ScalarKind.LONG, ScalarKind.DOUBLE)) {
      assertThrows(IllegalArgumentException.class, () -> ScalarJson.decode(kind, text));
    }
    for (ScalarKind kind : ScalarKind.values()) {
      if (kind != ScalarKind.DOUBLE) {
        assertThrows(IllegalArgumentException.class, () -> ScalarJson.decode(kind, number));
      }
    }
  }
}

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
package io.vectordb.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.testing.Seed;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Which files may hold one of many keys. */
class KeyRangesTest {
  private static final TableSchema SCHEMA =
      new TableSchema(
          new Schema(
              List.of(
                  Field.nullable("LONG", new ArrowType.Int(64, true)),
                  Field.nullable(
                      "DOUBLE", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
                  Field.nullable("DECIMAL", new ArrowType.Decimal(20, 2, 128)),
                  Field.nullable("STRING", ArrowType.Utf8.INSTANCE),
                  Field.nullable("BINARY", ArrowType.Binary.INSTANCE))));

  private final long seed = Seed.of(KeyRangesTest.class);
  private final Random random = new Random(seed);

  /** Whether a file with all values from {@code min} to {@code max} may hold a key. */
  private static boolean mayHold(KeyRanges keys, ScalarKind kind, Object min, Object max) {
    DataFile file =
        new DataFile(
            "data/f.arrow",
            Map.of(),
            10,
            100,
            0,
            Map.of(kind.name(), new ColumnStats(min, max, 0, 0, false)),
            Map.of(),
            Map.of());
    return new FileSkipping(SCHEMA, Map.of()).mayMatch(keys.filter(kind.name(), kind), file);
  }

  private static Object key(ScalarKind kind, long n) {
    return switch (kind) {
      case LONG -> n;
      case DOUBLE -> n / 8.0;
      case DECIMAL -> BigDecimal.valueOf(n, 2);
      case STRING, BINARY -> ("é" + n).getBytes(StandardCharsets.UTF_8);
      default -> throw new AssertionError(kind);
    };
  }

  private static Object literal(ScalarKind kind, long n) {
    return kind == ScalarKind.STRING ? "é" + n : key(kind, n);
  }

  @Test
  void everyKeyIsFound() {
    for (ScalarKind kind : List.of(ScalarKind.values())) {
      if (kind == ScalarKind.BOOLEAN) {
        continue;
      }
      for (int size : new int[] {1, 10, KeyRanges.MAX_RANGES, 5 * KeyRanges.MAX_RANGES}) {
        List<Long> numbers = new ArrayList<>();
        KeyRanges[] parts = {new KeyRanges(), new KeyRanges(), new KeyRanges()};
        for (int i = 0; i < size; i++) {
          long number = random.nextInt(10 * size) - 5L * size;
          numbers.add(number);
          parts[random.nextInt(parts.length)].add(key(kind, number));
        }
        KeyRanges keys = new KeyRanges();
        for (KeyRanges part : parts) {
          keys.addAll(part);
        }
        for (long number : numbers) {
          Object value = literal(kind, number);
          assertTrue(mayHold(keys, kind, value, value), () -> "seed " + seed + ": " + value);
        }
        if (size <= KeyRanges.MAX_RANGES) {
          for (long number = -6L * size; number < 6L * size; number++) {
            Object value = literal(kind, number);
            assertEquals(numbers.contains(number), mayHold(keys, kind, value, value));
          }
        }
      }
    }
  }

  @Test
  void gapsStay() {
    List<Long> numbers = new ArrayList<>();
    LongFunction<LongStream> near = start -> LongStream.range(start, start + 3000).map(n -> 2 * n);
    near.apply(0).forEach(numbers::add);
    near.apply(1_000_000).forEach(numbers::add);
    Collections.shuffle(numbers, random);
    KeyRanges keys = new KeyRanges();
    numbers.forEach(keys::add);
    assertFalse(mayHold(keys, ScalarKind.LONG, 6000L, 1_999_999L), () -> "seed " + seed);
    assertFalse(mayHold(keys, ScalarKind.LONG, -9L, -1L));
    assertFalse(mayHold(keys, ScalarKind.LONG, 2_006_000L, Long.MAX_VALUE));
    assertTrue(mayHold(keys, ScalarKind.LONG, -9L, 0L));
  }

  @Test
  void rangesOverlap() {
    KeyRanges keys = new KeyRanges();
    KeyRanges many = new KeyRanges();
    LongStream.range(0, 2000).forEach(keys::add);
    LongStream.range(1000, 4000).forEach(many::add);
    keys.addAll(many);
    for (long n = 0; n < 4000; n++) {
      assertTrue(mayHold(keys, ScalarKind.LONG, n, n));
    }
    assertFalse(mayHold(keys, ScalarKind.LONG, 4000L, 9000L));
    assertFalse(mayHold(keys, ScalarKind.LONG, -9000L, -1L));
  }

  @Test
  void noKeyIsInNoFileAndAnythingInEvery() {
    KeyRanges keys = new KeyRanges();
    assertTrue(keys.isEmpty());
    assertFalse(mayHold(keys, ScalarKind.LONG, 0L, 9L));
    KeyRanges anything = new KeyRanges();
    anything.addAnything();
    keys.addAll(anything);
    keys.add(5L);
    assertFalse(keys.isEmpty());
    assertTrue(mayHold(keys.copy(), ScalarKind.LONG, 100L, 100L));
  }

  @Test
  void nansAndZerosAreEqual() {
    KeyRanges keys = new KeyRanges();
    keys.add(-0.0);
    assertTrue(mayHold(keys, ScalarKind.DOUBLE, 0.0, 0.0));
    assertFalse(mayHold(keys, ScalarKind.DOUBLE, 0.5, 9.0));
    keys.add(Double.NaN);
    DataFile nans =
        new DataFile(
            "data/f.arrow",
            Map.of(),
            10,
            100,
            0,
            Map.of("DOUBLE", new ColumnStats(0.5, 9.0, 0, 1, false)),
            Map.of(),
            Map.of());
    assertTrue(
        new FileSkipping(SCHEMA, Map.of())
            .mayMatch(keys.filter("DOUBLE", ScalarKind.DOUBLE), nans));
  }
}

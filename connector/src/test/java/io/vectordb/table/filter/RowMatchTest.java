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
package io.vectordb.table.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter.And;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Constant;
import io.vectordb.table.filter.Filter.In;
import io.vectordb.table.filter.Filter.IsNull;
import io.vectordb.table.filter.Filter.Matches;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Or;
import io.vectordb.table.filter.Filter.Position;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.testing.Seed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** What the log proves about the rows of a file, against the rows themselves. */
class RowMatchTest {
  private static final FileSkipping SKIPPING =
      new FileSkipping(
          new TableSchema(
              new Schema(
                  List.of(
                      Field.nullable(
                          "d", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
                      Field.nullable("s", ArrowType.Utf8.INSTANCE)))),
          Map.of());
  private static final List<Double> NUMBERS = List.of(-1.0, 0.0, 2.5, 7.0, Double.NaN);
  private static final List<String> TEXTS = List.of("", "a", "ab", "abc", "b", "\u00e9");

  @Test
  void randomConditionsOnRandomFiles() {
    long seed = Seed.of(RowMatchTest.class);
    Random random = new Random(seed);
    Map<RowMatch, Integer> seen = new EnumMap<>(RowMatch.class);
    for (int i = 0; i < 20_000; i++) {
      List<Map<String, Object>> rows = rows(random);
      Filter filter = filter(random, 3);
      RowMatch match = SKIPPING.match(filter, file(rows));
      long satisfying =
          rows.stream().filter(row -> Boolean.TRUE.equals(value(filter, row))).count();
      String message = filter + " over " + rows + ", seed " + seed;
      if (match == RowMatch.ALL) {
        assertEquals(rows.size(), satisfying, message);
      } else if (match == RowMatch.NONE) {
        assertEquals(0, satisfying, message);
      }
      assertEquals(match != RowMatch.NONE, SKIPPING.mayMatch(filter, file(rows)), message);
      seen.merge(match, 1, Integer::sum);
    }
    assertEquals(3, seen.size(), "an answer never came: " + seen);
  }

  @Test
  void aPartitionDecidesConditionsOnItsColumns() {
    List<Map<String, Object>> rows =
        List.of(Map.of("s", "a", "d", 1.0), Map.of("s", "a", "d", 2.0));
    Filter isA = new Compare("s", Operator.EQUAL, "a");
    assertEquals(RowMatch.ALL, SKIPPING.match(isA, file(rows)));
    assertEquals(RowMatch.NONE, SKIPPING.match(new Not(isA), file(rows)));
    Filter mixed = new And(isA, new Compare("d", Operator.GREATER, 1.0));
    assertEquals(RowMatch.SOME, SKIPPING.match(mixed, file(rows)));
    assertEquals(RowMatch.ALL, SKIPPING.match(new Matches("s", Position.PREFIX, "a"), file(rows)));
  }

  @Test
  void aColumnWithoutStatisticsProvesNothing() {
    DataFile unknown = new DataFile("f", Map.of(), 3, 1, 0, Map.of(), Map.of(), Map.of());
    for (Filter filter :
        List.of(
            new IsNull("x"), new Compare("x", Operator.LESS, 1L), new In("x", List.of(1L, 2L)))) {
      assertEquals(RowMatch.SOME, SKIPPING.match(filter, unknown), filter.toString());
      assertEquals(RowMatch.SOME, SKIPPING.match(new Not(filter), unknown));
    }
    assertTrue(SKIPPING.mayMatch(new Constant(true), unknown));
    assertFalse(SKIPPING.mayMatch(new Constant(false), unknown));
  }

  private static List<Map<String, Object>> rows(Random random) {
    List<Map<String, Object>> rows = new ArrayList<>();
    int kinds = 1 + random.nextInt(3);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      Map<String, Object> row = new HashMap<>();
      row.put("d", random.nextInt(4) == 0 ? null : NUMBERS.get(random.nextInt(kinds + 2)));
      row.put("s", random.nextInt(4) == 0 ? null : TEXTS.get(random.nextInt(kinds + 3)));
      rows.add(row);
    }
    return rows;
  }

  private static Filter filter(Random random, int depth) {
    boolean isText = random.nextBoolean();
    String column = isText ? "s" : "d";
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 -> new IsNull(column);
      case 1 ->
          new Compare(
              column,
              Operator.values()[random.nextInt(Operator.values().length)],
              literal(random, isText));
      case 2 -> new In(column, List.of(literal(random, isText), literal(random, isText)));
      case 3 ->
          new Matches("s", Position.values()[random.nextInt(3)], (String) literal(random, true));
      case 4 -> new And(filter(random, depth - 1), filter(random, depth - 1));
      case 5 -> new Or(filter(random, depth - 1), filter(random, depth - 1));
      default -> new Not(filter(random, depth - 1));
    };
  }

  private static Object literal(Random random, boolean isText) {
    return isText
        ? TEXTS.get(random.nextInt(TEXTS.size()))
        : NUMBERS.get(random.nextInt(NUMBERS.size()));
  }

  /** A file of these rows, with the statistics that a writer records. */
  private static DataFile file(List<Map<String, Object>> rows) {
    return new DataFile(
        "f",
        Map.of(),
        rows.size(),
        1,
        0,
        Map.of("d", stats(rows, "d"), "s", stats(rows, "s")),
        Map.of(),
        Map.of());
  }

  private static ColumnStats stats(List<Map<String, Object>> rows, String column) {
    Object min = null;
    Object max = null;
    long nulls = 0;
    long nans = 0;
    for (Map<String, Object> row : rows) {
      Object value = row.get(column);
      if (value == null) {
        nulls++;
      } else if (value instanceof Double d && d.isNaN()) {
        nans++;
      } else {
        min = min == null || Scalars.compare(value, min) < 0 ? value : min;
        max = max == null || Scalars.compare(value, max) > 0 ? value : max;
      }
    }
    return new ColumnStats(min, max, nulls, nans, false);
  }

  /** The truth value of a condition, null for NULL. */
  private static Boolean value(Filter filter, Map<String, Object> row) {
    if (filter instanceof And f) {
      return and(value(f.left(), row), value(f.right(), row));
    } else if (filter instanceof Or f) {
      return not(and(not(value(f.left(), row)), not(value(f.right(), row))));
    } else if (filter instanceof Not f) {
      return not(value(f.filter(), row));
    } else if (filter instanceof IsNull f) {
      return row.get(f.column()) == null;
    }
    Object found = row.get(filter.columns().iterator().next());
    if (found == null) {
      return null;
    } else if (filter instanceof Compare f) {
      return f.operator().accepts(Scalars.compare(found, f.literal()));
    } else if (filter instanceof In f) {
      return f.literals().stream().anyMatch(literal -> Scalars.compare(found, literal) == 0);
    }
    Matches f = (Matches) filter;
    return switch (f.position()) {
      case PREFIX -> ((String) found).startsWith(f.text());
      case SUFFIX -> ((String) found).endsWith(f.text());
      case ANYWHERE -> ((String) found).contains(f.text());
    };
  }

  private static Boolean and(Boolean left, Boolean right) {
    if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
      return false;
    }
    return left == null || right == null ? null : Boolean.TRUE;
  }

  private static Boolean not(Boolean value) {
    return value == null ? null : !value;
  }
}

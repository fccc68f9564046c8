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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFileWriter;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.IsNull;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.RowMatch;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import io.vectordb.table.schema.SchemaEvolution.Position;
import io.vectordb.testing.Seed;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of columns between random writes, against rows in memory. */
class RandomEvolutionTest {
  private static final List<ArrowType> TYPES =
      List.of(
          integer(8),
          integer(16),
          integer(32),
          integer(64),
          new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
          new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
          new ArrowType.Decimal(6, 2, 128),
          new ArrowType.Decimal(25, 4, 128),
          new ArrowType.Date(DateUnit.DAY),
          new ArrowType.Timestamp(TimeUnit.MICROSECOND, null),
          ArrowType.Utf8.INSTANCE,
          ArrowType.Bool.INSTANCE,
          ArrowType.Binary.INSTANCE);

  @TempDir Path directory;

  private final long seed = Seed.of(RandomEvolutionTest.class);
  private final Random random = new Random(seed);

  /** The columns by name, in order, and the rows, by the same names. */
  private final Map<String, ArrowType> columns = new LinkedHashMap<>();

  private List<Map<String, Object>> rows = new ArrayList<>();
  private int names;

  private static ArrowType integer(int bits) {
    return new ArrowType.Int(bits, true);
  }

  @Test
  void rowsAreThoseOfTheModel() {
    columns.put("c0", integer(32));
    Table table = create();
    Map<Long, List<Map<String, Object>>> past = new HashMap<>();
    Map<Long, List<String>> pastColumns = new HashMap<>();
    for (int step = 0; step < 120; step++) {
      int choice = random.nextInt(12);
      if (choice == 0) {
        // All files are small, so that they become one, with the rows in their order.
        Compaction.of(table).run();
      } else if (choice < 5) {
        append(table);
      } else {
        change(table);
      }
      Snapshot now = Table.at(directory.toString()).snapshot();
      String message = "step " + step + ", seed " + seed;
      assertEquals(new ArrayList<>(columns.keySet()), now.schema().names(), message);
      assertRows(table, now, rows, message);
      past.put(now.version(), copy(rows));
      pastColumns.put(now.version(), List.copyOf(columns.keySet()));
    }
    for (long version : past.keySet()) {
      Snapshot then = table.snapshot(version);
      assertEquals(pastColumns.get(version), then.schema().names());
      assertRows(table, then, past.get(version), "version " + version + ", seed " + seed);
    }
  }

  private static List<Map<String, Object>> copy(List<Map<String, Object>> rows) {
    List<Map<String, Object>> copy = new ArrayList<>();
    rows.forEach(row -> copy.add(new HashMap<>(row)));
    return copy;
  }

  private Table create() {
    Table table = Table.at(directory.toString());
    Schema schema = new Schema(List.of(Field.nullable("c0", columns.get("c0"))));
    table
        .begin("CREATE", Map.of())
        .create(
            new TableMetadata(
                UUID.randomUUID().toString(), new TableSchema(schema), List.of(), Map.of(), 1))
        .commit();
    names = 1;
    return table;
  }

  private void change(Table table) {
    Transaction transaction = table.begin("ALTER", Map.of());
    SchemaEvolution evolution = SchemaEvolution.of(transaction.base().orElseThrow().metadata());
    List<String> known = new ArrayList<>(columns.keySet());
    String name = known.get(random.nextInt(known.size()));
    switch (random.nextInt(known.size() < 3 ? 2 : 6)) {
      case 0, 1 -> add(evolution);
      case 2 -> {
        evolution.drop(List.of(name));
        columns.remove(name);
        rows.forEach(row -> row.remove(name));
      }
      case 3 -> {
        // Old names come back, so that names and names in files differ.
        String newName = "c" + random.nextInt(names + 1);
        if (!columns.containsKey(newName)) {
          evolution.rename(List.of(name), newName);
          rename(name, newName);
        }
      }
      case 4 -> {
        evolution.move(List.of(name), new Position.First());
        ArrowType type = columns.remove(name);
        Map<String, ArrowType> rest = new LinkedHashMap<>(columns);
        columns.clear();
        columns.put(name, type);
        columns.putAll(rest);
      }
      default -> widen(evolution, name);
    }
    transaction.alter(evolution.metadata()).commit();
  }

  private void add(SchemaEvolution evolution) {
    String name = "c" + random.nextInt(names + 1);
    if (columns.containsKey(name)) {
      return;
    }
    names++;
    ArrowType type = TYPES.get(random.nextInt(TYPES.size()));
    Object existing = random.nextBoolean() ? null : value(type);
    evolution.add(
        List.of(), new Field(name, FieldType.nullable(type), null), existing, new Position.Last());
    columns.put(name, type);
    rows.forEach(row -> row.put(name, existing));
  }

  private void rename(String name, String newName) {
    Map<String, ArrowType> renamed = new LinkedHashMap<>();
    columns.forEach((column, type) -> renamed.put(column.equals(name) ? newName : column, type));
    columns.clear();
    columns.putAll(renamed);
    rows.forEach(row -> row.put(newName, row.remove(name)));
  }

  private void widen(SchemaEvolution evolution, String name) {
    ArrowType from = columns.get(name);
    ArrowType to = TYPES.get(random.nextInt(TYPES.size()));
    Optional<Function<Object, Object>> conversion = conversion(from, to);
    if (conversion.isEmpty()) {
      return;
    }
    evolution.widen(List.of(name), to);
    columns.put(name, to);
    rows.forEach(row -> row.computeIfPresent(name, (n, value) -> conversion.get().apply(value)));
  }

  /** The changes of types that are allowed between {@link #TYPES}, written down once more. */
  private static Optional<Function<Object, Object>> conversion(ArrowType from, ArrowType to) {
    int a = TYPES.indexOf(from);
    int b = TYPES.indexOf(to);
    if ((a < 4 && b < 4 && a < b) || (a == 4 && b == 5)) {
      return Optional.of(value -> value);
    } else if (a < 3 && b == 5) {
      return Optional.of(value -> (double) (Long) value);
    } else if ((a == 0 && b == 6) || (a < 4 && b == 7)) {
      return Optional.of(value -> new BigDecimal((Long) value));
    } else if (a == 6 && b == 7) {
      return Optional.of(value -> value);
    } else if (a == 8 && b == 9) {
      return Optional.of(value -> (Long) value * 86_400_000_000L);
    }
    return Optional.empty();
  }

  private Object value(ArrowType type) {
    return switch (TYPES.indexOf(type)) {
      case 0 -> (long) (byte) random.nextInt();
      case 1 -> (long) (short) random.nextInt();
      case 2 -> (long) random.nextInt();
      case 3 -> random.nextLong();
      case 4 -> random.nextInt(5) == 0 ? Double.NaN : (double) (float) random.nextGaussian();
      case 5 -> random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
      case 6 -> BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, 2);
      case 7 -> BigDecimal.valueOf(random.nextLong(), 4);
      case 8 -> (long) random.nextInt(40_000) - 20_000;
      case 9 -> random.nextLong() >> 10;
      case 10 -> "text " + random.nextInt(20);
      case 11 -> random.nextBoolean();
      default -> new byte[] {(byte) random.nextInt(), (byte) random.nextInt()};
    };
  }

  private void append(Table table) {
    Transaction transaction = table.begin("APPEND", Map.of());
    TableSchema schema = transaction.base().orElseThrow().schema();
    int count = 1 + random.nextInt(5);
    String path = "data/" + UUID.randomUUID() + ".arrow";
    try (BufferAllocator allocator = new RootAllocator();
        DataFileWriter writer = new DataFileWriter(table.store(), schema, path, Map.of());
        VectorSchemaRoot root = VectorSchemaRoot.create(schema.arrow(), allocator)) {
      root.allocateNew();
      for (int i = 0; i < count; i++) {
        Map<String, Object> row = new HashMap<>();
        for (Map.Entry<String, ArrowType> column : columns.entrySet()) {
          Object value = random.nextInt(5) == 0 ? null : value(column.getValue());
          row.put(column.getKey(), value);
          if (value != null) {
            ScalarWriter.of(root.getVector(column.getKey())).set(i, value);
          }
        }
        rows.add(row);
      }
      root.setRowCount(count);
      writer.write(root);
      transaction.add(writer.finish()).commit();
    }
  }

  private void assertRows(
      Table table, Snapshot snapshot, List<Map<String, Object>> expected, String message) {
    assertEquals(expected.size(), snapshot.rowCount());
    List<String> names = snapshot.schema().names();
    assertSame(expected, scan(table, snapshot, Filter.all(List.of())), names, message);
    for (String name : names) {
      Filter filter = filter(snapshot, name, expected);
      List<Map<String, Object>> wanted =
          expected.stream().filter(row -> matches(filter, row.get(name))).toList();
      assertSame(wanted, scan(table, snapshot, filter), names, filter + ", " + message);
      int first = 0;
      for (DataFile file : snapshot.files()) {
        int end = first + (int) file.rows();
        long found =
            expected.subList(first, end).stream()
                .filter(row -> matches(filter, row.get(name)))
                .count();
        RowMatch match = snapshot.match(filter).apply(file);
        assertTrue(match != RowMatch.NONE || found == 0, filter + ", " + message);
        assertTrue(match != RowMatch.ALL || found == file.rows(), filter + ", " + message);
        first = end;
      }
    }
  }

  private Filter filter(Snapshot snapshot, String name, List<Map<String, Object>> rows) {
    ArrowType type = snapshot.schema().field(name).orElseThrow().getType();
    Object literal =
        rows.isEmpty() || random.nextBoolean()
            ? value(type)
            : rows.get(random.nextInt(rows.size())).get(name);
    if (literal == null) {
      return new IsNull(name);
    }
    return new Compare(name, Operator.values()[random.nextInt(6)], literal);
  }

  private static boolean matches(Filter filter, Object value) {
    if (filter instanceof IsNull) {
      return value == null;
    }
    Compare compare = (Compare) filter;
    return value != null && compare.operator().accepts(Scalars.compare(value, compare.literal()));
  }

  private static void assertSame(
      List<Map<String, Object>> expected,
      List<Map<String, Object>> actual,
      List<String> names,
      String message) {
    assertEquals(expected.size(), actual.size(), message);
    for (int i = 0; i < expected.size(); i++) {
      for (String name : names) {
        Object wanted = expected.get(i).get(name);
        Object found = actual.get(i).get(name);
        if (wanted instanceof byte[] bytes) {
          assertArrayEquals(bytes, (byte[]) found, message);
        } else if (wanted instanceof BigDecimal decimal) {
          assertEquals(0, decimal.compareTo((BigDecimal) found), message);
        } else {
          assertEquals(wanted, found, name + ", " + message);
        }
      }
    }
  }

  private static List<Map<String, Object>> scan(Table table, Snapshot snapshot, Filter filter) {
    List<String> names = snapshot.schema().names();
    ScanSpec spec = ScanSpec.of(snapshot.schema()).select(names).where(filter);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (List<Segment> task : ScanPlan.of(snapshot, spec).tasks(1)) {
      try (SegmentScan scan = new SegmentScan(table.store(), task, spec)) {
        while (scan.next()) {
          for (int row : scan.batch().rows()) {
            Map<String, Object> values = new HashMap<>();
            names.forEach(
                name -> values.put(name, ScalarReader.of(scan.batch().column(name)).value(row)));
            rows.add(values);
          }
        }
      }
    }
    return rows;
  }
}

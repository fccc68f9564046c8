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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.In;
import io.vectordb.table.filter.Filter.IsNull;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.RowMatch;
import io.vectordb.table.schema.PartitionTransform.Bucket;
import io.vectordb.table.schema.PartitionTransform.Time;
import io.vectordb.testing.Seed;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partition values that are computed from columns, and what they tell about the columns. */
class PartitionTransformTest {
  private static final Field TIMESTAMP =
      Field.nullable("ts", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
  private static final Field DATE = Field.nullable("d", new ArrowType.Date(DateUnit.DAY));
  private static final Field ID = Field.nullable("id", new ArrowType.Int(64, true));
  private static final Field TEXT = Field.nullable("s", ArrowType.Utf8.INSTANCE);
  private static final Field DECIMAL = Field.nullable("n", new ArrowType.Decimal(9, 2, 128));
  private static final Field BINARY = Field.nullable("b", ArrowType.Binary.INSTANCE);
  private static final Field DOUBLE =
      Field.nullable("x", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
  private static final TableSchema SCHEMA =
      new TableSchema(new Schema(List.of(ID, TIMESTAMP, DATE, TEXT, DECIMAL, BINARY, DOUBLE)));

  @TempDir Path directory;

  private static long micros(String time) {
    return LocalDateTime.parse(time).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }

  private static Object value(String partition, Object value) {
    PartitionField field = PartitionField.named(partition, SCHEMA);
    assertTrue(field.problem(SCHEMA).isEmpty(), partition);
    return field.valueOf(value, SCHEMA.fieldInFiles(field.source()).orElseThrow());
  }

  @Test
  void times() {
    long moment = micros("2017-11-16T22:31:08");
    assertEquals(47L, value("years(ts)", moment));
    assertEquals(574L, value("months(ts)", moment));
    assertEquals(17_486L, value("days(ts)", moment));
    assertEquals(419_686L, value("hours(ts)", moment));
    assertEquals(-1L, value("years(ts)", -1L));
    assertEquals(-1L, value("months(ts)", -1L));
    assertEquals(-1L, value("days(ts)", -1L));
    assertEquals(-1L, value("hours(ts)", -1L));
    assertEquals(0L, value("hours(ts)", 0L));
    long day = LocalDate.parse("1969-02-28").toEpochDay();
    assertEquals(-1L, value("years(d)", day));
    assertEquals(-11L, value("months(d)", day));
    assertEquals(day, value("days(d)", day));
    assertNull(value("days(d)", null));
  }

  /** The hashes are well-known ones: those of the Murmur3 function for these bytes. */
  @Test
  void buckets() {
    int all = 999_999_999;
    assertEquals(2_017_239_379L % all, value("bucket[" + all + "](id)", 34L));
    assertEquals(1_210_000_089L % all, value("bucket[" + all + "](s)", "iceberg"));
    long date = LocalDate.parse("2017-11-16").toEpochDay();
    assertEquals(
        (-653_330_422 & Integer.MAX_VALUE) % (long) all, value("bucket[" + all + "](d)", date));
    long moment = micros("2017-11-16T22:31:08");
    assertEquals(
        (-2_047_944_441 & Integer.MAX_VALUE) % (long) all,
        value("bucket[" + all + "](ts)", moment));
    for (String number : List.of("14.20", "14.2")) {
      assertEquals(
          (-500_754_589 & Integer.MAX_VALUE) % (long) all,
          value("bucket[" + all + "](n)", new BigDecimal(number)));
    }
    assertEquals(
        (-188_683_207 & Integer.MAX_VALUE) % (long) all,
        value("bucket[" + all + "](b)", new byte[] {0, 1, 2, 3}));
    assertEquals(0L, value("bucket[1](s)", ""));
    assertNull(value("bucket[4](s)", null));
  }

  @Test
  void transformsThatDoNotFitAreRefused() {
    for (String name : List.of("hours(d)", "days(id)", "bucket[4](x)", "bucket[4](y)", "z")) {
      assertTrue(PartitionField.named(name, SCHEMA).problem(SCHEMA).isPresent(), name);
      TableMetadata metadata = new TableMetadata("t", SCHEMA, List.of(name), Map.of(), 0);
      Transaction transaction = Table.at(directory.toString()).begin("CREATE", Map.of());
      assertThrows(VectorDbException.class, () -> transaction.create(metadata));
    }
    for (String name : List.of("bucket[0]", "bucket[-1]", "bucket[04]", "bucket", "day", "Days")) {
      assertTrue(PartitionTransform.named(name).isEmpty(), name);
    }
  }

  @Test
  void aColumnThatIsCalledLikeATransformIsThatColumn() {
    TableSchema schema =
        new TableSchema(new Schema(List.of(TEXT, Field.nullable("days(ts)", TEXT.getType()))));
    assertTrue(PartitionField.named("days(ts)", schema).isIdentity());
    TableMetadata metadata = new TableMetadata("t", SCHEMA, List.of("days(ts)"), Map.of(), 0);
    TableMetadata changed =
        SchemaEvolution.of(metadata)
            .add(
                List.of(),
                Field.nullable("days(ts)", TEXT.getType()),
                null,
                new SchemaEvolution.Position.Last())
            .metadata();
    assertEquals(metadata.partitionFields(), changed.partitionFields());
  }

  @Test
  void logsAndCheckpointsKeepPartitionValues() {
    Table table = Table.at(directory.toString());
    List<String> partitioning = List.of("days(ts)", "bucket[8](s)", "id");
    table
        .begin("CREATE", Map.of())
        .create(new TableMetadata("t", SCHEMA, partitioning, Map.of("checkpointInterval", "1"), 0))
        .commit();
    Map<String, Object> values = new HashMap<>(Map.of("days(ts)", 17_486L, "id", 5L));
    values.put("bucket[8](s)", null);
    DataFile file = new DataFile("data/f", values, 1, 1, 0, Map.of(), Map.of(), Map.of());
    table.begin("APPEND", Map.of()).add(file).commit();
    Snapshot reread = Table.at(directory.toString()).snapshot();
    assertEquals(List.of(file), reread.files());
    assertEquals(partitioning, reread.metadata().partitionColumns());
    assertEquals(new Bucket(8), reread.metadata().partitionFields().get(1).transform());
    assertEquals(List.of("ts", "s", "id"), reread.metadata().partitionSources());
    assertEquals(List.of("id"), reread.metadata().partitionNames());
    assertThrows(
        VectorDbException.class, () -> SchemaEvolution.of(reread.metadata()).drop(List.of("ts")));
  }

  @Test
  void extremeTimesAreInTheirPartitions() {
    FileSkipping skipping = new FileSkipping(SCHEMA, Map.of());
    for (Time time : Time.values()) {
      for (long value : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
        Map<String, Object> partition =
            Map.of(time + "(ts)", PartitionField.of(time, "ts").valueOf(value, TIMESTAMP));
        DataFile file = new DataFile("f", partition, 1, 1, 0, Map.of(), Map.of(), Map.of());
        RowMatch match = skipping.match(new Compare("ts", Operator.EQUAL, value), file);
        assertTrue(match != RowMatch.NONE, partition.toString());
      }
    }
  }

  @Test
  void filesAreSkippedByPartitionValuesAlone() {
    long seed = Seed.of(PartitionTransformTest.class);
    Random random = new Random(seed);
    FileSkipping skipping = new FileSkipping(SCHEMA, Map.of());
    int skipped = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean isDate = random.nextBoolean();
      Field column = isDate ? DATE : TIMESTAMP;
      Time time = Time.values()[random.nextInt(isDate ? 3 : 4)];
      long range = isDate ? 40_000 : 40_000L * 86_400_000_000L;
      long value = random.nextLong(-range, range);
      long literal =
          random.nextBoolean() ? value : value + random.nextLong(-range / 50, range / 50);
      PartitionTransform transform =
          random.nextInt(3) == 0 ? new Bucket(1 + random.nextInt(5)) : time;
      PartitionField field = PartitionField.of(transform, column.getName());
      Map<String, Object> partition = Map.of(field.name(), field.valueOf(value, column));
      DataFile file = new DataFile("f", partition, 1, 1, 0, Map.of(), Map.of(), Map.of());
      Operator operator = Operator.values()[random.nextInt(6)];
      Filter filter =
          random.nextInt(4) == 0
              ? new In(column.getName(), List.of(literal, literal + 1))
              : new Compare(column.getName(), operator, literal);
      boolean matches =
          filter instanceof Compare compare
              ? compare.operator().accepts(Long.compare(value, literal))
              : value == literal || value == literal + 1;
      RowMatch match = skipping.match(filter, file);
      String message = filter + " of " + value + " in " + partition + ", seed " + seed;
      assertTrue(match != RowMatch.NONE || !matches, message);
      assertTrue(match != RowMatch.ALL || matches, message);
      assertFalse(skipping.mayMatch(new IsNull(column.getName()), file), message);
      skipped += match == RowMatch.NONE ? 1 : 0;
    }
    assertTrue(skipped > 1000, skipped + " files were skipped");
    Map<String, Object> nulls = new HashMap<>();
    nulls.put("days(ts)", null);
    DataFile file = new DataFile("f", nulls, 1, 1, 0, Map.of(), Map.of(), Map.of());
    assertEquals(RowMatch.ALL, skipping.match(new IsNull("ts"), file));
    assertEquals(RowMatch.NONE, skipping.match(new Compare("ts", Operator.LESS, 5L), file));
  }
}

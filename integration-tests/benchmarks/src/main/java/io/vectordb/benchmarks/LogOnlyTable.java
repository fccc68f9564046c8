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
package io.vectordb.benchmarks;

import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.VectorStats;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** A table with a long log of files that do not exist: opening and planning never look at them. */
record LogOnlyTable(Path path) {
  private static final String ROTATION = "codes/" + new UUID(7, 7) + ".arrow";

  /** An empty one, partitioned by day. */
  static LogOnlyTable create(SparkSession spark, Path path) {
    spark
        .sql(
            "SELECT 1L AS id, '' AS day, '' AS label, 0D AS price,"
                + " CAST(NULL AS ARRAY<FLOAT>) AS feature WHERE false")
        .write()
        .format("vectordb")
        .partitionBy("day")
        .option("dimension", 1024)
        .save(path.toString());
    return new LogOnlyTable(path);
  }

  Table table() {
    return Table.at(path.toString());
  }

  /**
   * Appends {@code commits} commits of {@code files} files each; returns the milliseconds of each.
   */
  double[] append(int commits, int files) {
    Table table = table();
    Random random = new Random(commits);
    double[] millis = new double[commits];
    for (int i = 0; i < commits; i++) {
      long start = System.nanoTime();
      Transaction transaction = table.begin("WRITE", Map.of("mode", "append"));
      for (int f = 0; f < files; f++) {
        transaction.add(file(random));
      }
      transaction.commit();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    return millis;
  }

  private static DataFile file(Random random) {
    long id = random.nextLong(1L << 40);
    String day = "2026-" + (1 + random.nextInt(12)) + "-" + (1 + random.nextInt(28));
    StoredFile codes =
        new StoredFile("codes/" + uuid(random) + ".arrow", 1 << 28, random.nextInt());
    StoredFile rotation = new StoredFile(ROTATION, 1 << 22, 99);
    return new DataFile(
        "data/day=" + day + "/" + uuid(random) + ".arrow",
        Map.of("day", day),
        250_000,
        1L << 30,
        random.nextInt(),
        Map.of(
            "id", new ColumnStats(id, id + 250_000, 0, 0, false),
            "day", new ColumnStats(day, day, 0, 0, false),
            "label", new ColumnStats("animal-" + id % 1000, "zebra-" + id % 1000, 12, 0, false),
            "price", new ColumnStats(random.nextDouble(), 1e6 * random.nextDouble(), 3, 1, false)),
        Map.of("feature", new VectorStats(random.nextDouble(), 1 + random.nextDouble(), 0, 0)),
        Map.of("feature", new CodeFile(codes, "pca-int8", rotation)));
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }
}

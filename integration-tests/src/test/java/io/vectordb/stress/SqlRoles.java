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
package io.vectordb.stress;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** What processes do to the table by Spark's SQL, over and over. */
final class SqlRoles {
  private final SparkSession spark;
  private final String name;
  private final Random random;
  private long inserted;

  SqlRoles(String path, String name, Random random, Map<String, String> settings) {
    this.name = name;
    this.random = random;
    spark = session(settings);
    spark.sql("CREATE TABLE IF NOT EXISTS t USING vectordb LOCATION '" + path + "'");
  }

  private static SparkSession session(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
    settings.forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  /** A streaming query that appends rows without end; the same numbers once more after a crash. */
  static void stream(String path, String checkpoint) throws Exception {
    SparkSession spark = session(Map.of());
    spark.streams().addListener(new Steps());
    System.out.println("ready");
    spark
        .readStream()
        .format("rate-micro-batch")
        .option("rowsPerBatch", "5")
        .load()
        .selectExpr(
            "'log' AS kind",
            "'stream' AS writer",
            "value AS seq",
            "0L AS amount",
            StressRow.checksum("value", "0L"),
            StressRow.vector("value", "0L"))
        .writeStream()
        .format("vectordb")
        .option("checkpointLocation", checkpoint)
        .start(path)
        .awaitTermination();
  }

  private static final class Steps extends StreamingQueryListener {
    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      System.out.println("step");
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }

  /** Makes the table, with what the rules want to find. */
  static void create(String path, Map<String, String> settings) {
    SparkSession spark = session(settings);
    spark.sql(
        "CREATE TABLE n ("
            + StressRow.COLUMNS
            + ") USING vectordb PARTITIONED BY (kind) LOCATION '"
            + path
            + "'");
    String bank =
        "SELECT 'bank' AS kind, 'bank' AS writer, id AS seq, 1000L AS amount FROM range(20)";
    String over = "SELECT 'over', 'over', id, 0L FROM range(10)";
    String duty = "SELECT 'duty', 'duty', id, 1L FROM range(2)";
    spark.sql(
        "INSERT INTO n SELECT *, "
            + StressRow.derived("seq", "amount")
            + " FROM ("
            + String.join(" UNION ALL ", List.of(bank, over, duty))
            + ")");
    for (int seq = 0; seq < 2; seq++) {
      spark.sql(
          "INSERT INTO n SELECT *, "
              + StressRow.derived("seq", "amount")
              + " FROM (SELECT 'pair' AS kind, 'pair' AS writer, "
              + seq
              + "L AS seq, 1L AS amount)");
    }
    spark.stop();
  }

  void step() {
    switch (random.nextInt(6)) {
      case 0 -> transferByMerge();
      case 1 -> transferByUpdate();
      case 2 -> insert();
      case 3 -> delete();
      default -> duty();
    }
  }

  private void transferByMerge() {
    int from = random.nextInt(StressRules.ACCOUNTS);
    int to = (from + 1 + random.nextInt(StressRules.ACCOUNTS - 1)) % StressRules.ACCOUNTS;
    int amount = random.nextInt(100);
    spark.sql(
        String.format(
            "MERGE INTO t USING (SELECT * FROM VALUES (%d, %d), (%d, %d) AS s(account, change)) s"
                + " ON t.kind = 'bank' AND t.seq = s.account"
                + " WHEN MATCHED THEN UPDATE SET amount = t.amount + s.change,"
                + " checksum = t.checksum + 7 * s.change,"
                + " v = array(CAST(t.seq AS FLOAT), CAST(t.amount + s.change AS FLOAT))",
            from, -amount, to, amount));
  }

  private void transferByUpdate() {
    int from = random.nextInt(StressRules.ACCOUNTS - 1);
    int amount = random.nextInt(100);
    String change = String.format("CASE WHEN seq = %d THEN %d ELSE %d END", from, -amount, amount);
    spark.sql(
        String.format(
            "UPDATE t SET amount = amount + %s, checksum = checksum + 7 * (%s),"
                + " v = array(CAST(seq AS FLOAT), CAST(amount + %s AS FLOAT))"
                + " WHERE kind = 'bank' AND seq IN (%d, %d)",
            change, change, change, from, from + 1));
  }

  private void insert() {
    long rows = 1 + random.nextInt(5);
    spark.sql(
        String.format(
            "INSERT INTO t SELECT 'log', '%s', id, 3L, %s FROM range(%d, %d)",
            name, StressRow.derived("id", "3L"), inserted, inserted + rows));
    inserted += rows;
  }

  /** Deletes the oldest rows of a writer. */
  private void delete() {
    List<Row> oldest =
        spark
            .sql(
                "SELECT writer, min(seq) AS first, max(seq) AS last FROM t WHERE kind = 'log'"
                    + " GROUP BY writer HAVING last > first + 10")
            .collectAsList();
    if (!oldest.isEmpty()) {
      Row writer = oldest.get(random.nextInt(oldest.size()));
      spark.sql(
          String.format(
              "DELETE FROM t WHERE kind = 'log' AND writer = '%s' AND seq < %d",
              writer.getString(0), writer.getLong(1) + 1 + random.nextInt(8)));
    }
  }

  /** Goes off duty only if somebody else is on it; both have a row of their own. */
  private void duty() {
    int me = Math.floorMod(name.hashCode(), 2);
    boolean leaves = random.nextBoolean();
    spark.sql(
        "MERGE INTO t USING (SELECT sum(amount) AS present FROM t WHERE kind = 'duty') s"
            + String.format(" ON t.kind = 'duty' AND t.seq = %d", me)
            + (leaves ? " AND s.present = 2" : "")
            + String.format(
                " WHEN MATCHED THEN UPDATE SET amount = %d, checksum = t.seq * 31 + %d,"
                    + " v = array(CAST(t.seq AS FLOAT), %dF)",
                leaves ? 0 : 1, leaves ? 5 : 12, leaves ? 0 : 1));
  }
}

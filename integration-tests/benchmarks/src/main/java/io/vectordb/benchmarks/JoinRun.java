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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Makes the tables, joins them, and has others do the same. */
final class JoinRun {
  private static final double SPARK_TARGET = 500;
  private static final double FAISS_TARGET = 0.7;
  private static final double PRODUCT_TARGET = 0.5;
  private static final double BOTH_FAISS_TARGET = 1.0;
  private static final double SELF_JOIN_TARGET = 0.6;

  /** Rows of both sides whose pairs say which score few pairs exceed. */
  private static final int SAMPLE_ROWS = 1000;

  private final SparkSession spark;
  private final JoinSettings settings;
  private final Console console;
  private final JoinReport report;

  JoinRun(SparkSession spark, JoinSettings settings, Console console, JoinReport report) {
    this.spark = spark;
    this.settings = settings;
    this.console = console;
    this.report = report;
  }

  /** Few queries over many rows, of many elements. */
  void nearestOfQueries() throws Exception {
    JoinData data =
        JoinData.create(
            spark,
            new PowerLawVectors("decaying", settings.dimension, settings.exponent),
            settings.queries,
            settings.rows,
            settings.directory(),
            console);
    report.start(data, settings.k);
    JoinResult ours = ours(data, data.nearest(settings.k));
    JoinResult parquet =
        JoinResult.of(
            "vectordb, Parquet files", data, settings.runs, data.nearestOfParquet(settings.k));
    report.add(parquet);
    spark(data).ifPresent(own -> report.compare(ours, own, SPARK_TARGET));
    for (JoinResult peer : peers(data, ours, JoinPeers.ALL)) {
      boolean isFaiss = peer.who().equals(JoinPeers.FAISS);
      report.compare(ours, peer, isFaiss ? FAISS_TARGET : PRODUCT_TARGET);
    }
    if (!settings.keep) {
      data.delete();
    }
  }

  /** A large table with another and with itself. */
  void nearestOfTable() throws Exception {
    JoinData data =
        JoinData.create(
            spark,
            new PowerLawVectors("decaying", settings.bothDimension, settings.exponent),
            settings.bothRows,
            settings.bothRows,
            settings.directory(),
            console);
    report.start(data, settings.k);
    JoinResult ours = ours(data, data.nearest(settings.k));
    for (JoinResult peer : peers(data, ours, List.of(JoinPeers.FAISS))) {
      report.compare(ours, peer, BOTH_FAISS_TARGET);
    }
    double threshold = data.rareScore(SAMPLE_ROWS);
    console.progress("vectordb: threshold self-join");
    JoinResult self =
        JoinResult.of(
            "vectordb, a.id < b.id AND dot_product > " + threshold,
            data,
            settings.runs,
            data.selfJoin(threshold));
    report.add(self);
    report.share(self, ours, SELF_JOIN_TARGET);
    if (!settings.keep) {
      data.delete();
    }
  }

  private JoinResult ours(JoinData data, Dataset<Row> join) {
    console.progress("vectordb: NEAREST BY");
    spark.conf().set(JoinData.PLAN, settings.plan);
    JoinResult result = JoinResult.of("vectordb", data, settings.runs, join);
    report.add(result);
    return result;
  }

  /** Spark's own plan takes too long for all rows. Cached rows are what it is fastest with. */
  private Optional<JoinResult> spark(JoinData data) {
    if (settings.sparkQueries == 0) {
      return Optional.empty();
    }
    console.progress("Spark: NEAREST BY");
    JoinData slice = data.slice(settings.sparkQueries, settings.sparkRows);
    slice.cache(StorageLevel.MEMORY_ONLY());
    spark.conf().set(JoinData.PLAN, JoinData.SPARKS_PLAN);
    try {
      JoinResult result =
          JoinResult.of(
              "Spark's own plan, a cached slice", slice, 1, slice.nearestByBuiltin(settings.k));
      report.add(result);
      return Optional.of(result);
    } finally {
      spark.conf().set(JoinData.PLAN, settings.plan);
      spark.catalog().clearCache();
    }
  }

  private List<JoinResult> peers(JoinData data, JoinResult ours, List<String> programs)
      throws Exception {
    if (settings.noPeers) {
      return List.of();
    }
    Path files = settings.directory().resolve("peers");
    Optional<JoinPeers> peers = JoinPeers.prepare(settings.data, data, files);
    if (peers.isEmpty()) {
      report.skipped("FAISS and NumPy", "python3 with venv and their packages is not to be had");
      return List.of();
    }
    List<JoinResult> results = new ArrayList<>();
    for (String program : programs) {
      console.progress(program);
      JoinResult result = peers.get().measure(program, settings.k, settings.runs);
      report.add(result);
      results.add(result);
    }
    return results;
  }
}

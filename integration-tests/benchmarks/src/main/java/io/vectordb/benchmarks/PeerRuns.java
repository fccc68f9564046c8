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
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Measures other programs, one after the other. */
record PeerRuns(SparkSession spark, SelectivitySettings settings, Console console, Path directory) {

  /**
   * @param measured gets the times
   * @param skipped gets the programs that are not to be had
   */
  void measure(
      RawVectors raw,
      int allRows,
      float[][] queries,
      Truth truth,
      Map<Kind, List<Ask>> asks,
      List<Measured> measured,
      Map<String, String> skipped)
      throws Exception {
    int rows = Math.min(allRows, settings.peerRows);
    PeerFiles files = new PeerFiles(raw, rows, queries, settings.kinds(), asks);
    for (PeerProcess peer : available(raw, rows, skipped)) {
      console.progress(peer.name());
      measured.addAll(peer.measure(files, truth, settings.runs, settings.peerSeconds));
    }
    int slowRows = Math.min(rows, settings.slowPeerRows);
    if (slowRows > 0) {
      measureSlow(raw, slowRows, queries, truth, asks, measured);
    }
  }

  private List<PeerProcess> available(RawVectors raw, int rows, Map<String, String> skipped)
      throws Exception {
    List<PeerProcess> peers = new ArrayList<>();
    Optional<List<PeerProcess>> python = PythonPeers.prepare(settings.data);
    python.ifPresentOrElse(
        peers::addAll,
        () ->
            skipped.put(
                "FAISS and NumPy", "python3 with venv and their packages is not to be had"));
    long bytes = (long) rows * raw.dimension() * Float.BYTES;
    LucenePeer.prepare(bytes)
        .ifPresentOrElse(
            peers::add,
            () -> skipped.put("Lucene", "needs JDK 21; none in /usr/lib/jvm or JAVA_HOME..."));
    return peers;
  }

  /** They look at all rows whatever is asked for, so that two kinds of queries are enough. */
  private void measureSlow(
      RawVectors raw,
      int rows,
      float[][] queries,
      Truth truth,
      Map<Kind, List<Ask>> asks,
      List<Measured> measured)
      throws Exception {
    Dataset<Row> features = StoredTable.features(spark, raw, rows);
    Path parquet = directory.resolve("parquet");
    features.write().mode("overwrite").parquet(parquet.toString());
    spark.read().parquet(parquet.toString()).createOrReplaceTempView("parquet_features");
    List<Kind> kinds =
        settings.kinds().stream()
            .filter(kind -> kind.equals(countKind()) || kind.equals(topKind()))
            .toList();
    AskRounds rounds = new AskRounds(truth, settings.runs, settings.peerSeconds);
    console.progress("DuckDB");
    try (DuckDbSearcher duckDb = new DuckDbSearcher(parquet, rows, queries)) {
      for (Kind kind : kinds) {
        measured.addAll(rounds.measure(List.of(duckDb), kind, asks.get(kind)));
      }
    }
    console.progress("Spark's own function");
    Dataset<Row> cached = features.persist(StorageLevel.MEMORY_ONLY());
    cached.count();
    cached.createOrReplaceTempView("cached_features");
    List<Searcher> searchers =
        List.of(
            new BuiltinSearcher(spark, "Parquet", "parquet_features", rows),
            new BuiltinSearcher(spark, "cached", "cached_features", rows));
    for (Kind kind : kinds) {
      measured.addAll(rounds.measure(searchers, kind, asks.get(kind)));
    }
    spark.catalog().clearCache();
  }

  private Kind countKind() {
    List<Double> percents = settings.selectivities;
    return new Kind(Kind.Form.COUNT, percents.get(Math.min(1, percents.size() - 1)), 0);
  }

  private Kind topKind() {
    return new Kind(Kind.Form.TOP, 0, settings.tops.get(0));
  }
}

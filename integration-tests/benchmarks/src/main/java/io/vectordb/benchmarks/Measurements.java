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

import io.vectordb.benchmarks.SparkSearch.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** What is measured, over which tables. */
final class Measurements {
  /** Rounds over the large tables that are not counted. */
  private static final int WARMUP = 2;

  private final SparkSession spark;
  private final Tables tables;
  private final Question question;
  private final Settings settings;
  private final Rounds rounds;
  private final int threads = Runtime.getRuntime().availableProcessors();

  Measurements(SparkSession spark, Tables tables, Question question, Settings settings) {
    this.spark = spark;
    this.tables = tables;
    this.question = question;
    this.settings = settings;
    this.rounds = new Rounds(question::count);
  }

  /** Lets the compiler see all code that the fixed cost of queries depends on. */
  void warmUp() throws Exception {
    List<Case> cases = floors();
    cases.addAll(at(List.of(QueryBenchmarks.TINY), searches()));
    rounds.measure(cases, settings.warmup);
  }

  /** Memory, Spark's floors and the searches of vectordb in the same rounds. */
  Map<Case, Samples> ofSearches() throws Exception {
    List<Integer> sizes = List.of(settings.small(), settings.large());
    try (MemoryReader memory = new MemoryReader();
        MappedRead allThreads = new MappedRead(tables, threads);
        MappedRead oneThread = new MappedRead(tables, 1)) {
      List<Subject> reads =
          List.of(
              new MemoryRead(memory, threads, settings.rowBytes()),
              new MemoryRead(memory, 1, settings.rowBytes()),
              allThreads,
              oneThread);
      List<Case> cases = at(sizes, reads);
      cases.addAll(floors());
      cases.addAll(
          at(List.of(QueryBenchmarks.TINY, settings.small(), settings.large()), searches()));
      rounds.measure(cases, WARMUP);
      return rounds.measure(cases, settings.runs);
    }
  }

  /** The parts of every query through Spark, by its name. */
  Map<String, Breakdown> breakdowns() throws Exception {
    Map<String, Breakdown> breakdowns = new LinkedHashMap<>();
    for (SparkShape shape : SparkShape.values()) {
      List<SparkQuery> queries = new ArrayList<>();
      queries.add(new SparkFloor(spark, shape));
      queries.addAll(sparkSearches(shape));
      for (SparkQuery query : queries) {
        breakdowns.put(
            query.name(),
            Breakdown.of(spark.sparkContext(), query, QueryBenchmarks.TINY, settings.runs));
      }
    }
    return breakdowns;
  }

  /** Spark's own function over Parquet, and over rows that it has cached. */
  Map<Case, Samples> ofSparkBuiltin() throws Exception {
    List<Integer> cachedSizes = List.of(settings.cachedSmall(), settings.small());
    for (int rows : cachedSizes) {
      Dataset<Row> cached = tables.vectors().rows(spark, rows).persist(StorageLevel.MEMORY_ONLY());
      cached.count();
      cached.createOrReplaceTempView(cachedView(rows));
    }
    List<Case> cases =
        at(
            List.of(settings.small(), settings.large()),
            List.of(new SparkBuiltin(spark, question, "Parquet", Tables::parquetView)));
    cases.addAll(
        at(
            cachedSizes,
            List.of(new SparkBuiltin(spark, question, "cached", Measurements::cachedView))));
    Map<Case, Samples> samples = ofPeers(cases);
    spark.catalog().clearCache();
    return samples;
  }

  private static String cachedView(int rows) {
    return "cached_" + rows;
  }

  Map<Case, Samples> ofDuckDb() throws Exception {
    List<Integer> sizes = List.of(settings.small(), settings.large());
    try (DuckDb duckDb = new DuckDb(tables, question, sizes, threads)) {
      return ofPeers(at(sizes, List.of(duckDb)));
    }
  }

  private Map<Case, Samples> ofPeers(List<Case> cases) throws Exception {
    rounds.measure(cases, WARMUP);
    return rounds.measure(cases, settings.peerRuns);
  }

  private List<Case> floors() {
    List<Case> floors = new ArrayList<>();
    for (SparkShape shape : SparkShape.values()) {
      floors.add(new Case(new SparkFloor(spark, shape), 0));
    }
    return floors;
  }

  private List<Subject> searches() {
    List<Subject> searches = new ArrayList<>();
    searches.add(new TableApi(tables, question, threads));
    for (SparkShape shape : SparkShape.values()) {
      searches.addAll(sparkSearches(shape));
    }
    return searches;
  }

  private List<SparkSearch> sparkSearches(SparkShape shape) {
    List<SparkSearch> searches = new ArrayList<>();
    for (Form form : Form.values()) {
      searches.add(new SparkSearch(spark, tables, question, form, shape));
    }
    return searches;
  }

  private static List<Case> at(List<Integer> sizes, List<? extends Subject> subjects) {
    List<Case> cases = new ArrayList<>();
    for (Subject subject : subjects) {
      sizes.forEach(rows -> cases.add(new Case(subject, rows)));
    }
    return cases;
  }
}

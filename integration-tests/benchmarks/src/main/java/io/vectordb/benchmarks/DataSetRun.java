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

import io.vectordb.benchmarks.DataSetResults.WriteSpeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;

/** Makes one data set and measures everything on it. */
final class DataSetRun {
  private final SparkSession spark;
  private final SelectivitySettings settings;
  private final Console console;
  private final DataSet data;
  private final int rows;
  private final Path directory;
  private final List<Measured> measured = new ArrayList<>();
  private final List<WriteSpeed> writes = new ArrayList<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  DataSetRun(SparkSession spark, SelectivitySettings settings, Console console, DataSet data) {
    this.spark = spark;
    this.settings = settings;
    this.console = console;
    this.data = data;
    this.rows = settings.rowsOf(data.name());
    this.directory = settings.directory(data.name());
  }

  DataSetResults run() throws Exception {
    try {
      progress("rows");
      long start = System.nanoTime();
      RawVectors raw = RawVectors.write(data, rows, directory.resolve("vectors"));
      double makeSeconds = (System.nanoTime() - start) / 1e9;
      float[][] queries = new float[settings.queries][];
      for (int q = 0; q < queries.length; q++) {
        queries[q] = data.query(q);
      }
      progress("brute force");
      Truth truth = Truth.of(raw, rows, queries);
      Map<Kind, List<Ask>> asks = truth.asks(settings.kinds());
      measureVectordb(raw, truth, asks);
      if (settings.hasPeers()) {
        new PeerRuns(spark, settings, console, directory)
            .measure(raw, rows, queries, truth, asks, measured, skipped);
      }
      return new DataSetResults(
          data, rows, makeSeconds, settings.kinds(), measured, writes, skipped);
    } finally {
      if (!settings.keep) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
  }

  private void measureVectordb(RawVectors raw, Truth truth, Map<Kind, List<Ask>> asks)
      throws Exception {
    measureWrites(raw);
    List<StoredTable> written = new ArrayList<>();
    for (String codes : settings.codes) {
      progress("table, codes " + codes);
      written.add(timedCreate(raw, codes, rows));
    }
    List<StoredTable> tables = StoredTable.withAndWithoutCodes(written);
    progress("queries of vectordb");
    try (MemoryReader memory = new MemoryReader()) {
      List<Searcher> searchers = new ArrayList<>();
      searchers.add(new MemorySearcher(memory, rows, raw.dimension() * Float.BYTES));
      tables.forEach(table -> searchers.addAll(table.searchers()));
      AskRounds rounds = new AskRounds(truth, settings.runs, settings.seconds);
      for (Kind kind : settings.kinds()) {
        Map<String, Double> bytes = bytesPerRow(tables, asks.get(kind).get(0));
        for (Measured one : rounds.measure(searchers, kind, asks.get(kind))) {
          measured.add(one.withBytesPerRow(bytes.getOrDefault(one.who(), Double.NaN)));
        }
      }
    }
    if (!settings.keep) {
      for (StoredTable table : written) {
        table.delete();
      }
    }
  }

  /** The scan is the same below every interface. */
  private static Map<String, Double> bytesPerRow(List<StoredTable> tables, Ask ask) {
    Map<String, Double> bytes = new LinkedHashMap<>();
    for (StoredTable table : tables) {
      double perRow = ScanBytes.perRow(table, ask);
      table.searchers().forEach(searcher -> bytes.put(searcher.name(), perRow));
    }
    return bytes;
  }

  private void measureWrites(RawVectors raw) throws IOException {
    int count = Math.min(rows, settings.writeRows);
    if (count == 0) {
      return;
    }
    progress("speed of writing");
    long start = System.nanoTime();
    StoredTable.features(spark, raw, count).write().format("noop").mode("overwrite").save();
    writes.add(new WriteSpeed("thrown away", count, (System.nanoTime() - start) / 1e9, 0, 0));
    for (String codes : settings.writeCodes) {
      timedCreate(raw, codes, count).delete();
    }
  }

  private StoredTable timedCreate(RawVectors raw, String codes, int count) {
    boolean kept = Files.exists(StoredTable.path(directory, codes, count));
    long start = System.nanoTime();
    StoredTable table = StoredTable.create(spark, raw, count, directory, codes);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (kept) {
      return table;
    }
    writes.add(
        new WriteSpeed(
            table.label(), count, seconds, table.bytesIn("data"), table.bytesIn("codes")));
    return table;
  }

  private void progress(String step) {
    console.progress(data.name() + ": " + step);
  }
}

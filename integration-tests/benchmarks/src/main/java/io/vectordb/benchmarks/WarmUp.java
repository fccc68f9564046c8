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
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;

/**
 * Lets the compiler see all code that the fixed cost of queries depends on: runs every kind of
 * query over a table that takes no time to read.
 */
record WarmUp(SparkSession spark, SelectivitySettings settings) {
  static final int ROWS = 1000;

  void run() throws Exception {
    DataSet data = new PowerLawVectors("warm-up", settings.dimension, settings.exponent);
    Path directory = settings.directory(data.name());
    Truth truth = Truth.of(data, ROWS, new float[][] {data.query(0), data.query(1)});
    Map<Kind, List<Ask>> asks = truth.asks(settings.kinds());
    AskRounds rounds = new AskRounds(truth, settings.warmup, settings.seconds);
    for (String codes : settings.codes) {
      StoredTable written = StoredTable.create(spark, data, ROWS, directory, codes);
      for (StoredTable table : StoredTable.withAndWithoutCodes(List.of(written))) {
        for (Kind kind : settings.kinds()) {
          rounds.measure(table.searchers(), kind, asks.get(kind));
        }
      }
      written.delete();
    }
    FileUtils.deleteDirectory(directory.toFile());
  }
}

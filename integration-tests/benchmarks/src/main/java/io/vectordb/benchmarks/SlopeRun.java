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
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;

/** What a query costs before it reads a row, and what a row costs, from tables of two sizes. */
record SlopeRun(SparkSession spark, SelectivitySettings settings, Console console) {
  private static final Kind KIND = new Kind(Kind.Form.COUNT, 0.1, 0);

  /**
   * The times of one program over both tables.
   *
   * @param floorMillis what Spark needs for a query of that shape over one row; 0 without Spark
   */
  record Slope(String who, Series series, double floorMillis) {}

  List<Slope> run() throws Exception {
    int smallRows = settings.slopeRows.get(0);
    int largeRows = settings.slopeRows.get(1);
    DataSet data = new PowerLawVectors("decaying", settings.dimension, settings.exponent);
    Path directory = settings.directory("slope");
    try {
      console.progress("slope: brute force");
      Truth truth = Truth.of(data, largeRows, new float[][] {data.query(0)});
      List<Ask> asks = truth.asks(List.of(KIND)).get(KIND);
      List<Slope> slopes = new ArrayList<>();
      for (String codes : settings.codes) {
        console.progress("slope: tables, codes " + codes);
        List<StoredTable> small =
            StoredTable.withAndWithoutCodes(
                List.of(StoredTable.create(spark, data, smallRows, directory, codes)));
        List<StoredTable> large =
            StoredTable.withAndWithoutCodes(
                List.of(StoredTable.create(spark, data, largeRows, directory, codes)));
        console.progress("slope: queries");
        for (int t = 0; t < small.size(); t++) {
          slopes.addAll(measure(small.get(t), large.get(t), truth, asks));
        }
        if (!settings.keep) {
          small.get(0).delete();
          large.get(0).delete();
        }
      }
      return slopes;
    } finally {
      if (!settings.keep) {
        FileUtils.deleteDirectory(directory.toFile());
      }
    }
  }

  private List<Slope> measure(StoredTable small, StoredTable large, Truth truth, List<Ask> asks)
      throws Exception {
    List<Searcher> searchers =
        List.of(
            new FloorSearcher(spark),
            new TableSearcher(small),
            new TableSearcher(large),
            new SqlSearcher(small),
            new SqlSearcher(large),
            new DataFrameSearcher(small),
            new DataFrameSearcher(large));
    List<Measured> measured =
        new AskRounds(truth, settings.runs, Integer.MAX_VALUE).measure(searchers, KIND, asks);
    double floor = measured.get(0).samples().median();
    List<Slope> slopes = new ArrayList<>();
    for (int i = 1; i < measured.size(); i += 2) {
      Series series =
          new Series(
              new TreeMap<>(
                  Map.of(
                      small.rows(), measured.get(i).samples(),
                      large.rows(), measured.get(i + 1).samples())));
      slopes.add(new Slope(measured.get(i).who(), series, i == 1 ? 0 : floor));
    }
    return slopes;
  }
}

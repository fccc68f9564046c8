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

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The times of a program for one join. */
record JoinResult(String who, int leftRows, int rightRows, Samples samples) {

  /** Runs {@code join}; its rows are made and thrown away. */
  static JoinResult of(String who, JoinData data, int runs, Dataset<Row> join) {
    double[] millis = new double[runs];
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      join.write().format("noop").mode("overwrite").save();
      millis[run] = (System.nanoTime() - start) / 1e6;
    }
    return new JoinResult(who, data.leftRows(), data.rightRows(), new Samples(millis));
  }

  double seconds() {
    return samples.median() / 1000;
  }

  double pairsPerSecond() {
    return (double) leftRows * rightRows / seconds();
  }
}

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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Times programs in turn, round after round with another query vector, so that each gets its share
 * of the machine's good and bad moments. Every answer is checked.
 *
 * @param runs counted rounds
 * @param seconds no more rounds after so many seconds, if there were {@value #FEWEST}
 */
record AskRounds(Truth truth, int runs, int seconds) {
  private static final int FEWEST = 3;
  private static final int WARMUP = 2;

  /** The times of each searcher. */
  List<Measured> measure(List<? extends Searcher> searchers, Kind kind, List<Ask> asks)
      throws Exception {
    double[][] millis = new double[searchers.size()][runs];
    for (int round = 0; round < WARMUP; round++) {
      round(searchers, asks.get(round % asks.size()), millis, 0);
    }
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int done = 0;
    while (done < runs && (done < FEWEST || System.nanoTime() < end)) {
      round(searchers, asks.get(done % asks.size()), millis, done);
      done++;
    }
    List<Measured> measured = new ArrayList<>();
    for (int s = 0; s < searchers.size(); s++) {
      Samples samples = new Samples(Arrays.copyOf(millis[s], done));
      Searcher searcher = searchers.get(s);
      measured.add(new Measured(searcher.name(), kind, searcher.rows(), samples, Double.NaN));
    }
    return measured;
  }

  private void round(List<? extends Searcher> searchers, Ask ask, double[][] millis, int round)
      throws Exception {
    for (int s = 0; s < searchers.size(); s++) {
      Searcher searcher = searchers.get(s);
      long start = System.nanoTime();
      Supplier<Answer> found = searcher.search(ask);
      millis[s][round] = (System.nanoTime() - start) / 1e6;
      truth.check(searcher.name(), ask, searcher.rows(), searcher.tolerance(), found.get());
    }
  }
}

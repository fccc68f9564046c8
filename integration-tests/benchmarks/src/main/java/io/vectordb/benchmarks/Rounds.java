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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;

/**
 * Takes the time of cases in turn, round after round, so that each gets its share of the machine's
 * good and bad moments.
 */
final class Rounds {
  private final IntToLongFunction expected;

  /**
   * @param expected the number of rows that every search of a table of so many rows has to find
   */
  Rounds(IntToLongFunction expected) {
    this.expected = expected;
  }

  /** Runs every case {@code runs} times. */
  Map<Case, Samples> measure(List<Case> cases, int runs) throws Exception {
    Map<Case, Samples> samples = new LinkedHashMap<>();
    cases.forEach(c -> samples.put(c, new Samples(new double[runs])));
    for (int round = 0; round < runs; round++) {
      for (Case c : cases) {
        long start = System.nanoTime();
        OptionalLong found = c.subject().run(c.rows());
        samples.get(c).millis()[round] = (System.nanoTime() - start) / 1e6;
        check(c, found);
      }
    }
    return samples;
  }

  private void check(Case c, OptionalLong found) {
    if (found.isPresent() && found.getAsLong() != expected.applyAsLong(c.rows())) {
      throw new IllegalStateException(
          c.subject().name()
              + " found "
              + found.getAsLong()
              + " of "
              + c.rows()
              + " rows, but should have found "
              + expected.applyAsLong(c.rows()));
    }
  }
}

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

import java.util.NavigableMap;

/**
 * The times of one subject over tables of several sizes.
 *
 * @param bySize by the rows of the table
 */
record Series(NavigableMap<Integer, Samples> bySize) {
  boolean has(int rows) {
    return bySize.containsKey(rows);
  }

  Samples at(int rows) {
    return bySize.get(rows);
  }

  int rounds() {
    return bySize.firstEntry().getValue().millis().length;
  }

  /** The rows of the largest table. */
  int large() {
    return bySize.lastKey();
  }

  private int small() {
    return bySize.lowerKey(large());
  }

  /** Whether there are two sizes to draw a line through. */
  boolean hasLine() {
    return bySize.size() > 1;
  }

  /** The line through the shortest times over the two largest tables. */
  CostLine bestLine() {
    return CostLine.through(small(), at(small()).best(), large(), at(large()).best());
  }

  /**
   * The line whose slope is the median of the rounds: the two tables are visited one right after
   * the other in every round, so that what slows a machine down for a while weighs on both.
   */
  CostLine medianLine() {
    double perRow = Samples.median(addedMillis()) / (large() - small());
    return new CostLine(at(small()).median() - perRow * small(), 1000 / perRow);
  }

  /** What the rows that the largest table has more cost, in every round. */
  double[] addedMillis() {
    double[] added = new double[rounds()];
    for (int i = 0; i < added.length; i++) {
      added[i] = at(large()).millis()[i] - at(small()).millis()[i];
    }
    return added;
  }
}

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

import java.util.stream.DoubleStream;

/**
 * What can be compared of the results of different programs.
 *
 * @param rows how many rows were found; negative if nothing was searched
 * @param lowest the lowest score among them; NaN if they came without scores
 */
record Answer(long rows, double lowest) {
  static final Answer NONE = new Answer(-1, Double.NaN);

  static Answer ofCount(long rows) {
    return new Answer(rows, Double.NaN);
  }

  static Answer ofScores(long rows, DoubleStream scores) {
    return new Answer(rows, scores.min().orElse(Double.NaN));
  }
}

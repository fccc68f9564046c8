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

import java.util.List;
import java.util.Map;

/**
 * What was measured on one data set.
 *
 * @param bytes the size of tables, by their labels
 * @param skipped programs that could not be measured, and why
 */
record DataSetResults(
    DataSet data,
    int rows,
    double makeSeconds,
    List<Kind> kinds,
    List<Measured> measured,
    List<WriteSpeed> writes,
    Map<String, String> skipped) {

  /**
   * How fast a table was written, and what its files have.
   *
   * @param dataBytes 0 if nothing was kept
   */
  record WriteSpeed(String what, int rows, double seconds, long dataBytes, long codeBytes) {}
}

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

/**
 * The straight line through the times over two tables: what a query costs before it reads a row,
 * and what a row costs.
 *
 * @param fixedMillis the time at 0 rows
 * @param rowsPerSecond added rows divided by added time
 */
record CostLine(double fixedMillis, double rowsPerSecond) {
  static CostLine through(int small, double smallMillis, int large, double largeMillis) {
    double perRow = (largeMillis - smallMillis) / (large - small);
    return new CostLine(smallMillis - perRow * small, 1000 / perRow);
  }
}
